"""Cases 诉求: filed, dispatched, handled, answered, called back, closed (接诉即办, DC-26)."""
