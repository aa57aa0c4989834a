"""What a difference means for a pod: the table of effects."""

import json
from pathlib import Path

from fake import HostCase
from deploy.compare import Change, Installed, change_of, effects, slot_order
from deploy.pods import WantedFile, WantedPod
from host.images import image_name
from state.effects import NONE
from state.manifest import APPLICATION, PROXY, Pod

UNIT, CONFIG, CADDYFILE, LIST = "units/x-0-app.container", "config/app/x.conf", "config/edge/Caddyfile", "scrape.json"
EFFECTS = {"units/x-0.pod": "pod", UNIT: "container:app", CONFIG: "container:app", CADDYFILE: "reload", LIST: "none"}


def wanted(**texts: str) -> WantedPod:
    pod = Pod("x-0", 0, {"app": APPLICATION, "edge": PROXY})
    return WantedPod(pod, {key: WantedFile(texts.get(key, "same"), effect) for key, effect in EFFECTS.items()})


def on_disk() -> dict[str, str]:
    return {key: file.sha256 for key, file in wanted().files.items()}


RULE = Path(__file__).parent.parent.parent / "contract/rules/pod-change.json"
INSTALLED = Installed(("app", "edge"), EFFECTS, ())
RESTART = Change(containers=frozenset({"app"}))


class Effects(HostCase):
    def change(self, want: WantedPod, installed: Installed | None = INSTALLED, active: bool = True, edited: str = "") -> Change:
        disk = {**on_disk(), edited: "edited by hand"}
        return change_of(want, effects(want, installed, disk), active)

    def test_one_differing_file(self) -> None:
        table = {
            "units/x-0.pod": Change(pod=True),
            UNIT: RESTART,
            CONFIG: RESTART,
            CADDYFILE: Change(reload=True),
            LIST: Change(),
        }
        for key, change in table.items():
            with self.subTest(key):
                self.assertEqual(self.change(wanted(**{key: "new"})), change)

    def test_the_rule_that_the_program_plans_by(self) -> None:
        for row in json.loads(RULE.read_text()):
            with self.subTest(row["case"]):
                roles = {name: PROXY if name == row["proxy"] else APPLICATION for name in row["containers"]}
                found = set(row["effects"]) - {NONE}
                change = change_of(WantedPod(Pod("x-0", 0, roles), {}), found, all_active=True)
                told = {"pod": change.pod, "containers": sorted(change.containers), "reload": change.reload}
                self.assertEqual(told, row["change"])

    def test_the_strongest_effect_wins(self) -> None:
        self.assertEqual(self.change(wanted(**{CADDYFILE: "new", "units/x-0.pod": "new"})), Change(pod=True))
        both = Change(containers=frozenset({"app"}), reload=True)
        self.assertEqual(self.change(wanted(**{CADDYFILE: "new", UNIT: "new"})), both)

    def test_a_proxy_that_restarts_need_not_reload(self) -> None:
        pod = Pod("x-0", 0, {"app": APPLICATION, "caddy": APPLICATION, "edge": PROXY})
        changes = {name: change_of(WantedPod(pod, {}), {"reload", f"container:{name}"}, all_active=True) for name in ("caddy", "edge")}
        self.assertEqual({name: change.reload for name, change in changes.items()}, {"caddy": True, "edge": False})

    def test_an_edit_on_the_host_counts_like_a_change(self) -> None:
        self.assertEqual(self.change(wanted(), None), Change(pod=True))
        self.assertEqual(self.change(wanted(), edited=UNIT), RESTART)

    def test_a_file_that_goes_has_its_old_effect(self) -> None:
        before = Installed(("app", "edge"), {**EFFECTS, "config/app/old": "container:app"}, ())
        self.assertEqual(self.change(wanted(), before), RESTART)

    def test_what_was_cut_off_is_still_due(self) -> None:
        before = Installed(("app", "edge"), EFFECTS, ("container:app",))
        self.assertEqual(self.change(wanted(), before), RESTART)

    def test_other_containers_make_a_new_pod(self) -> None:
        self.assertEqual(self.change(wanted(), Installed(("app",), EFFECTS, ())), Change(pod=True))

    def test_all_containers_are_the_pod(self) -> None:
        found = {"container:app", "container:edge"}
        self.assertEqual(change_of(wanted(), found, all_active=True), Change(pod=True))

    def test_what_is_down_is_started(self) -> None:
        self.assertEqual(self.change(wanted(), active=False), Change(start=True))

    def test_slots_that_serve_nothing_go_first(self) -> None:
        self.assertEqual(slot_order([0, 1, 2], {0, 1}), [2, 0, 1])
        self.assertEqual(slot_order([0, 1], set()), [0, 1])

    def test_image_names(self) -> None:
        table = {
            "docker.io/library/caddy:2.11.2": "docker.io/library/caddy",
            "localhost:5000/a/b:1": "localhost:5000/a/b",
            "ghcr.io/a/b:1@sha256:00": "ghcr.io/a/b",
            "ghcr.io/a/b@sha256:00": "ghcr.io/a/b",
            "ghcr.io/redis:8": "ghcr.io/redis",
        }
        for reference, name in table.items():
            self.assertEqual(image_name(reference), name)
