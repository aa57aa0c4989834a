"""Programs of the Debian tree, run on this computer: it may not have them, or older ones."""

import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path


def run(tree: Path, program: str, *words: str, keep: Sequence[int] = ()) -> None:
    """Run a program of the tree with the tree's own loader and libraries. `keep` are files that it inherits."""
    machine = platform.machine()
    loader = next((tree / "usr/lib64").glob("ld-linux-*")) if machine == "x86_64" else next((tree / "usr/lib").glob("ld-linux-*"))
    path = next(found for folder in ("usr/sbin", "usr/bin") if (found := tree / folder / program).exists())
    libraries = tree / "usr/lib" / f"{machine}-linux-gnu"
    # Private libraries of a package lie beside the common ones.
    search = f"{libraries}:{libraries / 'systemd'}"
    command = [str(loader), "--library-path", search, "--argv0", program, str(path), *words]
    subprocess.run(command, check=True, pass_fds=list(keep), stdin=subprocess.DEVNULL, env={"PATH": "/usr/sbin:/usr/bin", "LC_ALL": "C"})
