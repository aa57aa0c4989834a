import json

from fake import HostCase
from host.errors import HostProblem
from machine import Accounts, Secrets
from nouns import secrets

SPEC = 'uid=2003\nsecret.db-password="one"\nsecret.token="a\\nb"\n'


class SecretsTest(HostCase):
    def setUp(self) -> None:
        super().setUp()
        self.accounts = Accounts(self)
        self.stores = Secrets(self.runner).stores
        self.runner.on("systemctl show", "Id=homelab-deploy-feeds.service\nActiveState=inactive\n")
        self.ctx.paths.state.mkdir(parents=True)
        self.ctx.paths.secret_key.write_text("0" * 64 + "\n")

    def test_values_travel_by_stdin_only(self) -> None:
        out = secrets.apply(self.ctx, "feeds", SPEC)
        self.assertEqual(sorted(self.stores["svc-feeds"].values()), ["a\nb", "one"])
        self.assertNotIn("one", out + " ".join(self.runner.commands()) + " ".join(self.said))

    def test_second_apply_changes_nothing(self) -> None:
        first = secrets.apply(self.ctx, "feeds", SPEC)
        self.runner.forget()
        self.assertEqual(secrets.apply(self.ctx, "feeds", SPEC), first)
        self.assertEqual(self.runner.changing(), [])

    def test_a_new_value_is_a_new_revision_beside_the_old(self) -> None:
        secrets.apply(self.ctx, "feeds", SPEC)
        secrets.apply(self.ctx, "feeds", SPEC.replace("one", "two"))
        names = [name.split(".")[0] for name in self.stores["svc-feeds"]]
        self.assertEqual(sorted(names), ["db-password", "db-password", "token"])

    def test_waits_for_a_deploy(self) -> None:
        self.runner.on("systemctl show", "Id=homelab-deploy-feeds.service\nActiveState=active\n")
        with self.assertRaisesRegex(HostProblem, "is still running"):
            secrets.apply(self.ctx, "feeds", SPEC)
        self.assertEqual(self.runner.changing(), [])

    def test_says_when_it_ran_last(self) -> None:
        first = json.loads(secrets.apply(self.ctx, "feeds", SPEC))["applied"]
        self.clock.sleep(0.001)
        self.assertEqual(first, "2026-11-20T21:04:11.000Z")
        self.assertEqual(json.loads(secrets.apply(self.ctx, "feeds", SPEC))["applied"], "2026-11-20T21:04:11.001Z")

    def test_a_bad_value_is_named_and_not_shown(self) -> None:
        for text in ['secret.x="hunter2', 'secret.x=""', 'secret.x=["hunter2"]', "hunter2"]:
            with self.subTest(text), self.assertRaises(HostProblem) as caught:
                secrets.apply(self.ctx, "feeds", f"uid=2003\n{text}\n")
            self.assertNotIn("hunter2", caught.exception.problem + caught.exception.fix)

    def test_remove(self) -> None:
        self.accounts.users["svc-feeds"] = (2003, "homelab feeds")
        secrets.apply(self.ctx, "feeds", SPEC)
        secrets.remove(self.ctx, "feeds", SPEC)
        self.assertEqual(self.stores["svc-feeds"], {})
        self.assertFalse(self.ctx.paths.revisions("feeds").exists())

    def test_without_the_host_key(self) -> None:
        self.ctx.paths.secret_key.unlink()
        with self.assertRaisesRegex(HostProblem, "no key"):
            secrets.apply(self.ctx, "feeds", SPEC)
