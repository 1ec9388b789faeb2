"""The one statement that says what is counted, on which day and under which places.

`{scope}` is a relation of moments `starts` and `ends`, with a `ward_id` where `{wards}` compares it.
Rows of a tally are sums over these facts; `reports.boards.counting` writes them, the tests compare them
with counts by other means.
"""

from feedback.workflow import REOPENING
from reports.models.tally import COUNTS, SPEED_FIELDS, SPEEDS

_CITY = "'Asia/Ho_Chi_Minh'"
_DAY = f"AT TIME ZONE {_CITY})::date"
_REOPENED = tuple(sorted(move.value for move in REOPENING))

# Where the case lay at a moment: the place that it left first after it, else where it lies now.
_PART = """
SELECT ({at} {day}, c.ward_id, c.unit_id, coalesce(place.ward_id, c.ward_id),
       coalesce(place.unit_id, c.unit_id), c.is_sealed, {counts}
FROM {{scope}} scope JOIN {table} ON {at} >= scope.starts AND {at} < scope.ends {{wards}}
LEFT JOIN LATERAL (
    SELECT p.ward_id, p.unit_id FROM reports_caseplace p
    WHERE p.case_id = c.id AND p.until > {at} ORDER BY p.until LIMIT 1
) place ON true
{condition}
"""
_CASE, _EVENT = "feedback_case c", "feedback_caseevent e JOIN feedback_case c ON c.id = e.case_id"
_ANSWER = (
    "0, 1, (c.answered_in_time IS NOT NULL)::int, (c.answered_in_time IS TRUE)::int, 0, 0, 0,"
    f" greatest(0, (c.answered_at {_DAY} - (c.received_at {_DAY})"
)
# received, answered, dated, in_time, reopened, rated, stars, and the days that an answer took
_PARTS = (
    ("c.received_at", _CASE, "1, 0, 0, 0, 0, 0, 0, NULL::int", ""),
    (
        "c.answered_at",
        _CASE,
        _ANSWER,
        "WHERE c.answered_at IS NOT NULL",
    ),
    (
        "c.rated_at",
        _CASE,
        "0, 0, 0, 0, 0, 1, c.rating, NULL::int",
        "WHERE c.rated_at IS NOT NULL AND c.rating IS NOT NULL",
    ),
    ("e.at", _EVENT, "0, 0, 0, 0, 1, 0, 0, NULL::int", f"WHERE e.kind IN {_REOPENED!r}"),
)
_NAMES = (
    "day, ward_id, unit_id, then_ward_id, then_unit_id, is_sealed,"
    " received, answered, dated, in_time, reopened, rated, stars, speed"
)
FACTS = (
    "SELECT * FROM ("  # noqa: S608 - our own constants, here and below
    + " UNION ALL ".join(
        _PART.format(at=at, day=_DAY, table=table, counts=counts, condition=condition)
        for at, table, counts, condition in _PARTS
    )
    + f") AS fact({_NAMES})"
)

_CLASSES = [
    f"count(*) FILTER (WHERE speed <= {most}{f' AND speed > {SPEEDS[number - 1]}' if number else ''})"
    for number, most in enumerate(SPEEDS)
] + [f"count(*) FILTER (WHERE speed > {SPEEDS[-1]})"]
_PLAIN = COUNTS[: -len(SPEED_FIELDS)]
_SUMS = ", ".join([*(f"sum({name})" for name in _PLAIN), *_CLASSES])
_KEYS = "day, ward_id, unit_id, then_ward_id, then_unit_id, is_sealed"
_WARD_KEYS = "day, ward_id, then_ward_id, is_sealed"
_COLUMNS = ", ".join(COUNTS)

COUNTED = f"SELECT {_KEYS}, {_SUMS} FROM ({FACTS}) AS facts GROUP BY {_KEYS}"  # noqa: S608
"""Counts by khu phố, as they should be."""
_WARD_SUMS = ", ".join(f"sum({name})" for name in COUNTS)
_MONTH = "date_trunc('month', day)::date"
_WARD_DAYS = (
    f"SELECT {_WARD_KEYS}, false, {_WARD_SUMS} FROM reports_placeday"  # noqa: S608
    f" WHERE {{days}} GROUP BY {_WARD_KEYS}"
)
_WARD_MONTHS = (
    f"SELECT {_MONTH}, ward_id, then_ward_id, is_sealed, true, {_WARD_SUMS}"  # noqa: S608
    " FROM reports_wardday WHERE NOT is_month AND {months}"
    f" GROUP BY {_MONTH}, ward_id, then_ward_id, is_sealed"
)
_WARD_COLUMNS = f"{_WARD_KEYS}, is_month, {_COLUMNS}"
# In this order: what is counted rests on what is counted before.
COUNT = (
    "DELETE FROM reports_placeday WHERE {days}",
    f"INSERT INTO reports_placeday ({_KEYS}, {_COLUMNS}) {COUNTED}",
    "DELETE FROM reports_wardday WHERE NOT is_month AND {days}",
    f"INSERT INTO reports_wardday ({_WARD_COLUMNS}) {_WARD_DAYS}",
    "DELETE FROM reports_wardday WHERE is_month AND {months}",
    f"INSERT INTO reports_wardday ({_WARD_COLUMNS}) {_WARD_MONTHS}",
)

_DIFFERING = """
SELECT ward_id, day FROM (
    (({one}) EXCEPT ALL ({other})) UNION ALL (({other}) EXCEPT ALL ({one}))
) AS differing({columns})
"""
_KEPT_WARDS = f"SELECT {_WARD_COLUMNS} FROM reports_wardday"  # noqa: S608
DIFFERENCES = " UNION ".join(
    _DIFFERING.format(one=one, other=other, columns=columns)
    for one, other, columns in (
        (
            COUNTED,
            f"SELECT {_KEYS}, {_COLUMNS} FROM reports_placeday WHERE {{days}}",  # noqa: S608
            f"{_KEYS}, {_COLUMNS}",
        ),
        (_WARD_DAYS, f"{_KEPT_WARDS} WHERE NOT is_month AND {{days}}", _WARD_COLUMNS),
        (_WARD_MONTHS, f"{_KEPT_WARDS} WHERE is_month AND {{months}}", _WARD_COLUMNS),
    )
)
"""The days of wards whose counts are not what they should be: by khu phố, by ward, by month."""
