import datetime

from django.db import migrations

MORNING = (datetime.time(7, 30), datetime.time(11, 30))
AFTERNOON = (datetime.time(13, 0), datetime.time(17, 0))
SOURCE = (
    "Bộ luật Lao động 2019, Điều 105 (8 giờ một ngày); giờ hành chính thường dùng của cơ quan "
    "nhà nước tại Thành phố Hồ Chí Minh. Sửa lại theo quy định của đơn vị nếu khác."
)


def add_working_hours(apps, schema_editor):
    schedule = apps.get_model("core", "WorkSchedule").objects.create(
        starts_on=datetime.date(2000, 1, 1), source=SOURCE
    )
    interval = apps.get_model("core", "WorkInterval")
    interval.objects.bulk_create(
        interval(schedule=schedule, weekday=weekday, starts=starts, ends=ends)
        for weekday in range(5)
        for starts, ends in (MORNING, AFTERNOON)
    )


def remove_working_hours(apps, schema_editor):
    apps.get_model("core", "WorkSchedule").objects.filter(source=SOURCE).delete()


class Migration(migrations.Migration):
    """A first schedule, Monday to Friday, so that a deadline can be computed from the first day."""

    dependencies = [("core", "0004_notifications_and_access")]

    operations = [migrations.RunPython(add_working_hours, remove_working_hours)]
