"""What the stand-in asks Authentik, with the outpost's token and as the outpost does: what to serve, and who is who.

A bind is one question to the stand-in server, where the real outpost plays the whole login flow.
"""

import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

INVALID_CREDENTIALS, OPERATIONS_ERROR = 49, 1


class Unreachable(Exception):
    """Authentik does not answer, or does not let this token in."""


@dataclass(frozen=True)
class Provider:
    """One directory."""

    pk: int
    base_dn: str

    def users(self) -> str:
        return f"ou=users,{self.base_dn}"

    def groups(self) -> str:
        return f"ou=groups,{self.base_dn}"


class Authentik:
    def __init__(self, host: str, token: str, insecure: bool) -> None:
        self._host, self._token = host.rstrip("/"), token
        self._tls = ssl.create_default_context()
        if insecure:
            self._tls.check_hostname, self._tls.verify_mode = False, ssl.CERT_NONE

    def providers(self) -> list[Provider]:
        return [Provider(one["pk"], one["base_dn"]) for one in self._list("outposts/ldap/")]

    def users(self) -> list[dict[str, Any]]:
        return self._list("core/users/")

    def groups(self) -> list[dict[str, Any]]:
        return self._list("core/groups/")

    def bind(self, provider: Provider, username: str, password: str) -> dict[str, Any]:
        """`code` as LDAP has it; with 0 also `user` (its number) and `search` (whether it may see everybody)."""
        return self._ask("/_stand-in/ldap/bind", {"provider": provider.pk, "username": username, "password": password})

    def _list(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        page = 1
        while page:
            answer = self._ask(f"/api/v3/{path}?page={page}&page_size=100")
            found += answer["results"]
            page = answer["pagination"]["next"]
        return found

    def _ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", "Accept": "application/json"}
        request = urllib.request.Request(self._host + path, data, headers)
        try:
            with urllib.request.urlopen(request, timeout=15, context=self._tls) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Unreachable(f"{self._host} answers {error.code}") from error
        except (OSError, ValueError) as error:
            raise Unreachable(f"{self._host}: {getattr(error, 'reason', error)}") from error
