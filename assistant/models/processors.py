"""How many processors there are to work with."""

from __future__ import annotations

import os

__all__ = ["available_processors"]


def available_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux: what a container or taskset leaves us
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
