"""Organisations: places, bodies, posts and people; who sees what."""
