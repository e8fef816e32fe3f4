"""Pure rules of cases: of the case itself, and of the moves that ask somebody else to decide or to help."""
