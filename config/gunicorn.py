"""How gunicorn serves the portal; every number can be set by the environment."""

import os
from pathlib import Path

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
loglevel = "warning"
proc_name = "gan-dan"
