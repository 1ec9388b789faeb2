"""Which reports, directives and counts PostgreSQL shows an official at all, whatever the code asks for (see core/wall.py).

A unit sees its own reports; a level above sees those of the wards below it, and its own sums. A ward sees its
tasks, and the directives it has a task in; who reaches every ward under the issuing unit sees that unit's
directives too. What hangs on a report, a task or a directive is seen with it.
Counts are seen where the cases are.
"""

from core.wall import PLACES, WARDS, wall

REPORT = "reports_report"
OF_A_REPORT = f"EXISTS (SELECT 1 FROM {REPORT} walled WHERE walled.id = {{column}})"  # noqa: S608 - names of tables

wall(REPORT, f"keeper_id = ANY ({WARDS})")
wall(f"{REPORT}history", f"keeper_id = ANY ({WARDS})")
for table in ("figure", "text", "version", "comment", "event", "texthistory", "commenthistory"):
    wall(f"{REPORT}{table}", OF_A_REPORT.format(column=f"{REPORT}{table}.report_id"))

DIRECTIVE, TASK = "reports_directive", "reports_directivetask"
BELOW = (
    "EXISTS (SELECT 1 FROM wards_unitversion below WHERE below.parent_id = {issuer}"
    " AND below.valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    " AND {negation} below.unit_id = ANY ({wards}))"
)


def _is_issuer(column: str) -> str:
    """Some ward under the unit is in reach, and none is out of it."""
    some = BELOW.format(issuer=column, negation="", wards=WARDS)
    other = BELOW.format(issuer=column, negation="NOT", wards=WARDS)
    return f"({column} = ANY ({WARDS}) OR ({some} AND NOT {other}))"


def _with(table: str, column: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} walled WHERE walled.id = {column})"  # noqa: S608 - names of tables


IN_AREA = f"ward_id = ANY ({WARDS}) OR unit_id = ANY ({PLACES})"

wall(TASK, IN_AREA)
wall(f"{TASK}history", IN_AREA)
HAS_A_TASK = f"EXISTS (SELECT 1 FROM {TASK} walled WHERE walled.directive_id = {DIRECTIVE}.id)"  # noqa: S608 - names of tables

wall(DIRECTIVE, f"{_is_issuer(f'{DIRECTIVE}.issuer_id')} OR {HAS_A_TASK}")
wall(f"{DIRECTIVE}history", _with(DIRECTIVE, f"{DIRECTIVE}history.pgh_obj_id"))
for table in ("reports_directiveevent", "reports_directivepaper"):
    wall(
        table,
        f"CASE WHEN {table}.task_id IS NULL THEN {_with(DIRECTIVE, f'{table}.directive_id')}"
        f" ELSE {_with(TASK, f'{table}.task_id')} END",
    )

wall("reports_wardday", f"ward_id = ANY ({WARDS})")
wall(
    "reports_placeday",
    f"ward_id = ANY ({WARDS}) OR (unit_id = ANY ({PLACES}) AND NOT is_sealed)",
)
wall(
    "reports_caseplace",
    "EXISTS (SELECT 1 FROM feedback_case walled WHERE walled.id = reports_caseplace.case_id)",
)
