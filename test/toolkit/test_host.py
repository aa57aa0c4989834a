from fake import Call, HostCase
from host.errors import HostProblem, HostProblems
from host.runner import Result
from host_root import good_host, podman_answers
from nouns import host

SPEC = "pools=safe,tank\npodman=5.4\n"


class HostTest(HostCase):
    def setUp(self) -> None:
        super().setUp()
        good_host(self)
        self.wants = self.root / "etc/systemd/system/multi-user.target.wants/homelab-recover.service"
        self.runner.on("systemctl daemon-reload")
        self.runner.on("systemctl enable", self._enable)
        self.runner.on("systemctl disable", self._disable)

    def _enable(self, call: Call) -> Result:
        self.wants.parent.mkdir(parents=True, exist_ok=True)
        self.wants.symlink_to("../homelab-recover.service")
        return Result()

    def _disable(self, call: Call) -> Result:
        self.wants.unlink()
        return Result()

    def test_apply_then_nothing(self) -> None:
        first = host.apply(self.ctx, "rehearsal", SPEC)
        self.assertEqual(self.runner.changing(), ["systemctl daemon-reload", "systemctl enable homelab-recover.service"])
        self.assertEqual(self.ctx.paths.secret_key.stat().st_mode & 0o777, 0o600)
        key = self.ctx.paths.secret_key.read_text()
        self.assertTrue((self.ctx.paths.probe / "busybox").stat().st_mode & 0o111)
        self.runner.forget()
        self.assertEqual(host.apply(self.ctx, "rehearsal", SPEC), first)
        self.assertEqual(self.runner.changing(), [])
        self.assertEqual(self.ctx.paths.secret_key.read_text(), key)

    def test_nothing_is_touched_when_preflight_fails(self) -> None:
        podman_answers(self, "4.3.1")
        before = sorted(self.root.rglob("*"))
        with self.assertRaises(HostProblems):
            host.apply(self.ctx, "rehearsal", SPEC)
        self.assertEqual(sorted(self.root.rglob("*")), before)

    def test_remove_restores_the_host(self) -> None:
        before = {path for path in self.root.rglob("*") if path.is_file()}
        host.apply(self.ctx, "rehearsal", SPEC)
        self.ctx.paths.ledger.write_text("2003 feeds\n")
        host.remove(self.ctx, "rehearsal", SPEC)
        after = {path for path in self.root.rglob("*") if path.is_file()}
        self.assertEqual(after - before, {self.ctx.paths.ledger})
        self.runner.forget()
        host.remove(self.ctx, "rehearsal", SPEC)
        self.assertEqual(self.runner.changing(), [])

    def test_remove_refuses_while_services_live_here(self) -> None:
        host.apply(self.ctx, "rehearsal", SPEC)
        self.ctx.paths.ledger.write_text("2003 feeds\n")
        self.ctx.paths.service("feeds").mkdir()
        with self.assertRaisesRegex(HostProblem, "this host still has services: feeds"):
            host.remove(self.ctx, "rehearsal", SPEC)
