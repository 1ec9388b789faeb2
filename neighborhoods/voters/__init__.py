"""The list of households of one consultation: brought by spreadsheet, printed to be signed, deleted soon."""
