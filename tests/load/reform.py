"""How long the reform of 1 July 2025 takes on a large city: `python tests/load/reform.py`.

Starts a portal of its own in a folder that goes away, fills it (`--units`, `--cases`, `--terms`), brings
the missing units by the import of spreadsheets, and times that too; then applies the reform by its
management command and looks, before and after, at everything that must never be false. Prints the
figures with the load of the machine; 0 where the goals are met and nothing is broken.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.load.stand import PROJECT, SETTINGS, Stand, stand

NUMBER = "1685/NQ-UBTVQH15"
GOAL_SECONDS, GOAL_IMPORT_SECONDS = 60, 20
FILE_ROWS = 5_000
WARDS = 168

# What must never be false, as the number of rows that would break it.
BROKEN = {
    "đơn vị còn sống không có đúng một tên hôm nay": """
        SELECT count(*) FROM wards_unit unit WHERE unit.valid @> current_date AND 1 <> (
            SELECT count(*) FROM wards_unitversion v
            WHERE v.unit_id = unit.id AND v.valid @> current_date)""",
    "đơn vị có ngày không tên trong đời": """
        SELECT count(*) FROM (
            SELECT unit.id FROM wards_unit unit
            JOIN wards_unitversion v ON v.unit_id = unit.id
            GROUP BY unit.id HAVING range_agg(v.valid) <> multirange(unit.valid)) gaps""",
    "đơn vị trực thuộc đơn vị đã kết thúc": """
        SELECT count(*) FROM wards_unitversion v JOIN wards_unit parent ON parent.id = v.parent_id
        WHERE NOT (parent.valid @> v.valid)""",
    "đơn vị chuyển toàn bộ hoặc phần còn lại mà chưa kết thúc": """
        SELECT count(*) FROM wards_transfer t
        JOIN wards_decision d ON d.id = t.decision_id AND d.status = 'applied'
        JOIN wards_unit source ON source.id = t.source_id
        WHERE t.extent IN ('whole', 'rest')
          AND (upper(source.valid) IS NULL OR upper(source.valid) > d.applied_on)""",
    "nhiệm kỳ dài hơn đời của đơn vị": """
        SELECT count(*) FROM people_term term JOIN wards_unit unit ON unit.id = term.unit_id
        WHERE NOT (unit.valid @> term.valid)""",
    "phường, xã kết thúc hôm nay không có đơn vị nhận": """
        SELECT count(*) FROM wards_unit unit WHERE unit.level = 3 AND upper(unit.valid) = current_date
          AND NOT EXISTS (SELECT 1 FROM wards_transfer t WHERE t.source_id = unit.id)""",
    "đơn vị còn sống không có trong tra cứu": """
        SELECT count(*) FROM wards_unit unit WHERE unit.valid @> current_date AND NOT EXISTS (
            SELECT 1 FROM wards_lookupentry e
            WHERE e.unit_id = unit.id AND e.valid @> current_date)""",
}
STANDS = {
    "đơn vị": "SELECT count(*) FROM wards_unit",
    "phường, xã của Thành phố hôm nay": """
        SELECT count(*) FROM wards_unitversion v JOIN wards_unit u ON u.id = v.unit_id
        JOIN wards_unitversion p ON p.unit_id = v.parent_id AND p.valid @> current_date
        WHERE u.level = 3 AND v.valid @> current_date AND p.code = '79'""",
    "khu phố, ấp hôm nay": """
        SELECT count(*) FROM wards_unit WHERE level = 4 AND valid @> current_date""",
    "phản ánh": "SELECT count(*) FROM feedback_case",
    "phản ánh nằm ở đơn vị đã kết thúc, chưa xong": """
        SELECT count(*) FROM feedback_case c JOIN wards_unit u ON u.id = c.ward_id
        WHERE NOT (u.valid @> current_date)
          AND c.status NOT IN ('closed', 'rejected', 'referred', 'merged', 'forwarded')""",
    "nhiệm kỳ": "SELECT count(*) FROM people_term",
}
EDGES_NOW = """SELECT count(*) FROM wards_transfer t JOIN wards_decision d ON d.id = t.decision_id
    JOIN wards_unit u ON u.id = t.source_id WHERE d.number = %s AND u.level > 1"""


def say(text: str) -> None:
    """A line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def one(sql: str, values: list[object] | None = None) -> int:
    """The number that a question has for an answer."""
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def look(when: str) -> int:
    """Say how things stand; how many rules are broken."""
    say(f"{when}: " + ", ".join(f"{one(sql)} {what}" for what, sql in STANDS.items()))
    broken = {what: count for what, sql in BROKEN.items() if (count := one(sql))}
    for what, count in broken.items():
        say(f"  SAI: {count} {what}")
    return len(broken)


def bring_units(wanted: int) -> float:
    """Bring units by spreadsheets until there are enough; seconds of the slowest file of 5,000 rows."""
    from core.imports import run  # noqa: PLC0415 - after django.setup()
    from core.imports.reading import read_table  # noqa: PLC0415 - likewise
    from people.models import User  # noqa: PLC0415 - likewise
    from tests import sheets  # noqa: PLC0415 - likewise
    from wards.sheet.resource import UnitResource  # noqa: PLC0415 - likewise

    by, slowest, file = User.objects.get(username="thanh-pho"), 0.0, 0
    while (missing := wanted - one("SELECT count(*) FROM wards_unit")) > 0:
        file += 1
        resource = UnitResource(by)
        wards = [ward.path for ward in resource.wards.all]
        rows = [
            [wards[at % len(wards)], "Khu phố", f"Khu phố {file}{at // len(wards):03}", "", "01/05/2024",
             "Hội đồng nhân dân (dữ liệu dựng)", f"{file}/NQ-HĐND", "", 300, 1_000, "", "", ""]
            for at in range(FILE_ROWS)
        ]  # fmt: skip
        data = sheets.xlsx([resource.columns(), *rows])
        started = time.monotonic()
        table = read_table(data)
        seen = run.examine(resource, table)
        looked = time.monotonic()
        done = run.perform(UnitResource(by), read_table(data))
        ended = time.monotonic()
        if seen.errors or done.errors:
            raise RuntimeError(f"not imported: {(seen.errors or done.errors)[:3]}")
        say(
            f"nhập {FILE_ROWS} đơn vị (cần {missing}): xem trước {looked - started:.1f} s, "
            f"ghi {ended - looked:.1f} s; {load()}"
        )
        slowest = max(slowest, ended - started)
    return slowest


def fill(found: Stand, *, units: int, cases: int, terms: int) -> float:
    """Everything to measure on; seconds of the import."""
    from core import bulk  # noqa: PLC0415 - after django.setup()
    from core.owner import as_owner  # noqa: PLC0415 - likewise
    from people import volume  # noqa: PLC0415 - likewise

    seconds = bring_units(units)
    found.manage("make_load", "--cases", str(cases))
    missing = terms - one("SELECT count(*) FROM people_term")
    if missing > 0:
        from django.db import transaction  # noqa: PLC0415 - likewise

        with as_owner(), transaction.atomic(), bulk.bare(volume.TABLES, say):
            volume.load(missing, say)
    found.settle()
    return seconds


def reform(found: Stand) -> float:
    """Seconds of `manage.py apply_decision`."""
    command = [
        sys.executable,
        "manage.py",
        "apply_decision",
        NUMBER,
        "--on",
        f"{_today():%d/%m/%Y}",
    ]
    started, before = time.monotonic(), _processor_seconds(found)
    done = subprocess.run(
        command, cwd=PROJECT, env=found.environment, check=False, capture_output=True, text=True
    )
    seconds = time.monotonic() - started
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    say("  " + done.stdout.strip().replace("\n", "\n  "))
    say(f"  bộ xử lý: {_processor_seconds(found) - before:.1f} s (lệnh và PostgreSQL)")
    return seconds


def _processor_seconds(found: Stand) -> float:
    """What finished commands and connections to the database have had of the processors.

    On a machine that others use as well this says more than the clock.
    """
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    postmaster = (found.folder / "postgres" / "postmaster.pid").read_text().split()[0]
    numbers = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()
    ticks = int(numbers[13]) + int(numbers[14])  # cutime and cstime: connections that have ended
    return own.ru_utime + own.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def load() -> str:
    """How busy the machine is: what else runs on it slows what is measured."""
    return "tải máy " + " ".join(f"{value:.1f}" for value in os.getloadavg())


def _today():
    from core import clock  # noqa: PLC0415 - after django.setup()

    return clock.today()


def main(arguments: argparse.Namespace) -> int:
    """Fill, look, apply, look."""
    with stand() as found:
        os.environ.update(found.environment)
        import django  # noqa: PLC0415 - the settings are known only now

        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        django.setup()
        from wards.history import Lists  # noqa: PLC0415 - after django.setup()
        from wards.lists import UNCHANGED  # noqa: PLC0415 - likewise

        took = fill(found, units=arguments.units, cases=arguments.cases, terms=arguments.terms)
        broken = look("trước")
        say(f"áp dụng {NUMBER}; {load()}")
        seconds = reform(found)
        say(f"áp dụng: {seconds:.1f} s (mục tiêu ≤ {GOAL_SECONDS} s); {load()}")
        broken += look("sau")
        wards, edges = one(STANDS["phường, xã của Thành phố hôm nay"]), one(EDGES_NOW, [NUMBER])
        listed = [edge for edge in Lists.read().edges if edge.extent != UNCHANGED]
        say(
            f"{wards} phường, xã (nghị quyết: {WARDS}), {edges} dòng chuyển "
            f"(dữ liệu: {len(listed)} dòng, không kể nơi giữ nguyên)"
        )
    is_good = not broken and (wards, edges) == (WARDS, len(listed))
    return int(not is_good or seconds > GOAL_SECONDS or took > GOAL_IMPORT_SECONDS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=35_000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--terms", type=int, default=50_000)
    sys.exit(main(parser.parse_args()))
