"""Starting, stopping and surviving: real PostgreSQL servers and real processes."""
