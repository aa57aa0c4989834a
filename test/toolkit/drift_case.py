"""A host on which everything of one service was applied: account, dataset, generation, deploy, Podman's own files."""

import contextlib
import io
import json
import os
from argparse import Namespace
from typing import Any

from world import CADDY, digest
from fake_envoy import SERVICE, UID
from host import files, safe_folder
from host.spec import hash_of_files
from machine import Accounts, Pools
from nouns import dataset, drift, mend, user
from rollout_case import V1, RolloutCase

DB = "docker.io/library/postgres:17"
DATASET = "safe/homelab/feeds/db"
MOUNTPOINT = "/zfs/safe/feeds/db"
DATASET_SPEC = f"dataset={DATASET}\nmountpoint={MOUNTPOINT}\nrefquota=5G\nproperty.recordsize=16K\ndir.pg=1246182:1246182\n"
OWNER = (1246182, 1246182)
IMAGES = {"app": V1, "caddy": CADDY, "db": DB}


class DriftCase(RolloutCase):
    """`drift()` are the rows of what differs, `mended()` what is left after `homelab mend`."""

    def setUp(self) -> None:
        super().setUp()
        self.accounts = Accounts(self)
        self.pools = Pools(self, "safe")
        self._programs()
        self.runner.on("zpool list", '{"pools":{"safe":{"state":"ONLINE"}}}')
        self.patch_object(os.path, "ismount", lambda path: True)
        self.patch_object(safe_folder, "owner_of_open", lambda handle: self.owners.get(self._path(handle), (0, 0)))
        self.patch_object(safe_folder, "give_open", lambda handle, uid, gid: self.owners.__setitem__(self._path(handle), (uid, gid)))
        self.active.add(f"user@{UID}.service")
        user.apply(self.ctx, SERVICE, f"uid={UID}\nsubids={1048576 + 3 * 65536}:65536\n")
        dataset.apply(self.ctx, f"{SERVICE}/db", DATASET_SPEC)
        self.name = self.hashed(V1)
        self.apply(self.name)
        self.storage = self.ctx.paths.home(SERVICE) / ".local/share/containers/storage"
        self.podman()

    def hashed(self, image: str) -> str:
        """Write a generation under the name that its files have."""
        self.generation("new", image, mountpoint=MOUNTPOINT)
        folder = self.ctx.paths.generations(SERVICE) / "new"
        texts = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}
        folder.rename(folder.with_name(hash_of_files(texts)))
        return hash_of_files(texts)

    def podman(self, secrets: tuple[str, ...] = ("token.aaa",), **images: str) -> None:
        """Podman's files. images: containers by name with another image than their unit's."""
        names = ["feeds-state-db", *(f"feeds-{slot}-{name}" for slot in (0, 1) for name in ("app", "caddy"))]
        wanted = {name: images.get(name.replace("-", "_"), IMAGES[name.rpartition("-")[2]]) for name in names}
        shown = [
            {"id": name, "names": [name], "image": image, "metadata": json.dumps({"image-name": f"x@{digest(image)}"})}
            for name, image in wanted.items()
            if image
        ]
        volatile = self.ctx.paths.on_host(f"/run/user/{UID}/containers/overlay-containers/volatile-containers.json")
        files.write_json(volatile, shown)
        files.write_json(self.storage / "overlay-images/images.json", [])
        files.write_json(self.storage / "secrets/secrets.json", {"nameToID": dict.fromkeys(secrets, "id")})

    def report(self, *services: str) -> tuple[int, dict[str, Any]]:
        """Exit code and JSON."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = drift.run(self.ctx, Namespace(services=list(services), json=True))
        return code, json.loads(out.getvalue())

    def drift(self) -> list[str]:
        """`what: is -> should be` of the service's differences."""
        return [f"{each['what']}: {each['is']} -> {each['shouldBe']}" for each in self.report(SERVICE)[1]["differences"]]

    def commands(self) -> set[str]:
        """The commands that mend."""
        return {each["mend"] for each in self.report(SERVICE)[1]["differences"]}

    def mended(self) -> list[str]:
        """What differs after a mend."""
        self.events.clear()
        self.runner.forget()
        with contextlib.redirect_stdout(io.StringIO()):
            mend.run(self.ctx, Namespace(services=[SERVICE]))
        return self.drift()

    def _path(self, handle: int) -> Any:
        return type(self.root)(os.readlink(f"/proc/self/fd/{handle}"))
