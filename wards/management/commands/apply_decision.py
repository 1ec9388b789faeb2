"""`manage.py apply_decision NUMBER`: carry out a confirmed decision, or show what it would do."""

from __future__ import annotations

import datetime
import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from wards import changes
from wards.changes.apply import Report
from wards.models import Decision, DecisionStatus


class Command(BaseCommand):
    """All or nothing, in one transaction."""

    help = "Áp dụng một văn bản đã xác nhận (ví dụ 1685/NQ-UBTVQH15), hoặc xem trước kết quả."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of the decision, the day and whether to look only."""
        parser.add_argument("number", help="số, ký hiệu của văn bản")
        parser.add_argument(
            "--on", type=clock.day_of, help="ngày áp dụng, dd/mm/yyyy (theo văn bản)"
        )
        parser.add_argument("--preview", action="store_true", help="chỉ xem, không ghi gì")

    def handle(self, *args: Any, number: str, **options: Any) -> None:
        """Find the decision, do it, and say what was done."""
        found = list(Decision.objects.filter(number=number, status=DecisionStatus.CONFIRMED))
        if len(found) != 1:
            raise CommandError(f"Có {len(found)} văn bản số {number} đã xác nhận và chưa áp dụng.")
        started = time.monotonic()
        try:
            report = self._run(found[0], on=options["on"], is_preview=options["preview"])
        except ValidationError as error:
            for text in error.messages:
                self.stderr.write(text)
            raise CommandError(f"{len(error.messages)} lỗi; chưa ghi gì.") from error
        self._tell(report)
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

    def _run(self, decision: Decision, *, on: datetime.date | None, is_preview: bool) -> Report:
        if not is_preview:
            return changes.apply(decision=decision, on=on)
        report = changes.preview(decision=decision, on=on)
        if report.errors:
            raise ValidationError([str(problem) for problem in report.errors])
        return report

    def _tell(self, report: Report) -> None:
        self.stdout.write(
            f"{report.day:%d/%m/%Y}: {len(report.founded)} đơn vị lập, {len(report.ended)} kết thúc, "
            f"{len(report.changed) + len(report.along)} giữ nguyên và thay đổi, "
            f"{report.transfers} dòng chuyển đổi, {len(report.warnings)} cảnh báo."
        )
        for matter in report.matters:
            self.stdout.write(f"{matter.count} {matter.label}")
