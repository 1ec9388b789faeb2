"""How gunicorn serves the portal; every number can be set by the environment."""

import gc
import os
import shutil
from pathlib import Path
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger


class PortalLogger(Logger):
    """Errors take the way of every other line (core/logs.py), which leaves no client's address in them."""

    def setup(self, cfg: Config) -> None:
        """As gunicorn does it, but without a handler of its own."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 5
# A worker is renewed after some thousand requests, so that slow leaks never matter.
max_requests = 2000
max_requests_jitter = 200
# Heartbeats on a memory file system: a busy disk must not look like a hung worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (no file of ours)
# No access log: addresses of people and of their cases stand in it.
accesslog = None
errorlog = "-"
logger_class = PortalLogger
limit_request_line = 8190  # a search for a long Vietnamese text is answered by the portal itself
loglevel = "warning"
proc_name = "gan-dan"

# Each web process counts its answers in a file there (core/metrics.py); the folder begins empty.
_counts = Path(os.environ.get("PORTAL_DATA", ".data")).resolve() / "run" / "metrics"
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_counts))


def on_starting(server: Any) -> None:
    """Counters begin at nothing when the server does."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def post_worker_init(worker: Any) -> None:
    """What was loaded stays for good: the collector of garbage need not look through it again and again.

    Nor need it look so often: a page makes some ten thousand objects, nearly all of them gone with it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def child_exit(server: Any, worker: Any) -> None:
    """What a process has counted stays; what only lives with it goes."""
    from prometheus_client import multiprocess  # noqa: PLC0415 - reads the folder when it is imported

    multiprocess.mark_process_dead(worker.pid)
