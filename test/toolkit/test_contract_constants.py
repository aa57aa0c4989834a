"""What cannot read the shared constants has to agree with them: shell, units, and the program that installs the toolkit."""

import re
import unittest
from pathlib import Path

import fake  # noqa: F401  puts the toolkit on sys.path
import install
from host.contract import CONTRACT
from host.names import READINESS_PATH, SLOTS
from host.spec import is_service_name

BASE = Path(__file__).parent.parent.parent / "toolkit/base"
BUSYBOX = CONTRACT["probe"]["busybox"]


def text(name: str) -> str:
    return (BASE / name).read_text()


class Agreement(unittest.TestCase):
    def test_the_probe_of_required_services_asks_every_slot_for_its_readiness(self) -> None:
        slots = re.search(r"for slot in ([0-9 ]+);", text("probe-await"))
        assert slots is not None
        self.assertEqual([int(number) for number in slots.group(1).split()], list(SLOTS))
        self.assertIn(f" {READINESS_PATH} ", text("probe-await"))
        self.assertIn(f"{CONTRACT['paths']['probe']}/{BUSYBOX}}}", text("probe-await"))

    def test_probes_inside_containers_find_their_busybox(self) -> None:
        for name in ("probe-http", "probe-tcp", "probe-until"):
            paths = set(re.findall(r"/[a-z/]*/busybox", text(name)))
            self.assertEqual(paths, {f"{CONTRACT['probe']['inContainer']}/{BUSYBOX}"}, name)

    def test_the_unit_that_recovers_starts_the_current_toolkit(self) -> None:
        self.assertIn(f"ExecStart={CONTRACT['paths']['toolkit']}/current/homelab deploy recover\n", text("homelab-recover.service"))

    def test_the_installer_writes_where_everything_else_looks(self) -> None:
        self.assertEqual((str(install.BASE), str(install.TOOLKIT)), (CONTRACT["paths"]["state"], CONTRACT["paths"]["toolkit"]))


class Names(unittest.TestCase):
    def test_of_services(self) -> None:
        self.assertEqual([name for name in ("a", "feeds", "my-app", "a" * 24, "a1") if not is_service_name(name)], [])
        wrong = ("", "A", "1a", "-a", "a-", "a_b", "a" * 25, "a-state", "a-0", "feeds\n", "a/b", "a.b")
        self.assertEqual([name for name in wrong if is_service_name(name)], [])


if __name__ == "__main__":
    unittest.main()
