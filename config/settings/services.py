"""Where the database and the broker are, when the environment does not say so.

`manage.py serve` writes the addresses of the servers it started into PORTAL_DATA/run/services.json,
so that another terminal (`manage.py shell`, `manage.py load_units`) finds them.
"""

import json
from pathlib import Path


def running_services(data: Path) -> dict[str, str]:
    """Addresses written by a running `manage.py serve`; empty where none runs."""
    try:
        return json.loads((data / "run" / "services.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def broker_url(redis_url: str) -> str:
    """The address as Celery spells it: a Unix socket has another scheme there."""
    return redis_url.replace("unix://", "redis+socket://", 1) or "redis://localhost:6379/0"
