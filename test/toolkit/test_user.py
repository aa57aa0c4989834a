from collections.abc import Callable

from fake import HostCase
from host.errors import HostProblem
from machine import Accounts
from nouns import user

SPEC = "uid=2003\nsubids=1245184:65536\n"


class UserTest(HostCase):
    def setUp(self) -> None:
        super().setUp()
        self.accounts = Accounts(self)
        self.runner.on("rm -rf")
        (self.root / "etc/subuid").write_text("alice:100000:65536\n")
        (self.root / "etc/subgid").write_text("alice:100000:65536\n")

    def test_first_apply_makes_everything(self) -> None:
        out = user.apply(self.ctx, "feeds", SPEC)
        home = self.root / "var/lib/homelab/home/feeds"
        self.assertEqual(
            self.runner.changing(),
            [
                "groupadd -g 2003 svc-feeds",
                f"useradd -u 2003 -g 2003 -M -d {home} -s /usr/sbin/nologin -c homelab feeds "
                "-K SUB_UID_COUNT=0 -K SUB_GID_COUNT=0 svc-feeds",
                "loginctl enable-linger svc-feeds",
                "systemctl start user@2003.service",
            ],
        )
        self.assertEqual((self.root / "etc/subuid").read_text(), "alice:100000:65536\nsvc-feeds:1245184:65536\n")
        self.assertEqual(self.ctx.paths.ledger.read_text(), "2003 feeds\n")
        self.assertEqual(self.owners[home], (2003, 2003))
        self.assertIn('"uid":2003', out)

    def test_second_apply_changes_nothing(self) -> None:
        first = user.apply(self.ctx, "feeds", SPEC)
        self.runner.forget()
        self.assertEqual(user.apply(self.ctx, "feeds", SPEC), first)
        self.assertEqual(self.runner.changing(), [])

    def test_a_cut_apply_is_completed(self) -> None:
        self.accounts.groups["svc-feeds"] = 2003
        self.ctx.paths.state.mkdir(parents=True)
        self.ctx.paths.ledger.write_text("2003 feeds\n")
        user.apply(self.ctx, "feeds", SPEC)
        self.assertEqual(self.runner.commands("groupadd"), [])
        self.assertEqual(len(self.runner.commands("useradd")), 1)

    def test_remove_leaves_the_host_as_it_was(self) -> None:
        user.apply(self.ctx, "feeds", SPEC)
        self.accounts.processes.add(2003)
        self.runner.forget()
        user.remove(self.ctx, "feeds", SPEC)
        home, folder = self.ctx.paths.home("feeds"), self.ctx.paths.service("feeds")
        self.assertEqual(
            self.runner.changing(),
            [
                "loginctl disable-linger svc-feeds",
                "systemctl stop user@2003.service",
                "pkill -KILL -u 2003",
                "userdel svc-feeds",
                "groupdel svc-feeds",
                f"rm -rf --one-file-system -- {home}",
                f"rm -rf --one-file-system -- {folder}",
            ],
        )
        self.assertEqual((self.root / "etc/subuid").read_text(), "alice:100000:65536\n")
        self.assertEqual(self.ctx.paths.ledger.read_text(), "2003 feeds\n")

    def test_remove_twice(self) -> None:
        self.assertEqual(user.remove(self.ctx, "feeds", SPEC), "")
        self.assertEqual(self.runner.changing(), [])

    def test_refusals(self) -> None:
        table: list[tuple[str, Callable[[], object], str]] = [
            ("ledger", lambda: self.ctx.paths.ledger.write_text("2003 photos\n"), "2003 belongs to photos for ever"),
            ("other uid", lambda: self.ctx.paths.ledger.write_text("2009 feeds\n"), "feeds has UID 2009"),
            ("foreign account", lambda: self.accounts.users.update({"svc-feeds": (2003, "Feeds")}), "did not create"),
            ("uid taken", lambda: self.accounts.users.update({"bob": (2003, "Bob")}), "belongs to the account bob"),
            ("gid taken", lambda: self.accounts.groups.update({"bob": 2003}), "belongs to the group bob"),
            ("overlap", lambda: (self.root / "etc/subuid").write_text("bob:1245000:65536\n"), "overlap"),
        ]
        self.ctx.paths.state.mkdir(parents=True)
        for name, prepare, expected in table:
            with self.subTest(name):
                prepare()
                with self.assertRaisesRegex(HostProblem, expected):
                    user.apply(self.ctx, "feeds", SPEC)
                self.assertEqual(self.runner.changing(), [])
            self.accounts.users.clear()
            self.accounts.groups.clear()
            self.ctx.paths.ledger.write_text("")
            (self.root / "etc/subuid").write_text("")
