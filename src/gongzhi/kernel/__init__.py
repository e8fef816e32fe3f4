"""Kernel: clock, working calendar, ids, errors, viewer, append-only tables, outbox. Knows no word of the domain."""
