"""The files that `homelab host apply` installs: which file of `base/` goes where."""

from dataclasses import dataclass
from pathlib import Path

from host.contract import CONTRACT

_FOLDER = Path(__file__).parent.parent / "base"


@dataclass(frozen=True)
class BaseFile:
    """`path` on the host; `source` in `base/`. `systemd`: a change needs a daemon-reload."""

    path: str
    source: str
    systemd: bool = False

    @property
    def text(self) -> str:
        """The content, the same on every host."""
        return (_FOLDER / self.source).read_text()


PROBE: str = CONTRACT["paths"]["probe"]
RECOVER_UNIT = "homelab-recover.service"

USER_MANAGER = BaseFile("/etc/systemd/system/user@.service.d/10-homelab-zfs.conf", "user-manager.conf", systemd=True)
CONTAINERS_CONF = BaseFile("/etc/containers/containers.conf.d/homelab.conf", "containers.conf")
RECOVER = BaseFile(f"/etc/systemd/system/{RECOVER_UNIT}", RECOVER_UNIT, systemd=True)
PROBE_HTTP = BaseFile(f"{PROBE}/http", "probe-http")
PROBE_TCP = BaseFile(f"{PROBE}/tcp", "probe-tcp")
PROBE_UNTIL = BaseFile(f"{PROBE}/until", "probe-until")
PROBE_AWAIT = BaseFile(f"{PROBE}/await", "probe-await")

PROBE_BUSYBOX = f"{PROBE}/{CONTRACT['probe']['busybox']}"

BASE_FILES = (USER_MANAGER, CONTAINERS_CONF, RECOVER, PROBE_HTTP, PROBE_TCP, PROBE_UNTIL, PROBE_AWAIT)
