"""What the figures were measured on."""

import os
import pathlib
import platform
import re


def _first(path, pattern):
    try:
        found = re.search(pattern, pathlib.Path(path).read_text(encoding="utf-8"))
    except OSError:
        return "?"
    return found.group(1).strip() if found else "?"


def describe():
    """One line for people."""
    memory = _first("/proc/meminfo", r"MemTotal:\s+(\d+) kB")
    gib = f"{int(memory) / (1 << 20):.0f} GiB" if memory.isdigit() else "?"
    return (f"{len(os.sched_getaffinity(0))} × {_first('/proc/cpuinfo', 'model name[^:]*: (.*)')}, "
            f"{gib}, {_first('/etc/os-release', 'PRETTY_NAME=.(.*).')}, "
            f"Linux {platform.release()}")
