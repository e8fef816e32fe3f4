"""Pages of this context."""
