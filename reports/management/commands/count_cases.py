"""`manage.py count_cases`: the counts of the boards made anew from the cases."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reports.boards import counting


class Command(BaseCommand):
    """Safe at any time: the boards show the old counts until the new ones are there."""

    help = "Đếm lại toàn bộ số liệu của bảng thống kê từ các phản ánh; --check chỉ kiểm tra hai tháng gần nhất."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="chỉ kiểm tra và sửa chỗ lệch")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Count, and say what came of it."""
        started = time.monotonic()
        if check:
            self.stdout.write(f"Số ngày lệch đã sửa: {counting.check()}")
        else:
            counting.rebuild()
            self.stdout.write("Đã đếm lại toàn bộ.")
        self.stdout.write(f"{time.monotonic() - started:.1f} s")
