"""Validates unit files with Podman's generator and systemd before they are installed."""

import tempfile
from pathlib import Path

from host.context import Context
from host.errors import CommandFailed, HostProblem
from host.runner import last_lines

GENERATOR = "/usr/libexec/podman/quadlet"
_FIX = "correct the definition or its templates; nothing was installed"


def check_units(ctx: Context, where: str, units: Path) -> None:
    """HostProblem if a quadlet in `units` has an unknown key, a missing reference or a value that systemd ignores."""
    with tempfile.TemporaryDirectory(prefix="homelab-units-") as scratch:
        out = Path(scratch) / "units"
        out.mkdir()
        # A real run of the generator instead of its dry run, because systemd-analyze reads its output.
        command = [GENERATOR, "-user", "-no-kmsg-log", str(out)]
        result = ctx.runner.run(command, env={"QUADLET_UNIT_DIRS": str(units)}, check=False)
        if not result.ok:
            raise HostProblem(where, f"Podman rejects the units: {last_lines(result.err or result.out)}", _FIX)
        generated = sorted(path for path in out.glob("*.service"))
        if generated:
            _verify(ctx, where, out, generated)


def _verify(ctx: Context, where: str, out: Path, generated: list[Path]) -> None:
    runtime = out.parent / "runtime"
    (runtime / "systemd").mkdir(parents=True)
    env = {"SYSTEMD_UNIT_PATH": f"{out}:/usr/lib/systemd/user:/etc/systemd/user", "XDG_RUNTIME_DIR": str(runtime)}
    command = ["systemd-analyze", "--user", "--generators=no", "verify", *map(str, generated)]
    result = ctx.runner.run(command, env=env, check=False)
    names = [path.name for path in generated]
    # For ignored values the exit code is 0, and there are messages about other units of the host: select the lines about ours.
    ours = [line for line in result.err.splitlines() if str(out) in line or any(name in line for name in names)]
    if ours:
        raise HostProblem(where, f"systemd rejects the units: {last_lines(chr(10).join(ours))}".replace(f"{out}/", ""), _FIX)
    if not result.ok:
        raise CommandFailed("systemd-analyze verify", result.code, last_lines(result.err))
