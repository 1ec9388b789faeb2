"""Everything that changes a case: one function a move, under a row lock, in one transaction."""
