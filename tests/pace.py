"""How long one request may take, said so that a busy machine does not fail the gate."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

SLOWEST = 2.0  # seconds
# In the gate other processes wait for the same processors and disks: there the limit is on the processor
# time of this one, and the clock (which alone sees a database at work) only says what cannot be right.
# Who asks for many requests by FUZZ=… sits alone, and the clock counts.
BY_THE_CLOCK = SLOWEST if "FUZZ" in os.environ else 30.0


@dataclass(frozen=True)
class Watch:
    """Started when it is made."""

    processor: float = field(default_factory=time.process_time)
    clock: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        """Whether more time has passed than a request may take."""
        used = time.process_time() - self.processor
        return used > SLOWEST or time.monotonic() - self.clock > BY_THE_CLOCK
