"""What changes a count says so itself: the days of a ward that have to be counted again.

In the database, because nothing else sees every change (services, a rearrangement in SQL, a repair by
hand) in the same transaction. Functions run as their owner, before whom there is no wall; they write
two tables and return nothing.
"""

from django.db import migrations

CITY = "Asia/Ho_Chi_Minh"
REOPENINGS = "('citizen_reopen', 'reopen')"

# A place is corrected where the ward and the life of the old unit go on; else the case has moved, and
# what happened before stays with the unit of its day.
FUNCTIONS = f"""
CREATE FUNCTION reports_case_came() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.reports_staleday (ward_id, day)
    SELECT DISTINCT came.ward_id, (moment.at AT TIME ZONE '{CITY}')::date
    FROM came CROSS JOIN LATERAL
         unnest(ARRAY[came.received_at, came.answered_at, came.rated_at]) AS moment(at)
    WHERE moment.at IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION reports_case_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM was JOIN came ON came.id = was.id
        WHERE (was.ward_id, was.unit_id, was.is_sealed, was.received_at, was.answered_at,
               was.answered_in_time, was.rating, was.rated_at)
              IS DISTINCT FROM
              (came.ward_id, came.unit_id, came.is_sealed, came.received_at, came.answered_at,
               came.answered_in_time, came.rating, came.rated_at)
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.reports_caseplace (case_id, ward_id, unit_id, until)
    SELECT was.id, was.ward_id, was.unit_id, clock_timestamp()
    FROM was JOIN came ON came.id = was.id
    WHERE was.ward_id <> came.ward_id
       OR was.unit_id <> came.unit_id AND EXISTS (
            SELECT FROM public.wards_unit unit
            WHERE unit.id = was.unit_id AND NOT unit.valid @> (now() AT TIME ZONE '{CITY}')::date);
    INSERT INTO public.reports_staleday (ward_id, day)
    SELECT DISTINCT side.ward_id, (moment.at AT TIME ZONE '{CITY}')::date
    FROM was JOIN came ON came.id = was.id
    CROSS JOIN LATERAL (VALUES
        (was.ward_id, was.received_at, was.answered_at, was.rated_at),
        (came.ward_id, came.received_at, came.answered_at, came.rated_at)
    ) AS side(ward_id, received_at, answered_at, rated_at)
    CROSS JOIN LATERAL (
        SELECT unnest(ARRAY[side.received_at, side.answered_at, side.rated_at])
        UNION ALL
        SELECT event.at FROM public.feedback_caseevent event
        WHERE event.case_id = was.id AND event.kind IN {REOPENINGS}
          AND (was.ward_id, was.unit_id, was.is_sealed)
              IS DISTINCT FROM (came.ward_id, came.unit_id, came.is_sealed)
    ) AS moment(at)
    WHERE moment.at IS NOT NULL
      AND (was.ward_id, was.unit_id, was.is_sealed, was.received_at, was.answered_at,
           was.answered_in_time, was.rating, was.rated_at)
          IS DISTINCT FROM
          (came.ward_id, came.unit_id, came.is_sealed, came.received_at, came.answered_at,
           came.answered_in_time, came.rating, came.rated_at);
    RETURN NULL;
END $$;

CREATE FUNCTION reports_case_went() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.reports_staleday (ward_id, day)
    SELECT DISTINCT was.ward_id, (moment.at AT TIME ZONE '{CITY}')::date
    FROM was CROSS JOIN LATERAL
         unnest(ARRAY[was.received_at, was.answered_at, was.rated_at]) AS moment(at)
    WHERE moment.at IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION reports_case_reopened() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.reports_staleday (ward_id, day)
    SELECT DISTINCT came.ward_id, (came.at AT TIME ZONE '{CITY}')::date
    FROM came WHERE came.kind IN {REOPENINGS};
    RETURN NULL;
END $$;

CREATE TRIGGER reports_case_came AFTER INSERT ON feedback_case
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION reports_case_came();
CREATE TRIGGER reports_case_changed AFTER UPDATE ON feedback_case
    REFERENCING OLD TABLE AS was NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION reports_case_changed();
CREATE TRIGGER reports_case_went AFTER DELETE ON feedback_case
    REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION reports_case_went();
CREATE TRIGGER reports_case_reopened AFTER INSERT ON feedback_caseevent
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION reports_case_reopened();
"""  # noqa: S608 - our own constants
BACK = """
DROP TRIGGER reports_case_came ON feedback_case;
DROP TRIGGER reports_case_changed ON feedback_case;
DROP TRIGGER reports_case_went ON feedback_case;
DROP TRIGGER reports_case_reopened ON feedback_caseevent;
DROP FUNCTION reports_case_came();
DROP FUNCTION reports_case_changed();
DROP FUNCTION reports_case_went();
DROP FUNCTION reports_case_reopened();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_boards"), ("feedback", "0007_days")]

    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
