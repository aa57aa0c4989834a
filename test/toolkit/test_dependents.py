"""After the deploy of what others need: do those still answer?"""

import json

from fake import Call, HostCase
from host import files
from host.errors import HostProblem, HostProblems
from host.runner import Result
from nouns import smoke
from smoke.broken import Failure
from smoke.dependents import TOGETHER_SECONDS
from smoke.run import Outcome
from smoke.spec import Spec

UIDS = {"authentication": 2004, "feeds": 2003, "metrics": 2005, "wiki": 2006}


def spec(service: str) -> str:
    return json.dumps({"service": service, "names": [f"{service}.home.test"]}) + "\n"


class Dependents(HostCase):
    """Feeds and metrics need authentication, wiki needs nobody."""

    def setUp(self) -> None:
        super().setUp()
        self.failures: dict[str, Failure] = {}
        self.deploying: set[str] = set()
        self.seconds = 0.0
        self.walks: list[tuple[str, bool]] = []
        self.specs: dict[str, Spec] = {}
        self.patch_object(smoke, "_walk", self._walk)
        self.runner.on("systemctl show", self._show)
        files.write(self.ctx.paths.ledger, "".join(f"{uid} {name}\n" for name, uid in UIDS.items()))
        for name in UIDS:
            files.write(self.ctx.paths.service(name) / "smoke.json", spec(name))
            self.committed(name, *(["authentication"] if name in ("feeds", "metrics") else []))

    def committed(self, name: str, *needs: str) -> None:
        version = {"generation": "g", "revisions": {}, "digests": {}, "deploy": "d", "strategy": "inPlace", "drain": 5}
        files.write_json(self.ctx.paths.current(name), {**version, "needs": list(needs), "previous": version})

    def _walk(self, ctx: object, each: Spec, local: bool) -> Outcome:
        self.walks.append((each.service, local))
        self.specs[each.service] = each
        self.clock.sleep(self.seconds)
        return Outcome(each.service, ("record", "tcp"), self.failures.get(each.service))

    def _show(self, call: Call) -> Result:
        unit = next(word for word in call.argv if word.endswith(".service"))
        name = unit.removeprefix("homelab-deploy-").removesuffix(".service")
        return Result(0, f"Id={unit}\nActiveState={'active' if name in self.deploying else 'inactive'}\n")

    def deploy(self, name: str = "authentication") -> str:
        return smoke.apply(self.ctx, name, spec(name))

    def test_they_are_tested_on_this_host_after_its_own_test(self) -> None:
        self.assertEqual(self.deploy(), '{"layers":["record","tcp"],"service":"authentication"}')
        self.assertEqual(self.walks, [("authentication", False), ("feeds", True), ("metrics", True)])
        self.assertEqual((self.specs["authentication"].certificate, self.specs["feeds"].certificate), (300.0, 30.0))

    def test_a_service_that_nobody_needs_is_tested_alone(self) -> None:
        self.deploy("wiki")
        self.assertEqual(self.walks, [("wiki", False)])
        self.assertEqual(self.runner.calls, [])

    def test_each_that_fails_is_named_in_the_run(self) -> None:
        self.failures = {name: Failure("auth", "it answers 500", "look there") for name in ("feeds", "metrics")}
        with self.assertRaises(HostProblems) as caught:
            self.deploy()
        self.assertEqual(
            [(problem.where, problem.problem, problem.fix) for problem in caught.exception.problems],
            [
                (
                    "authentication.smoke",
                    f"{name} requires authentication and fails its smoke test: {name}.smoke auth: it answers 500"
                    "\nlayers passed: record, tcp",
                    "look there",
                )
                for name in ("feeds", "metrics")
            ],
        )

    def test_its_own_failure_comes_first(self) -> None:
        self.failures = {"authentication": Failure("tcp", "closed", "open it")}
        with self.assertRaisesRegex(HostProblem, "authentication.smoke tcp"):
            self.deploy()
        self.assertEqual(self.walks, [("authentication", False)])

    def test_at_the_first_run_there_is_nobody(self) -> None:
        for name in ("feeds", "metrics", "wiki"):
            files.remove(self.ctx.paths.current(name))
        self.deploy()
        self.assertEqual(self.walks, [("authentication", False)])

    def test_one_without_a_kept_test_is_none(self) -> None:
        files.remove(self.ctx.paths.service("feeds") / "smoke.json")
        self.deploy()
        self.assertEqual(self.walks, [("authentication", False), ("metrics", True)])

    def test_one_that_is_being_deployed_is_left_to_that(self) -> None:
        self.deploying = {"feeds"}
        self.deploy()
        self.assertEqual(self.walks, [("authentication", False), ("metrics", True)])
        self.assertIn("authentication: the dependent service feeds is being deployed, which ends with its own test", self.said)

    def test_one_whose_deploy_began_during_its_test_is_left_to_that(self) -> None:
        self.failures = {"metrics": Failure("health", "it answers 502", "wait")}
        walk = self._walk

        def begin(ctx: object, each: Spec, local: bool) -> Outcome:
            if each.service == "metrics":
                self.deploying.add("metrics")
            return walk(ctx, each, local)

        self.patch_object(smoke, "_walk", begin)
        self.deploy()
        self.assertIn("authentication: the dependent service metrics was deployed meanwhile, which ends with its own test", self.said)

    def test_the_time_is_limited_and_who_was_left_out_is_said(self) -> None:
        self.seconds = TOGETHER_SECONDS
        self.deploy()
        self.assertEqual(self.walks, [("authentication", False), ("feeds", True)])
        self.assertIn(
            "authentication: the dependent service metrics was not tested within the time limit; to test it: homelab smoke metrics",
            self.said,
        )

    def test_a_kept_test_that_cannot_be_read_is_a_failure(self) -> None:
        files.write(self.ctx.paths.service("feeds") / "smoke.json", "{}")
        with self.assertRaises(HostProblems) as caught:
            self.deploy()
        self.assertIn("feeds requires authentication", str(caught.exception))
        self.assertEqual(self.walks, [("authentication", False), ("metrics", True)])
