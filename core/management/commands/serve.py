"""`manage.py serve`: everything the portal needs, on one machine, by one command."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from core.serving.embedded import ServiceError
from core.serving.portal import Portal

HIGHEST_PORT = 65535


class Command(BaseCommand):
    """Start the servers that are not given, prepare the database and run all processes."""

    help = "Chạy cả cổng trên một máy. / Run the whole portal on one machine."
    requires_system_checks: list[str] = []  # `prepare` checks, once the database is there

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --logs; host, port and folder come from HOST, PORT and PORTAL_DATA."""
        parser.add_argument("--logs", action="store_true", help="show the processes' log lines too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C; exit code 2 where something did not start."""
        portal = Portal(
            data=settings.PORTAL_DATA,
            host=os.environ.get("HOST", "127.0.0.1"),
            port=self._port(),
            out=sys.stdout,
            show_logs=options["logs"],
            announcement=self._announcement(),
        )
        try:
            code = portal.run()
        except ServiceError as error:
            raise CommandError(str(error), returncode=2) from error
        except KeyboardInterrupt:
            code = 0
        self.stdout.write("Đã dừng. / Stopped.")
        raise SystemExit(code)

    def _port(self) -> int:
        raw = os.environ.get("PORT", "8000")
        if not raw.isascii() or not raw.isdigit() or not 0 < int(raw) <= HIGHEST_PORT:
            raise CommandError(
                f"PORT={raw}: không phải số cổng từ 1 đến 65535. / not a port from 1 to 65535.",
                returncode=2,
            )
        return int(raw)

    def _announcement(self) -> str:
        lines = ["", "Gần Dân: {address}", "Dừng: Ctrl-C. / Stop: Ctrl-C."]
        if settings.PORTAL_DEMO:
            sign_ins = import_string(settings.PORTAL_DEMO_SIGN_INS)
            password = import_string(settings.PORTAL_DEMO_PASSWORD)
            lines[2:2] = [
                "Dữ liệu và con người đều là mẫu, tự đặt ra. / All data and people are made up.",
                f"Đăng nhập / sign in: {{address}}{settings.LOGIN_URL}  mật khẩu / password: {password}",
                *(f"  {name:<12} {about}" for name, about in sign_ins),
            ]
        return "\n".join([*lines, ""])
