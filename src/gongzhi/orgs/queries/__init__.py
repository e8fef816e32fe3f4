"""Reads of places, bodies, posts and people."""
