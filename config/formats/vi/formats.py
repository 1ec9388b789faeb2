"""Dates and numbers as they are written in Vietnam.

Django's own file for Vietnamese leaves the input formats empty, so that the American ones win:
03/04/2026 would be read as the 4th of March and 25/12/2026 refused.
"""

DATE_FORMAT = r"d/m/Y"
SHORT_DATE_FORMAT = r"d/m/Y"
TIME_FORMAT = r"H:i"
DATETIME_FORMAT = r"H:i d/m/Y"
SHORT_DATETIME_FORMAT = r"H:i d/m/Y"
YEAR_MONTH_FORMAT = r"m/Y"
MONTH_DAY_FORMAT = r"d/m"
FIRST_DAY_OF_WEEK = 1

DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M"]
DATETIME_INPUT_FORMATS = [
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%H:%M %d/%m/%Y",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
]

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
