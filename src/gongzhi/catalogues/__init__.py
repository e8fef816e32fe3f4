"""Dated code tables: categories and the dispatch catalogue."""
