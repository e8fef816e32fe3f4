"""Codes that are compared byte by byte, so that a prefix is a range of an index."""

CODE_COLLATION = "C"
