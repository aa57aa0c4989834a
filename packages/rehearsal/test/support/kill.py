"""Kills every other process whose command line has all the given texts in it, and prints how many there were."""

import os
import signal
import sys
from pathlib import Path

count = 0
for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
        if "kill.py" not in words and all(part in words for part in sys.argv[1:]):
            os.kill(pid, signal.SIGKILL)
            count += 1
    except OSError:
        continue
print(count)
