"""Which reports PostgreSQL shows an official at all, whatever the code asks for (see core/wall.py).

A unit sees its own; a level above sees those of the wards below it, and its own sums. What hangs on a
report is seen with it.
"""

from core.wall import WARDS, wall

REPORT = "reports_report"
OF_A_REPORT = f"EXISTS (SELECT 1 FROM {REPORT} walled WHERE walled.id = {{column}})"  # noqa: S608 - names of tables

wall(REPORT, f"keeper_id = ANY ({WARDS})")
wall(f"{REPORT}history", f"keeper_id = ANY ({WARDS})")
for table in ("figure", "text", "version", "comment", "event", "texthistory", "commenthistory"):
    wall(f"{REPORT}{table}", OF_A_REPORT.format(column=f"{REPORT}{table}.report_id"))
