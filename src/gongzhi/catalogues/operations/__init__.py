"""Writes of this context."""

from gongzhi.catalogues.operations.load_catalogues import load_categories, load_dispatch

__all__ = ["load_categories", "load_dispatch"]
