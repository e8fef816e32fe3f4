"""Writes of places, bodies, posts and people: one file, one use case."""
