"""Sheets: reads any table that people hand in, and writes tables back. Knows no word of the domain."""
