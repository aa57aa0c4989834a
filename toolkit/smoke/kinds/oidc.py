"""`oidc`: the application itself redirects people to Authentik."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from smoke.auth import Auth, text
from smoke.broken import Broken
from smoke.login import SEE_PROVIDER, ask, query_of
from smoke.walk import Walk


@dataclass(frozen=True)
class Oidc(Auth):
    """The issuer knows the client, and the application redirects to it.

    redirect_uri: None if only a pattern is known. start: the application's page that redirects to Authentik; None if it
    is not known.
    """

    kind: ClassVar[str] = "oidc"
    fields: ClassVar[frozenset[str]] = frozenset({"issuer", "clientId", "redirectUri", "start"})

    issuer: str
    client_id: str
    redirect_uri: str | None
    start: str | None

    @classmethod
    def read(cls, raw: dict[str, Any]) -> Self:
        """The values of a spec."""
        return cls(text(raw["issuer"]), text(raw["clientId"]), raw.get("redirectUri"), raw.get("start"))

    def check(self, walk: Walk) -> None:
        discovery = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        answer = ask(walk, discovery)
        try:
            endpoint = str(json.loads(answer.body)["authorization_endpoint"])
        except (ValueError, KeyError, TypeError):
            raise Broken(f"{discovery} answers {answer.said} without an authorization endpoint", SEE_PROVIDER) from None
        if self.start is not None:
            self._sends_to(walk, self.start, endpoint)
        if self.redirect_uri is None:
            return
        wanted = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": "smoke",
        }
        answer = ask(walk, f"{endpoint}?{urlencode(wanted)}")
        if not answer.location or "error" in query_of(answer.location):
            raise Broken(
                f"{endpoint} rejects client {self.client_id} with {self.redirect_uri}: {answer.said}",
                f"client id and redirect URI have to be the same in the application and in Authentik; {SEE_PROVIDER}",
            )

    def _sends_to(self, walk: Walk, start: str, endpoint: str) -> None:
        """Check that the application's sign-in page redirects to Authentik's login with the right client id and redirect URI."""
        answer = walk.get(f"{walk.url}{start}")
        sent = query_of(answer.location)
        meant = answer.location.split("?")[0] == endpoint and sent.get("client_id") == self.client_id
        if not meant or (self.redirect_uri is not None and sent.get("redirect_uri") != self.redirect_uri):
            raise Broken(
                f"{walk.url}{start} does not redirect an anonymous visitor to {endpoint} as client {self.client_id}: {answer.said}",
                f"set issuer, client id and redirect URI in its environment from `oidc` of the definition; {walk.see_logs()}",
            )
