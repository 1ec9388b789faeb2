"""How long one request may take, said so that a busy machine does not fail the gate."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

SLOWEST = 2.0  # seconds
# In the gate other processes wait for the same processors and disks, so only the processor time of
# this one says anything; who asks for many requests by FUZZ=… sits alone and counts by the clock.
now: Callable[[], float] = time.monotonic if "FUZZ" in os.environ else time.process_time
