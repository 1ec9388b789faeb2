"""What is looked at to see trouble early, when it is trouble, and what to do then.

One list for three readers: the health page, Prometheus (deploy/prometheus-alerts.yml is made from it:
`manage.py alert_rules`), and docs/operations.md, which explains each by its name.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from core import clock, health, outbox
from core.models import (
    Channel,
    DeliveryState,
    MaintenanceKind,
    MaintenanceRun,
    Notification,
    OutboxMessage,
)

BEAT_KEY = "beat:remind of cases:"  # the entry of the timetable that falls due most often
BEAT_MINUTES = 5
QUEUE = "celery"
DAY = datetime.timedelta(days=1)
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Alarm:
    """A figure with the value above which it is trouble; None where it could not be read."""

    name: str
    label: Any
    unit: Any  # "" for a count
    limit: float
    minutes: int  # how long before it rings
    measure: Callable[[], float]
    remedy: Any
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """An alarm and what was measured just now."""

    alarm: Alarm
    value: float | None

    @property
    def is_bad(self) -> bool:
        """Beyond the limit, or not to be had at all."""
        return self.value is None or self.value > self.alarm.limit

    @property
    def is_never(self) -> bool:
        """Whether what is waited for has not happened once."""
        return self.value == NEVER


def readings() -> list[Reading]:
    """Every figure, measured now; what cannot be reached is a reading without a value."""
    return [Reading(alarm, _measured(alarm)) for alarm in ALARMS]


def _measured(alarm: Alarm) -> float | None:
    try:
        return float(alarm.measure())
    except (DatabaseError, redis.RedisError, OSError):
        return None


# --- What is measured -----------------------------------------------------------------------------


def not_ready() -> float:
    """How many of database, broker and migrations are not ready."""
    return sum(not ready for ready in health.report().values())


def outbox_oldest() -> float:
    """Seconds that the oldest due row of the outbox has waited."""
    return OutboxMessage.objects.oldest_age()


def outbox_dead() -> float:
    """Rows of the outbox that were given up."""
    return OutboxMessage.objects.dead().count()


def beat_late() -> float:
    """Seconds since the latest slot of the timetable should have been written and was not."""
    slots = OutboxMessage.objects.filter(key__gte=BEAT_KEY, key__lt=BEAT_KEY[:-1] + ";")
    last = slots.order_by("-key").values_list("key", flat=True).first()
    if last is None:
        return NEVER
    slot = datetime.datetime.strptime(last[-12:], "%Y%m%d%H%M").replace(tzinfo=datetime.UTC)
    following = slot + datetime.timedelta(minutes=BEAT_MINUTES)
    return max(0.0, (clock.now() - following).total_seconds())


def queue_length() -> float:
    """Messages in the broker that no worker has taken."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2
    ) as broker:
        return float(broker.llen(f"{prefix}{QUEUE}"))


def letters_undelivered() -> float:
    """Letters of the last day that no mail server took in the end."""
    since = clock.now() - DAY
    dead = Notification.objects.filter(channel=Channel.EMAIL, state=DeliveryState.DEAD)
    return dead.filter(created_at__gte=since).count()


def disk_used() -> float:
    """Percent of the disk of PORTAL_DATA that is full."""
    usage = shutil.disk_usage(settings.PORTAL_DATA)
    return 100.0 * usage.used / usage.total


def _age(kind: MaintenanceKind, unit: datetime.timedelta) -> float:
    runs = MaintenanceRun.objects.filter(kind=kind, succeeded=True).order_by("-finished_at")
    last = runs.values_list("finished_at", flat=True).first()
    return (clock.now() - last) / unit if last else NEVER


def backup_age() -> float:
    """Hours since the last backup that succeeded."""
    return _age(MaintenanceKind.BACKUP, datetime.timedelta(hours=1))


def drill_age() -> float:
    """Days since a backup was last restored and found equal."""
    return _age(MaintenanceKind.DRILL, DAY)


ALARMS = (
    Alarm(
        "not_ready", _("Thành phần chưa sẵn sàng"), "", 0, 2, not_ready,
        _("Mở /readyz để biết thành phần nào; khởi động lại thành phần đó."), is_urgent=True,
    ),
    Alarm(
        "outbox_oldest_seconds", _("Việc chờ lâu nhất"), _("giây"), 300, 5, outbox_oldest,
        _("Kiểm tra tiến trình relay, worker và Redis."), is_urgent=True,
    ),
    Alarm(
        "outbox_dead", _("Việc đã bỏ sau nhiều lần thử"), "", 0, 1, outbox_dead,
        _("Xem lỗi gần nhất của từng việc, sửa nguyên nhân rồi bấm “Thử lại”."),
    ),
    Alarm(
        "beat_late_seconds", _("Lịch chạy trễ"), _("giây"), 600, 5, beat_late,
        _("Kiểm tra tiến trình beat; khi chạy lại, việc đến hạn được làm bù."), is_urgent=True,
    ),
    Alarm(
        "queue_length", _("Việc trong hàng đợi"), "", 2 * outbox.MAX_IN_FLIGHT, 10, queue_length,
        _("Worker làm không kịp: thêm worker hoặc tăng WORKER_CONCURRENCY."),
    ),
    Alarm(
        "letters_undelivered", _("Thư không gửi được trong 24 giờ"), "", 20, 10,
        letters_undelivered,
        _("Kiểm tra máy chủ thư (EMAIL_URL); danh sách ở nhật ký gửi thông báo."),
    ),
    Alarm(
        "disk_used_percent", _("Đĩa dữ liệu đã dùng"), "%", 85, 10, disk_used,
        _("Giải phóng hoặc mở rộng đĩa; khi đầy, ảnh mới không nhận được."),
    ),
    Alarm(
        "backup_age_hours", _("Từ lần sao lưu gần nhất"), _("giờ"), 26, 10, backup_age,
        _("Chạy manage.py backup và xem vì sao lịch sao lưu không chạy."),
    ),
    Alarm(
        "restore_drill_age_days", _("Từ lần thử phục hồi gần nhất"), _("ngày"), 8, 10, drill_age,
        _("Chạy manage.py restore_drill; bản sao lưu chưa thử phục hồi thì chưa chắc dùng được."),
    ),
)  # fmt: skip
