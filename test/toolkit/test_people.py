"""The commands for people: logs, exec, podman."""

import contextlib
import io
from argparse import Namespace

from people_case import PeopleCase
from host.errors import HostProblem
from host.runner import Result
from nouns import exec as exec_noun
from nouns import logs, podman


class PeopleTest(PeopleCase):
    def test_exec_chooses_the_pod(self) -> None:
        self.runner.on("podman exec")
        for container, slot, pod in [("app", None, "feeds-0"), ("app", 1, "feeds-1"), ("db", None, "feeds-state")]:
            self.runner.forget()
            exec_noun.run(self.ctx, Namespace(service="feeds", container=container, slot=slot, rest=["id", "-u"]))
            self.assertEqual(self.runner.commands(), [f"[svc-feeds] podman exec -i {pod}-{container} id -u"])
        with self.assertRaisesRegex(HostProblem, "slot 7 has no container 'app'"):
            exec_noun.run(self.ctx, Namespace(service="feeds", container="app", slot=7, rest=["id"]))

    def test_podman_passes_everything_on(self) -> None:
        self.runner.on("podman", Result(5))
        code = podman.run(self.ctx, Namespace(service="feeds", args=["exec", "x"], rest=["ls"]))
        self.assertEqual((code, self.runner.commands()), (5, ["[svc-feeds] podman exec x -- ls"]))

    def test_an_unknown_service_names_the_nearest(self) -> None:
        with self.assertRaisesRegex(HostProblem, "no such service") as caught:
            podman.run(self.ctx, Namespace(service="feds", args=["ps"], rest=[]))
        self.assertIn("'feeds'", caught.exception.fix)

    def test_logs(self) -> None:
        self.runner.on("journalctl")
        shown = "journalctl -q --no-pager -o short-iso -n 7 _UID=2003"
        logs.run(self.ctx, Namespace(service="feeds", deploy=None, all=False, lines=7, follow=False))
        logs.run(self.ctx, Namespace(service="feeds", deploy=None, all=True, lines=7, follow=True))
        # And what a pod says while it waits for required services at boot.
        tags = "-t feeds-state-db -t feeds-0-app -t feeds-0-caddy -t feeds-1-app -t feeds-1-caddy -t busybox"
        applications = "-t feeds-state-db -t feeds-0-app -t feeds-1-app -t busybox"
        self.assertEqual(self.runner.commands(), [f"{shown} {applications}", f"{shown} {tags} -f"])

    def test_logs_of_a_deploy(self) -> None:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            logs.run(self.ctx, Namespace(service="feeds", deploy="7f3a", lines=7, follow=False))
        self.assertIn("preflight", out.getvalue())
        with self.assertRaisesRegex(HostProblem, "no record of such a deploy") as caught:
            logs.run(self.ctx, Namespace(service="feeds", deploy="0000", lines=7, follow=False))
        self.assertIn("7f3a", caught.exception.fix)
