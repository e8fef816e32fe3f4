"""What a demo city has beside its real places: grids, buildings, bodies, people and posts, all from one seed."""
