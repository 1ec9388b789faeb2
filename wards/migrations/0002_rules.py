from django.db import migrations

# What no constraint on one table can say. Each refusal is a check_violation that names its rule;
# `wards.rules` turns the name into words in the reader's language.
#
# Rules between rows are deferred to the end of the transaction, so that services may write in any
# order. They look at the rows as they are then, and lock the units they lean on against a change by
# another transaction (FOR SHARE), so that two that are right alone are not wrong together.

UNITS = """
-- A unit has exactly one name on each day of its life (two on one day are refused by exclusion).
CREATE FUNCTION wards_assert_named(unit bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    life daterange;
BEGIN
    SELECT valid INTO life FROM wards_unit WHERE id = unit;
    IF datemultirange(life) IS DISTINCT FROM (
        SELECT range_agg(valid) FROM wards_unitversion WHERE unit_id = unit
    ) THEN
        RAISE EXCEPTION 'Đơn vị % phải có tên gọi trong suốt thời gian tồn tại, không dài hơn.', unit
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_named_all_its_life';
    END IF;
END $$;

CREATE FUNCTION wards_check_unit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    life daterange;
BEGIN
    SELECT valid INTO life FROM wards_unit WHERE id = NEW.id;
    PERFORM wards_assert_named(NEW.id);
    IF EXISTS (
        SELECT FROM wards_unitversion WHERE parent_id = NEW.id AND NOT valid <@ life
    ) THEN
        RAISE EXCEPTION 'Đơn vị % còn đơn vị trực thuộc ngoài thời gian tồn tại của nó.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_outlives_what_is_below';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        PERFORM wards_assert_transfer(transfer)
        FROM wards_transfer transfer WHERE NEW.id IN (source_id, target_id);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER unit_rules AFTER INSERT OR UPDATE OF valid ON wards_unit
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wards_check_unit();

CREATE FUNCTION wards_keep_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Đơn vị không được xóa, chỉ được kết thúc.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_is_never_deleted';
    END IF;
    RAISE EXCEPTION 'Cấp của đơn vị không đổi được.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_keeps_its_level';
END $$;

CREATE TRIGGER unit_is_never_deleted BEFORE DELETE ON wards_unit
FOR EACH ROW EXECUTE FUNCTION wards_keep_unit();

CREATE TRIGGER unit_keeps_its_level BEFORE UPDATE OF level ON wards_unit
FOR EACH ROW WHEN (OLD.level <> NEW.level) EXECUTE FUNCTION wards_keep_unit();
"""

VERSIONS = """
CREATE FUNCTION wards_check_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version wards_unitversion;
    unit wards_unit;
    parent wards_unit;
BEGIN
    SELECT * INTO version FROM wards_unitversion WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO unit FROM wards_unit WHERE id = version.unit_id FOR SHARE;
    IF NOT version.valid <@ unit.valid THEN
        RAISE EXCEPTION 'Tên gọi % nằm ngoài thời gian tồn tại của đơn vị.', version.name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'version_inside_life_of_unit';
    END IF;
    IF version.parent_id IS NULL THEN
        IF unit.level > 1 THEN
            RAISE EXCEPTION '% phải trực thuộc một đơn vị cấp trên.', version.name
                USING ERRCODE = 'check_violation', CONSTRAINT = 'version_has_a_parent';
        END IF;
        RETURN NULL;
    END IF;
    SELECT * INTO parent FROM wards_unit WHERE id = version.parent_id FOR SHARE;
    IF parent.level >= unit.level THEN
        RAISE EXCEPTION '% phải trực thuộc đơn vị ở cấp cao hơn.', version.name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'version_parent_is_higher';
    END IF;
    IF NOT version.valid <@ parent.valid THEN
        RAISE EXCEPTION 'Đơn vị cấp trên của % không tồn tại trong suốt khoảng thời gian này.', version.name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'version_parent_is_alive';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER version_rules
AFTER INSERT OR UPDATE OF unit_id, valid, parent_id ON wards_unitversion
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wards_check_version();

CREATE FUNCTION wards_check_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM wards_assert_named(OLD.unit_id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER version_leaves_no_gap
AFTER DELETE OR UPDATE OF unit_id, valid ON wards_unitversion
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wards_check_named();
"""

TRANSFERS = """
CREATE FUNCTION wards_assert_transfer(transfer wards_transfer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    day date;
    source daterange;
    target daterange;
BEGIN
    SELECT applied_on INTO day FROM wards_decision WHERE id = transfer.decision_id;
    IF day IS NULL THEN
        RETURN;
    END IF;
    SELECT valid INTO source FROM wards_unit WHERE id = transfer.source_id FOR SHARE;
    SELECT valid INTO target FROM wards_unit WHERE id = transfer.target_id FOR SHARE;
    IF NOT source @> (day - 1) OR NOT target @> day THEN
        RAISE EXCEPTION 'Đơn vị cũ phải tồn tại đến ngày %, đơn vị mới phải tồn tại từ ngày đó.', day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_between_living_units';
    END IF;
    IF transfer.extent <> 'part' AND source @> day THEN
        RAISE EXCEPTION 'Đơn vị đã chuyển hết phải kết thúc vào ngày %.', day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_ends_its_source';
    END IF;
END $$;

CREATE FUNCTION wards_check_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM wards_assert_transfer(transfer) FROM wards_transfer transfer WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER transfer_rules AFTER INSERT OR UPDATE ON wards_transfer
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wards_check_transfer();
"""

DECISIONS = """
CREATE FUNCTION wards_guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' THEN
            RAISE EXCEPTION 'Văn bản mới nhập bắt đầu là dự thảo.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_starts_as_draft';
        END IF;
    ELSIF (OLD.status, NEW.status) NOT IN (('draft', 'confirmed'), ('confirmed', 'applied')) THEN
        RAISE EXCEPTION 'Văn bản phải được xác nhận rồi mới áp dụng, và không quay lại bước trước.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_moves_forward';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER decision_starts_as_draft BEFORE INSERT ON wards_decision
FOR EACH ROW EXECUTE FUNCTION wards_guard_decision();

CREATE TRIGGER decision_moves_forward BEFORE UPDATE OF status ON wards_decision
FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION wards_guard_decision();

CREATE FUNCTION wards_check_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM wards_assert_transfer(transfer)
    FROM wards_transfer transfer WHERE decision_id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER decision_rules AFTER UPDATE OF applied_on ON wards_decision
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wards_check_decision();
"""

REMOVE = """
DROP TRIGGER decision_rules ON wards_decision;
DROP TRIGGER decision_moves_forward ON wards_decision;
DROP TRIGGER decision_starts_as_draft ON wards_decision;
DROP TRIGGER transfer_rules ON wards_transfer;
DROP TRIGGER version_leaves_no_gap ON wards_unitversion;
DROP TRIGGER version_rules ON wards_unitversion;
DROP TRIGGER unit_keeps_its_level ON wards_unit;
DROP TRIGGER unit_is_never_deleted ON wards_unit;
DROP TRIGGER unit_rules ON wards_unit;
DROP FUNCTION wards_check_decision();
DROP FUNCTION wards_guard_decision();
DROP FUNCTION wards_check_transfer();
DROP FUNCTION wards_check_named();
DROP FUNCTION wards_check_version();
DROP FUNCTION wards_keep_unit();
DROP FUNCTION wards_check_unit();
DROP FUNCTION wards_assert_transfer(wards_transfer);
DROP FUNCTION wards_assert_named(bigint);
"""


class Migration(migrations.Migration):
    """What must never be false about the territory."""

    dependencies = [("wards", "0001_units")]

    operations = [
        migrations.RunSQL(UNITS + VERSIONS + TRANSFERS + DECISIONS, REMOVE),
    ]
