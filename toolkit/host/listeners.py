"""Programs that listen on TCP ports of this host, as `ss` shows them to root."""

import re
from dataclasses import dataclass

from host.context import Context

_PROCESS = re.compile(r'"([^"]+)",pid=(\d+)')
_ACCOUNT = re.compile(r"\buid:(\d+)\b")


@dataclass(frozen=True)
class Listener:
    """One listening socket. `address`: `0.0.0.0:443`; `uid`: of the account that made it; `processes`: name and id of each holder."""

    address: str
    uid: int
    processes: tuple[tuple[str, str], ...]

    @property
    def port(self) -> int:
        """The port's number; 0 if it cannot be read."""
        number = self.address.rpartition(":")[2]
        return int(number) if number.isdigit() else 0

    @property
    def takes_loopback(self) -> bool:
        """True if nothing else can listen on this port of 127.0.0.1; `*` is a socket of both families."""
        return self.address.rpartition(":")[0] in ("127.0.0.1", "0.0.0.0", "*")

    @property
    def holders(self) -> str:
        """The programs, in words."""
        return ", ".join(sorted({f"{name} (process {pid})" for name, pid in self.processes})) or "another program"

    @property
    def how_to_stop(self) -> str:
        """The fix for a port that is needed otherwise."""
        if not self.processes:
            return "stop it: ss -ltnp shows which program it is"
        return f"stop it or move it to another port: systemctl status {self.processes[0][1]}"


def listeners(ctx: Context) -> list[Listener]:
    """All listening sockets of the host's own network. `ss` leaves out the uid of root."""
    found = []
    for line in ctx.runner.run(["ss", "-Hltnpe"]).out.splitlines():
        fields = line.split()
        if len(fields) > 3:
            account = _ACCOUNT.search(line)
            found.append(Listener(fields[3], int(account[1]) if account else 0, tuple(_PROCESS.findall(line))))
    return found
