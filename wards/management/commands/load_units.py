"""`manage.py load_units`: load official lists of units."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from wards import history, services, tree
from wards.lists import BadListError, read_units
from wards.load import bring_to
from wards.models import Unit
from wards.rules import checked
from wards.standards import load_standards


class Command(BaseCommand):
    """All or nothing, and nothing twice: a list that is already loaded changes nothing."""

    help = (
        "Nạp danh sách đơn vị hành chính: --history theo các ngày thật của Thành phố Hồ Chí Minh, "
        "hoặc một tệp CSV (code,name,type,parent_code) với --on ngày/tháng/năm."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take either --history or a file and the day it shows."""
        parser.add_argument("file", nargs="?", type=Path, help="tệp CSV của một ngày")
        parser.add_argument(
            "--on", type=clock.day_of, help="ngày danh sách có hiệu lực, dd/mm/yyyy"
        )
        parser.add_argument(
            "--history", action="store_true", help="2024, 01/01/2025 và 01/07/2025 theo wards/data"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what changed; every fault of a file is named before anything is written."""
        if options["history"] == bool(options["file"]) or bool(options["file"]) != bool(
            options["on"]
        ):
            raise CommandError(
                "Dùng: load_units --history, hoặc load_units TỆP.csv --on dd/mm/yyyy."
            )
        if Unit.objects.filter(is_made_up=True).exists():
            raise CommandError(
                "Cơ sở dữ liệu đang chứa đơn vị dựng cho trình diễn; hãy nạp vào cơ sở dữ liệu trống."
            )
        try:
            changed = self._history() if options["history"] else self._file(**options)
        except BadListError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{len(error.problems)} lỗi; chưa nạp gì.") from error
        except ValidationError as error:
            raise CommandError(f"{' '.join(error.messages)} Chưa nạp gì.") from error
        self.stdout.write("Đã nạp xong." if changed else "Không có gì thay đổi.")

    def _history(self) -> bool:
        load_standards()
        changed = history.load(history.Lists.read(), self.stdout.write)
        self._successors_missing()
        return changed

    def _file(self, *, file: Path, on: datetime.date, **options: Any) -> bool:
        rows = read_units(file)
        with checked():
            change = bring_to(rows, on=on)
            if change:
                services.refresh_lookup()
        self.stdout.write(
            f"{on:%d/%m/%Y}: {len(change.begun)} đơn vị lập, {len(change.ended)} kết thúc, "
            f"{len(change.moved)} đổi đơn vị cấp trên, {change.kept} giữ nguyên."
        )
        self._successors_missing()
        return bool(change)

    def _successors_missing(self) -> None:
        missing = list(Unit.objects.without_successor().values_list("pk", flat=True))
        if missing:
            self.stdout.write(f"Chưa nhập đơn vị kế thừa của {len(missing)} đơn vị:")
            for label in sorted(tree.path_labels(missing).values()):
                self.stdout.write(f"  {label}")
