from django.db import migrations

# What no constraint on one table can say; the names of the rules are turned into words by
# `people.rules`. Deferred to the end of the transaction, so that services may write in any order.
TERMS = """
CREATE FUNCTION people_check_term() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    term people_term;
    unit wards_unit;
    role people_role;
BEGIN
    SELECT * INTO term FROM people_term WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO unit FROM wards_unit WHERE id = term.unit_id FOR SHARE;
    SELECT * INTO role FROM people_role WHERE id = term.role_id FOR SHARE;
    IF NOT term.valid <@ unit.valid THEN
        RAISE EXCEPTION 'Nhiệm kỳ nằm ngoài thời gian tồn tại của đơn vị.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'term_inside_life_of_unit';
    END IF;
    IF role.level <> unit.level THEN
        RAISE EXCEPTION 'Chức danh % không thuộc cấp của đơn vị này.', role.name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'term_role_fits_level';
    END IF;
    IF role.seats IS NOT NULL AND term.seat > role.seats THEN
        RAISE EXCEPTION 'Chức danh % chỉ có % vị trí.', role.name, role.seats
            USING ERRCODE = 'check_violation', CONSTRAINT = 'term_seat_exists';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER term_rules
AFTER INSERT OR UPDATE OF unit_id, role_id, seat, valid ON people_term
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_check_term();
"""

# A unit that ends ends the terms held in it that day. `wards` knows nothing of terms, so the
# database carries it over, in the transaction that ends the unit.
ENDINGS = """
CREATE FUNCTION people_end_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_term WHERE unit_id = NEW.id AND isempty(valid * NEW.valid)
    ) THEN
        RAISE EXCEPTION 'Đơn vị còn nhiệm kỳ bắt đầu sau ngày kết thúc.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'term_inside_life_of_unit';
    END IF;
    UPDATE people_term
    SET valid = valid * NEW.valid, end_reason = 'Đơn vị kết thúc'
    WHERE unit_id = NEW.id AND NOT valid <@ NEW.valid;
    RETURN NULL;
END $$;

CREATE TRIGGER unit_ends_its_terms AFTER UPDATE OF valid ON wards_unit
FOR EACH ROW WHEN (NOT OLD.valid <@ NEW.valid) EXECUTE FUNCTION people_end_terms();
"""

REMOVE = """
DROP TRIGGER unit_ends_its_terms ON wards_unit;
DROP TRIGGER term_rules ON people_term;
DROP FUNCTION people_end_terms();
DROP FUNCTION people_check_term();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_persons_roles_terms_users")]

    operations = [
        migrations.RunSQL(TERMS, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(ENDINGS, reverse_sql=REMOVE),
    ]
