"""A function that renews the planner's statistics of the territory, for the application's role too.

Only a table's owner may ANALYZE it (PostgreSQL 17 has a privilege for it, 15 and 16 do not).
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION wards_analyze() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    ANALYZE public.wards_decision, public.wards_unit, public.wards_unitversion,
            public.wards_transfer, public.wards_lookupentry, public.wards_lookupword;
END
$$;
COMMENT ON FUNCTION wards_analyze() IS 'Renew the statistics after many units were written at once.';
"""


class Migration(migrations.Migration):
    """Statistics after a load."""

    dependencies = [("wards", "0002_rules")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION wards_analyze()")]
