"""Programs of the Debian tree, run on this computer: it may not have them, or older ones."""

import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

from supervisor import linux
from supervisor.problem import Problem


def run(tree: Path, program: str, *words: str, keep: Sequence[int] = ()) -> None:
    """Run a program of the tree with the tree's own loader and libraries. `keep` are files that it inherits."""
    machine = platform.machine()
    loader = _find(tree, "usr/lib64/ld-linux-*" if machine == "x86_64" else "usr/lib/ld-linux-*")
    path = _find(tree, f"usr/*bin/{program}")
    libraries = tree / "usr/lib" / f"{machine}-linux-gnu"
    # Private libraries of a package lie beside the common ones.
    search = f"{libraries}:{libraries / 'systemd'}"
    command = [str(loader), "--library-path", search, "--argv0", program, str(path), *words]
    environment = {"PATH": "/usr/sbin:/usr/bin", "LC_ALL": "C"}
    # A killed supervisor leaves none behind that still writes to a disk.
    end = linux.die_with_parent
    ended = subprocess.run(command, check=False, pass_fds=list(keep), stdin=subprocess.DEVNULL, env=environment, preexec_fn=end)
    if ended.returncode != 0:
        raise Problem(f"`{program} {' '.join(words)}` ended with code {ended.returncode}", "correct the error above, then ./rehearse up")


def _find(tree: Path, pattern: str) -> Path:
    for found in tree.glob(pattern):
        return found
    raise Problem(f"the host's Debian in {tree} is incomplete: it has no {pattern}", f"rm -rf {tree}, then ./rehearse up installs it again")
