"""Which schemes PostgreSQL shows an official at all, whatever the code asks for (see core/wall.py).

A ward sees its own; what hangs on a scheme is seen with it; a khu phố sees its own consultations and figures. The
public pages, which show what is public and nothing else, stand outside (people.middleware).
"""

from core.wall import PLACES, WARDS, wall

CONSULTATION = "neighborhoods_consultation"
SCHEME = "neighborhoods_scheme"
OF_A_SCHEME = f"EXISTS (SELECT 1 FROM {SCHEME} walled WHERE walled.id = {{column}})"  # noqa: S608 - names of tables

wall(SCHEME, f"ward_id = ANY ({WARDS})")
for table in ("schemeunit", "schemestage", "schemeevent", "schemepaper"):
    wall(f"neighborhoods_{table}", OF_A_SCHEME.format(column=f"neighborhoods_{table}.scheme_id"))
for table in ("schemehistory", "schemeunithistory"):
    wall(f"neighborhoods_{table}", f"ward_id = ANY ({WARDS})")
wall(
    CONSULTATION,
    f"ward_id = ANY ({WARDS}) OR unit_id = ANY ({PLACES})",
)
wall(
    f"{CONSULTATION}count",
    f"EXISTS (SELECT 1 FROM {CONSULTATION} walled WHERE walled.id = {CONSULTATION}count.consultation_id)",  # noqa: S608 - names of tables
)
wall(f"{CONSULTATION}history", f"ward_id = ANY ({WARDS}) OR unit_id = ANY ({PLACES})")

POLL = "neighborhoods_namepoll"
wall(POLL, OF_A_SCHEME.format(column=f"{POLL}.scheme_id"))
OF_A_POLL = f"EXISTS (SELECT 1 FROM {POLL} walled WHERE walled.id = {{column}})"  # noqa: S608 - names of tables
OF_A_CONSULTATION = f"EXISTS (SELECT 1 FROM {CONSULTATION} walled WHERE walled.id = {{column}})"  # noqa: S608 - names of tables
PROPOSAL, CODE = "neighborhoods_nameproposal", "neighborhoods_householdcode"
wall(PROPOSAL, OF_A_POLL.format(column=f"{PROPOSAL}.poll_id"))
wall(
    CODE,
    OF_A_POLL.format(column=f"{CODE}.poll_id")
    + " OR "
    + OF_A_CONSULTATION.format(column=f"{CODE}.consultation_id"),
)
for table in ("consultationanswer", "voter"):
    column = f"neighborhoods_{table}.consultation_id"
    wall(f"neighborhoods_{table}", OF_A_CONSULTATION.format(column=column))
wall(f"{POLL}history", f"ward_id = ANY ({WARDS})")

for table in ("neighborhoods_figure", "neighborhoods_figureevent"):
    wall(table, f"ward_id = ANY ({WARDS}) OR unit_id = ANY ({PLACES})")
