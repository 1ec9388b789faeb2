"""Which schemes PostgreSQL shows an official at all, whatever the code asks for (see core/wall.py).

A ward sees its own; what is public everybody sees. What hangs on a scheme is seen with it.
"""

from core.wall import WARDS, wall

SCHEME = "neighborhoods_scheme"
OF_A_SCHEME = f"EXISTS (SELECT 1 FROM {SCHEME} walled WHERE walled.id = {{column}})"  # noqa: S608 - names of tables

wall(SCHEME, f"is_public OR ward_id = ANY ({WARDS})")
for table in ("schemeunit", "schemestage", "schemeevent", "schemepaper"):
    wall(f"neighborhoods_{table}", OF_A_SCHEME.format(column=f"neighborhoods_{table}.scheme_id"))
for table in ("schemehistory", "schemeunithistory"):
    wall(f"neighborhoods_{table}", f"ward_id = ANY ({WARDS})")
