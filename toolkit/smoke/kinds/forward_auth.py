"""`forwardAuth`: the service's proxy asks Authentik's outpost before each request."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import urljoin, urlsplit

from smoke.auth import Auth
from smoke.broken import Broken, Unreachable
from smoke.login import OUTPOST, SEE_PROVIDER, ask, query_of
from smoke.net import Answer
from smoke.walk import Walk


@dataclass(frozen=True)
class ForwardAuth(Auth):
    """The outpost redirects to the login page.

    level: `single`, or `domain` if the outpost answers at Authentik's own name. login: Authentik's URL.
    """

    kind: ClassVar[str] = "forwardAuth"
    fields: ClassVar[frozenset[str]] = frozenset({"level", "login"})
    before_each_request: ClassVar[bool] = True

    level: str
    login: str

    @classmethod
    def read(cls, raw: dict[str, Any]) -> Self:
        """The values of a spec."""
        return cls(raw.get("level", "single"), raw.get("login", ""))

    def check(self, walk: Walk) -> None:
        # With level "single", the outpost knows each name by itself.
        for name in walk.spec.names:
            self._sends_to_login(walk, name)

    def _sends_to_login(self, walk: Walk, name: str) -> None:
        url = f"https://{name}"
        answer = walk.get(f"{url}/")
        target, query = urlsplit(answer.location), query_of(answer.location)
        start = target.path.startswith(f"{OUTPOST}start")
        # Newer outposts skip their own start page and redirect to the login page directly, which redirects back to the outpost.
        back = query.get("redirect_uri", "")
        if not start and OUTPOST not in back:
            self.require_login(walk, name, answer)
            raise Broken(
                f"{url}/ does not redirect an anonymous visitor to the login page: {answer.said}",
                "check that the Caddyfile has forward_auth, and that the outpost answers and has this application",
            )
        meant = {urlsplit(each).hostname for each in (query.get("rd", ""), back) if each} | ({target.hostname} if start else set())
        # With level "domain", a login page that was reached directly names its own host; ours is inside its opaque state.
        if name not in meant and (start or self.level == "single"):
            raise Broken(f"{url}/ is redirected to the login page of another host: {answer.location}", SEE_PROVIDER)
        if self.login:
            self._leads_to_sign_on(ask(walk, urljoin(f"{url}/", answer.location)) if start else answer)

    def require_login(self, walk: Walk, name: str, answer: Answer) -> None:
        """Raise Unreachable if the error response was produced by the outpost in front of the service."""
        if answer.status < 400:
            return
        if self.login:
            ask(walk, f"{self.login}{OUTPOST}ping")
        if answer.status == 404:
            raise Unreachable(
                f"the outpost does not know {name}",
                "it fetches its configuration every few minutes; if this persists, check its list of applications",
            )

    def _leads_to_sign_on(self, answer: Answer) -> None:
        """The outpost of a new installation sends people to an address of its own container, which no browser reaches."""
        meant, sent = urlsplit(self.login).hostname, urlsplit(answer.location).hostname
        if meant and sent != meant:
            raise Broken(
                f"strangers are sent to {sent} to sign in, and not to {meant}",
                "`pulumi up` sets the outpost's authentik_host; by hand: Applications, Outposts, its configuration",
            )
