"""Units from a spreadsheet: khu phố, ấp and tổ that the portal does not know yet, with their decisions.

One row is a unit that was founded, and at most one old unit that went into it (`resource`). Rows of
the same paper and day become one decision with its lines (`orders`), which is checked and carried
out by the change service like any other. What is there already is looked up in `places`.
"""
