"""Which cases PostgreSQL shows an official at all, whatever the code asks for (see core/wall.py).

A ward sees what it has to answer; a khu phố what lies in it or was given to it, never a sealed case.
What hangs on a case is seen with it.
"""

from core.wall import PLACES, WARDS, wall

CASE = "feedback_case"
OF_A_CASE = f"EXISTS (SELECT 1 FROM {CASE} walled WHERE walled.id = {{column}})"  # noqa: S608 - names of tables

wall(
    CASE,
    f"ward_id = ANY ({WARDS}) OR ((unit_id = ANY ({PLACES}) OR assigned_unit_id = ANY ({PLACES}))"
    " AND NOT is_sealed)",
)
for table in ("feedback_caseevent", "feedback_contact", "feedback_photo"):
    wall(table, OF_A_CASE.format(column=f"{table}.case_id"))
for table in ("feedback_casehistory", "feedback_contactevent"):
    wall(table, f"ward_id = ANY ({WARDS})")

OBSTACLE = "feedback_obstacle"
IN_AREA = f"ward_id = ANY ({WARDS}) OR unit_id = ANY ({PLACES})"

wall(OBSTACLE, IN_AREA)
wall("feedback_obstaclehistory", IN_AREA)
wall(
    "feedback_obstacleevent",
    f"EXISTS (SELECT 1 FROM {OBSTACLE} walled WHERE walled.id = feedback_obstacleevent.obstacle_id)",  # noqa: S608 - names of tables
)
