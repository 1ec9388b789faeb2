"""`manage.py make_load --cases N`: any number of made-up cases, to measure with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from core import bulk
from core.owner import as_owner
from feedback import volume
from people import volume as former
from people.models import User

PEOPLE_PER_CASE = 20  # one former office holder for so many cases


class Command(BaseCommand):
    """All or nothing, in one transaction of the owner; the portal waits while it runs."""

    help = (
        "Thêm N phản ánh dựng, cùng diễn biến, liên hệ, ảnh (chỉ dòng), thông báo và người từng giữ "
        "chức danh, để đo tốc độ. Chỉ chạy ở chế độ trình diễn."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of cases."""
        parser.add_argument("--cases", type=int, required=True, help="số phản ánh thêm vào")

    def handle(self, *args: Any, cases: int, **options: Any) -> None:
        """Load, and leave statistics and a clean visibility map behind, as a running city has them."""
        if not settings.PORTAL_DEMO:
            raise CommandError("Chỉ dựng phản ánh ở chế độ trình diễn (PORTAL_DEMO).")
        if cases < 1:
            raise CommandError("--cases phải là số nguyên dương.")
        with as_owner():
            if not User.objects.filter(is_demo=True).exists():
                raise CommandError("Chưa có thành phố trình diễn: chạy `manage.py prepare` trước.")
            tables = [*former.TABLES, *volume.TABLES]
            with transaction.atomic(), bulk.bare(tables, self.stdout.write):
                former.load(max(1, cases // PEOPLE_PER_CASE), self.stdout.write)
                volume.load(cases, self.stdout.write)
            with connection.cursor() as cursor:
                for model in tables:
                    cursor.execute(f"VACUUM ANALYZE {bulk.table(model)}")
        self.stdout.write(f"Đã thêm {cases} phản ánh (dữ liệu dựng).")
