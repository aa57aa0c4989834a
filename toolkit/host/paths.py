"""Every path that the toolkit reads or writes, under one root, so that tests can use a temporary folder."""

from dataclasses import dataclass
from pathlib import Path

from host.contract import CONTRACT


@dataclass(frozen=True)
class Paths:
    """Paths below `root` ("/" on a host; HOMELAB_ROOT names another one for tests)."""

    root: Path = Path("/")

    def on_host(self, absolute: str) -> Path:
        """The path for an absolute path on the host, e.g. `/zfs/safe/feeds/db`."""
        return self.root / absolute.lstrip("/")

    def _shared(self, name: str) -> Path:
        """A path that the program's units and templates name too."""
        return self.on_host(CONTRACT["paths"][name])

    @property
    def state(self) -> Path:
        return self._shared("state")

    @property
    def homes(self) -> Path:
        return self._shared("homes")

    @property
    def services(self) -> Path:
        return self._shared("services")

    @property
    def ingress(self) -> Path:
        return self._shared("ingress")

    @property
    def ingress_config(self) -> Path:
        return self._shared("ingressConfig")

    @property
    def ingress_runtime(self) -> Path:
        return self._shared("ingressRuntime")

    @property
    def admin_socket(self) -> Path:
        """Envoy's admin interface."""
        return self.ingress_runtime / str(CONTRACT["envoy"]["adminSocket"])

    @property
    def scrape(self) -> Path:
        return self._shared("scrape")

    @property
    def probe(self) -> Path:
        return self._shared("probe")

    @property
    def system_units(self) -> Path:
        """Folder of the host's own quadlets."""
        return self._shared("systemUnits")

    @property
    def toolkit(self) -> Path:
        return self._shared("toolkit")

    @property
    def ledger(self) -> Path:
        return self.state / "uids"

    @property
    def secret_key(self) -> Path:
        return self.state / "secret.key"

    def home(self, service: str) -> Path:
        return self.homes / service

    def service(self, service: str) -> Path:
        return self.services / service

    def generations(self, service: str) -> Path:
        return self.service(service) / "generations"

    def slots(self, service: str) -> Path:
        return self.service(service) / str(CONTRACT["serviceFolders"]["slots"])

    def tls(self, service: str) -> Path:
        return self.service(service) / str(CONTRACT["serviceFolders"]["tls"])

    def journal(self, service: str) -> Path:
        return self.service(service) / "journal"

    def current(self, service: str) -> Path:
        return self.service(service) / "current.json"

    def revisions(self, service: str) -> Path:
        return self.service(service) / "revisions.json"

    def dataset_specs(self, service: str) -> Path:
        """Folder of what was applied to each of a service's datasets."""
        return self.service(service) / "datasets"

    def dataset_spec(self, mark: str) -> Path:
        """What was applied to the dataset `<service>/<key>`."""
        service, _, key = mark.partition("/")
        return self.dataset_specs(service) / f"{key}.json"

    def user_units(self, uid: int) -> Path:
        """Folder of the quadlets of one account; root-owned, so a service cannot rewrite its units."""
        return self._shared("userUnits") / str(uid)

    def units(self, uid: int, service: str) -> Path:
        return self.user_units(uid) / service

    @property
    def subuid(self) -> Path:
        return self.on_host("/etc/subuid")

    @property
    def subgid(self) -> Path:
        return self.on_host("/etc/subgid")

    def prefetched(self, service: str) -> Path:
        """Digests of images that were pulled for the next deploy."""
        return self.on_host("/run/homelab/prefetched") / f"{service}.json"

    @property
    def locks(self) -> Path:
        return self.on_host("/run/homelab/lock")
