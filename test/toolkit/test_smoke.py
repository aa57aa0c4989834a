"""`homelab smoke`: what is kept, what is printed, and how it ends."""

import contextlib
import io
import json
import os

from fake import Call, HostCase
from cli import main
from host import files, stdin
from host.errors import HostProblem
from host.runner import Result
from nouns import smoke
from one_slot import commit_one_slot
from smoke.broken import Failure
from smoke.run import Outcome
from smoke.spec import Spec

SPEC = '{"service":"feeds","names":["feeds.home.test"],"deploy":"7f3a"}\n'
BROKEN = Failure("certificate", "it has expired", "renew it")


class SmokeCase(HostCase):
    """The noun, with an outcome that is given."""

    def setUp(self) -> None:
        super().setUp()
        self.failure: Failure | None = None
        self.walks: list[tuple[Spec, bool]] = []
        self.patch_object(smoke, "_walk", self._walk)
        files.write(self.ctx.paths.ledger, "2003 feeds\n2004 photos\n")
        self.ctx.paths.service("feeds").mkdir(parents=True)

    def _walk(self, ctx: object, spec: Spec, local: bool) -> Outcome:
        self.walks.append((spec, local))
        return Outcome(spec.service, ("record", "tcp", "sni"), self.failure)

    def call(self, *words: str, spec: str = "") -> tuple[int, str, str]:
        reader, writer = os.pipe()
        os.write(writer, spec.encode())
        os.close(writer)
        self.patch_object(stdin, "read_spec", lambda: os.read(reader, 1 << 20).decode())
        self.addCleanup(os.close, reader)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["smoke", *words], self.ctx)
        return code, out.getvalue(), err.getvalue()


class Apply(SmokeCase):
    def test_success_is_one_stable_line(self) -> None:
        for _ in range(2):
            code, out, err = self.call("apply", "feeds", spec=SPEC)
            self.assertEqual((code, out, err), (0, '{"layers":["record","tcp","sni"],"service":"feeds"}\n', ""))
        self.assertEqual([local for _, local in self.walks], [False, False])

    def test_a_failure_names_the_layer_and_keeps_the_test(self) -> None:
        self.failure = BROKEN
        code, out, err = self.call("apply", "feeds", spec=SPEC)
        self.assertEqual((code, out), (1, ""))
        self.assertEqual(err, "error: feeds.smoke certificate: it has expired\n  layers passed: record, tcp, sni\n  fix: renew it\n")
        self.assertEqual(self.call("feeds")[0], 1)

    def test_a_spec_that_is_none_is_not_kept(self) -> None:
        self.assertEqual(self.call("apply", "feeds", spec="{}")[0], 1)
        self.assertEqual(self.walks, [])
        with self.assertRaisesRegex(HostProblem, "no smoke test on this host"):
            smoke._again(self.ctx, "feeds", local=False, as_json=False)


class FirstDeploy(SmokeCase):
    """What a first deploy leaves to the test: whether the service stays up."""

    def setUp(self) -> None:
        super().setUp()
        commit_one_slot(self.ctx)
        self.runner.on("systemctl show", self._show)
        self.restarts_after = 1e9

    def _show(self, call: Call) -> Result:
        restarted = self.clock.passed >= self.restarts_after
        facts = {"ActiveState": "active", "NRestarts": str(int(restarted)), "ActiveEnterTimestampMonotonic": "0"}
        units = [word for word in call.argv if word.endswith(".service")]
        return Result(0, "\n\n".join("\n".join(f"{k}={v}" for k, v in {"Id": unit, **facts}.items()) for unit in units))

    def test_it_waits_until_all_units_have_been_up_for_a_while(self) -> None:
        self.assertEqual(self.call("apply", "feeds", spec=SPEC)[0], 0)
        self.assertEqual(self.clock.passed, 5.0)

    def test_a_unit_that_restarts_meanwhile_fails_it(self) -> None:
        self.restarts_after = 3.0
        code, _, err = self.call("apply", "feeds", spec=SPEC)
        self.assertEqual(code, 1)
        self.assertRegex(err, r"error: feeds-0-\S+\.service: it did not stay up for 5 s")

    def test_later_deploys_have_soaked_themselves(self) -> None:
        commit_one_slot(self.ctx, previous=True)
        self.assertEqual(self.call("apply", "feeds", spec=SPEC)[0], 0)
        self.assertEqual(self.clock.passed, 0.0)


class Remove(SmokeCase):
    def test_it_only_forgets(self) -> None:
        self.call("apply", "feeds", spec=SPEC)
        for _ in range(2):
            self.assertEqual(self.call("remove", "feeds", spec=SPEC), (0, "", ""))
        code, _, err = self.call("feeds")
        self.assertEqual(code, 1)
        self.assertIn("this service has no smoke test on this host", err)


class People(SmokeCase):
    def setUp(self) -> None:
        super().setUp()
        files.write(self.ctx.paths.service("feeds") / "smoke.json", SPEC)

    def test_words(self) -> None:
        self.assertEqual(self.call("feeds"), (0, "feeds: record, tcp, sni: all passed\n", ""))
        self.assertEqual(self.call("feeds", "--local")[0], 0)
        self.assertEqual([local for _, local in self.walks], [False, True])

    def test_locally_it_is_the_test_of_the_version_that_runs(self) -> None:
        version = {"generation": "g1", "revisions": {}, "digests": {}, "deploy": "7f3a", "strategy": "rolling", "drain": 5}
        files.write_json(self.ctx.paths.current("feeds"), {**version, "previous": None})
        files.write(self.ctx.paths.generations("feeds") / "g1" / "smoke.json", SPEC.replace("feeds.home", "news.home"))
        files.remove(self.ctx.paths.service("feeds") / "smoke.json")
        self.assertEqual(self.call("feeds", "--local")[0], 0)
        self.assertEqual(self.walks[0][0].names, ("news.home.test",))
        self.assertIn("no smoke test on this host", self.call("feeds")[2])

    def test_json(self) -> None:
        code, out, _ = self.call("feeds", "--json")
        self.assertEqual((code, json.loads(out)), (0, {"service": "feeds", "ok": True, "layers": ["record", "tcp", "sni"]}))
        self.failure = BROKEN
        code, out, err = self.call("--json", "feeds")
        self.assertEqual((code, err), (1, ""))
        self.assertEqual(json.loads(out)["failure"], {"layer": "certificate", "problem": "it has expired", "fix": "renew it"})

    def test_an_application_that_is_down_is_named_at_once(self) -> None:
        commit_one_slot(self.ctx)
        files.write(self.ctx.paths.generations("feeds") / "g1" / "smoke.json", SPEC)
        for words in (["feeds", "--local"], ["feeds"]):
            code, _, err = self.call(*words)
            self.assertEqual(code, 1)
            self.assertTrue(err.startswith("error: feeds.smoke health: no slot of feeds is ready (slot 0: connection refused)\n"), err)
        self.assertEqual((self.walks, self.clock.passed), ([], 0.0))

    def test_usage(self) -> None:
        self.assertIn("did you mean 'feeds'", self.call("feed")[2])
        self.assertEqual(self.call("feeds", "photos")[0], 2)
