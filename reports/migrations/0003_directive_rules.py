from django.db import migrations

# What no constraint on one table can say: a directive is closed only when none of its tasks is open.
# The function belongs to the owner and so sees every task, whoever closes.

RULE = """
CREATE FUNCTION reports_check_directive() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM reports_directivetask task JOIN reports_directive ON reports_directive.id = directive_id
        WHERE directive_id = NEW.id AND reports_directive.state IN ('closed', 'withdrawn')
        AND task.state IN ('waiting', 'working', 'returned', 'answered')
    ) THEN
        RAISE EXCEPTION 'Văn bản % còn đơn vị chưa trả lời xong.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'directive_closed_is_answered';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER directive_rules AFTER INSERT OR UPDATE OF state ON reports_directive
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (NEW.state IN ('closed', 'withdrawn')) EXECUTE FUNCTION reports_check_directive();
"""
BACK = """
DROP TRIGGER directive_rules ON reports_directive;
DROP FUNCTION reports_check_directive();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_directives")]

    operations = [migrations.RunSQL(RULE, BACK)]
