from django.db import migrations

# A decision may be withdrawn until the day from which it is applied; the units that it had founded
# ahead, and only such, may be deleted again. Days are those of the city.

TODAY = "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"

UNITS = """
CREATE OR REPLACE FUNCTION wards_keep_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        {unborn}
        RAISE EXCEPTION 'Đơn vị không được xóa, chỉ được kết thúc.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_is_never_deleted';
    END IF;
    RAISE EXCEPTION 'Cấp của đơn vị không đổi được.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_keeps_its_level';
END $$;
"""
UNBORN = f"IF lower(OLD.valid) > {TODAY} THEN RETURN OLD; END IF;"

DECISIONS = """
CREATE OR REPLACE FUNCTION wards_guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' THEN
            RAISE EXCEPTION 'Văn bản mới nhập bắt đầu là dự thảo.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_starts_as_draft';
        END IF;
    ELSIF (OLD.status, NEW.status) NOT IN (('draft', 'confirmed'), ('confirmed', 'applied'))
        {withdrawal} THEN
        RAISE EXCEPTION 'Văn bản phải được xác nhận rồi mới áp dụng, và không quay lại bước trước.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_moves_forward';
    END IF;
    RETURN NEW;
END $$;
"""
WITHDRAWAL = f"""AND NOT (
            NEW.status = 'withdrawn'
            AND (OLD.status IN ('draft', 'confirmed')
                 OR (OLD.status = 'applied' AND OLD.applied_on > {TODAY}))
        )"""


class Migration(migrations.Migration):
    """Decisions that are taken back before their day."""

    dependencies = [("wards", "0004_changes")]

    operations = [
        migrations.RunSQL(
            UNITS.format(unborn=UNBORN) + DECISIONS.format(withdrawal=WITHDRAWAL),
            UNITS.format(unborn="") + DECISIONS.format(withdrawal=""),
        ),
    ]
