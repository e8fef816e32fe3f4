"""One module for each family of commands; each command is a thin call of an operation or a query."""
