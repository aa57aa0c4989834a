"""Binds to the LDAP outpost in a service's pod, from inside the pod, because it listens nowhere else."""

from dataclasses import dataclass

from host.contract import CONTRACT
from host.errors import HostProblem
from host.podman import podman
from host.runner import Result
from host.uid_ledger import find
from smoke.broken import Broken
from smoke.ldap import UNBIND, bind_head, bind_result
from smoke.walk import Walk

# Enough for one login at Authentik on a busy host.
BIND_SECONDS = 30
_SEE = "`homelab logs {service} --all` shows the log of the outpost, container ldap"
_BUSYBOX = f"{CONTRACT['probe']['inContainer']}/{CONTRACT['probe']['busybox']}"
_NOTHING = "/dev/null"
# The password goes from its file to the connection inside the container. -e keeps our half of the connection open, because
# some servers take its end for a client that disconnected. Podman returns what the program prints on stderr.
_ASK = f"""printf "$0"; {_BUSYBOX} cat "$1"; printf "$2"; exec {_BUSYBOX} timeout {BIND_SECONDS} {_BUSYBOX} od -An -v -tx1 >&2"""


@dataclass(frozen=True)
class Directory:
    """An outpost: its container, without the slot, and its port on the pod's loopback."""

    container: str
    port: int

    def bind_as_stranger(self, walk: Walk) -> int:
        """The result code of an anonymous bind."""
        return self._bind(walk, "", _NOTHING, 0)

    def bind_as_account(self, walk: Walk, dn: str, password_file: str) -> int:
        """The result code of a bind with an account whose password is a file in the outpost's container."""
        counted = self._inside(walk, _BUSYBOX, "wc", "-c", password_file).out.split()
        if not counted or not counted[0].isdigit():
            raise Broken(f"{password_file} cannot be read in {self._name(walk)}", _see(walk))
        return self._bind(walk, dn, password_file, int(counted[0]))

    def _bind(self, walk: Walk, dn: str, password_file: str, password_bytes: int) -> int:
        words = [_octal(bind_head(dn, password_bytes)), password_file, _octal(UNBIND)]
        ask = [_BUSYBOX, "nc", "-w", str(BIND_SECONDS), "127.0.0.1", str(self.port), "-e", _BUSYBOX, "sh", "-c", _ASK, *words]
        said = self._inside(walk, *ask)
        code = bind_result(_bytes(said.err))
        if code is None:
            where = f"ldap://127.0.0.1:{self.port} in {self._name(walk)}"
            raise Broken(f"{where} does not speak LDAP" if said.ok else f"{where} does not answer: {said.err.strip()[:200]}", _see(walk))
        return code

    def _inside(self, walk: Walk, *words: str) -> Result:
        account = find(walk.ctx, walk.spec.service)
        try:
            return podman(walk.ctx, account, "exec", self._name(walk), *words, timeout=BIND_SECONDS * 2.0, check=False)
        except HostProblem as error:
            raise Broken(f"{self._name(walk)} does not answer", _see(walk)) from error

    def _name(self, walk: Walk) -> str:
        # Every service has slot 0, and all slots are the same.
        return f"{walk.spec.service}-0-{self.container}"


def _see(walk: Walk) -> str:
    return _SEE.format(service=walk.spec.service)


def _octal(data: bytes) -> str:
    """Each byte as an octal escape of printf, so that the shell sees no character of the data itself."""
    return "".join(f"\\{byte:03o}" for byte in data)


def _bytes(dump: str) -> bytes:
    try:
        return bytes.fromhex("".join(dump.split()))
    except ValueError:
        return b""
