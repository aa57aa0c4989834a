import struct

from fake import HostCase
from host.errors import HostProblems
from host_root import good_host, podman_answers, pools_answer, systemd_answers
from preflight.busybox import is_static
from preflight.checks import preflight


class PreflightTest(HostCase):
    def setUp(self) -> None:
        super().setUp()
        good_host(self)

    def check(self) -> list[str]:
        try:
            preflight(self.ctx, "5.4", ["safe", "tank"])
        except HostProblems as problems:
            return [f"{problem.where} | {problem.problem} | {problem.fix}" for problem in problems.problems]
        return []

    def only(self, *expected: str) -> None:
        found = self.check()
        self.assertEqual(len(found), len(expected), found)
        for line, words in zip(found, expected, strict=True):
            self.assertIn(words, line)

    def test_a_good_host(self) -> None:
        self.only()
        self.assertEqual(self.said, [])
        self.assertEqual(self.runner.changing(), [])

    def test_a_systemd_that_does_not_know_the_keys_of_our_units(self) -> None:
        for version, known in (("249 (249.11-0ubuntu3)", False), ("252 (252.39-1~deb12u1)", False), ("254 (254.1)", True)):
            systemd_answers(self, version)
            self.only(*([] if known else [f"systemd | version {version[:3]} is too old; 254 or newer is needed"]))
        systemd_answers(self, "")
        self.only("systemd | version 0 is too old")

    def test_everything_at_once(self) -> None:
        podman_answers(self, "4.3.1")
        pools_answer(self, safe="FAULTED")
        self.runner.on("ss", 'LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=77,fd=6))\n')
        for path in ("usr/bin/newuidmap", "usr/bin/pasta", "usr/libexec/podman/catatonit", "usr/lib/systemd/user/dbus.socket"):
            (self.root / path).unlink()
        (self.root / "sys/fs/cgroup/cgroup.controllers").unlink()
        (self.root / "var/tmp").chmod(0o755)
        self.only(
            "port 443 | nginx (process 77) listens",
            "version 4.3.1 is too old",
            "newuidmap | is not installed",
            "apt install passt",
            "apt install catatonit",
            "apt install dbus-user-session",
            "cgroup v2",
            "pool safe | is FAULTED",
            "pool tank | is not imported on this host (pools here: safe)",
            "/var/tmp",
        )
        self.assertEqual(self.runner.changing(), [])

    def test_missing_controllers_stop_a_machine_and_are_a_remark_in_a_container(self) -> None:
        (self.root / "sys/fs/cgroup/cgroup.controllers").write_text("cpu io\n")
        self.only("cgroups | the controllers memory, pids are disabled")
        container = self.root / "run/systemd/container"
        container.parent.mkdir(parents=True, exist_ok=True)
        container.write_text("lxc\n")
        self.only()
        self.assertEqual(len(self.said), 1)
        self.assertIn(
            "container (lxc) without the controllers memory, pids: memory limits, limits of processes will not hold", self.said[0]
        )

    def test_our_own_ingress_may_listen(self) -> None:
        self.runner.on("ss", 'LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("envoy",pid=88,fd=6))\n')
        (self.root / "proc/88").mkdir(parents=True)
        (self.root / "proc/88/cgroup").write_text("0::/system.slice/homelab-ingress.service/libpod-payload-1\n")
        self.only()

    def test_a_degraded_pool_is_a_remark(self) -> None:
        pools_answer(self, safe="DEGRADED", tank="ONLINE")
        self.only()
        self.assertIn("pool safe: is DEGRADED", self.said[0])

    def test_network_online(self) -> None:
        self.runner.on("systemctl show", "Id=network-online.target\nActiveState=inactive\n")
        self.runner.on("systemctl is-system-running", "starting\n")
        self.only()
        self.assertEqual(self.said, [])
        self.runner.on("systemctl is-system-running", "degraded\n")
        self.only()
        self.assertIn("systemctl add-wants", self.said[0])

    def test_little_space(self) -> None:
        from preflight import storage

        self.patch_object(storage, "free_bytes", lambda ctx: 600 * 1024**2)
        self.only("only 600M are free")

    def test_no_zfs_at_all(self) -> None:
        (self.root / "sys/module/zfs/version").unlink()
        (self.root / "sys/module/zfs").rmdir()
        self.only("module is not loaded")

    def test_dynamic_busybox(self) -> None:
        (self.root / "usr/bin/busybox").write_bytes(elf(3))
        self.only("busybox-static")
        self.assertTrue(is_static(elf(1)))
        self.assertFalse(is_static(b"#!/bin/sh\n"))


def elf(kind: int) -> bytes:
    head = b"\x7fELF\x02\x01" + bytes(26) + struct.pack("<Q", 64) + bytes(14) + struct.pack("<HH", 56, 1) + bytes(6)
    return head + struct.pack("<I", kind) + bytes(52)
