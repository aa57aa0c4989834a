"""Reading what a program of this version or of the one before wrote."""

import json
from typing import Any

from fake import HostCase
from state.manifest import Manifest, read_manifest

IMAGES = {"db": "x/postgres:17", "app": "x/app:1", "caddy": "x/caddy:2", "ldap": "x/ldap:3"}


class ReadManifest(HostCase):
    def read(self, roles: dict[str, str]) -> Manifest:
        def container(name: str, image: str) -> dict[str, Any]:
            role = {"role": roles[name]} if name in roles else {}
            return {**role, "image": image, "within": 30, "secrets": []}

        manifest = {
            "service": "mail",
            "uid": 2003,
            "network": "mail.network",
            "pods": [
                {"name": "mail-state", "slot": None, "containers": ["db"]},
                {"name": "mail-0", "slot": 0, "containers": ["app", "caddy", "ldap"]},
            ],
            "containers": {name: container(name, image) for name, image in IMAGES.items()},
            "web": {"names": ["mail.home.test"], "healthPath": "/readyz"},
            "files": {},
        }
        path = self.ctx.paths.generations("mail") / "abc/manifest.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(manifest))
        return read_manifest(self.ctx, "mail", "abc")

    def test_without_roles_the_names_say_them(self) -> None:
        found = self.read({})
        roles = {name: each.role for name, each in found.containers.items()}
        self.assertEqual(roles, {"db": "application", "app": "application", "caddy": "proxy", "ldap": "directory"})
        self.assertEqual((found.proxy, found.slots[0].applications), ("caddy", ["app"]))

    def test_with_roles_a_name_says_nothing(self) -> None:
        found = self.read({"db": "application", "app": "proxy", "caddy": "application", "ldap": "exporter"})
        self.assertEqual((found.proxy, found.slots[0].applications), ("app", ["caddy"]))
