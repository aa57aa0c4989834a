"""The layer `auth`: an anonymous visitor is let in, redirected to the login page or refused, as the definition says."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from smoke.broken import Broken
from smoke.directory import bind_as_account, bind_as_stranger
from smoke.ldap import REFUSALS, SUCCESS
from smoke.login import OUTPOST, ask, require_login
from smoke.net import Answer
from smoke.walk import Walk

_SEE_LOGIN = "check the application and its provider in Authentik; `pulumi refresh` shows what was changed by hand"
_SEE_ACCOUNT = "in Authentik this user has to be active, with its own password, in the group that may use the application; then `pulumi up`"


def auth(walk: Walk) -> None:
    """Check how the service treats anonymous visitors, as its kind of sign-in requires."""
    _KINDS[walk.spec.auth.kind](walk)


def _none(walk: Walk) -> None:
    answer = walk.get(f"{walk.url}/")
    if answer.status in (403, 407) or answer.status >= 500 or OUTPOST in answer.location:
        raise Broken(f"{walk.url}/ answers {_said(answer)}, but the service should be open to everybody", walk.see_logs())


def _oidc(walk: Walk) -> None:
    spec = walk.spec.auth
    discovery = f"{spec.issuer.rstrip('/')}/.well-known/openid-configuration"
    answer = ask(walk, discovery)
    try:
        endpoint = str(json.loads(answer.body)["authorization_endpoint"])
    except (ValueError, KeyError, TypeError):
        raise Broken(f"{discovery} answers {_said(answer)} without an authorization endpoint", _SEE_LOGIN) from None
    if spec.start is not None:
        _sends_to(walk, spec.start, endpoint)
    if spec.redirect_uri is None:
        return
    wanted = {"response_type": "code", "client_id": spec.client_id, "redirect_uri": spec.redirect_uri, "scope": "openid", "state": "smoke"}
    answer = ask(walk, f"{endpoint}?{urlencode(wanted)}")
    if not answer.location or "error" in _query(answer.location):
        raise Broken(
            f"{endpoint} rejects client {spec.client_id} with {spec.redirect_uri}: {_said(answer)}",
            f"client id and redirect URI have to be the same in the application and in Authentik; {_SEE_LOGIN}",
        )


def _sends_to(walk: Walk, start: str, endpoint: str) -> None:
    """Check that the application's sign-in page redirects to Authentik's login with the right client id and redirect URI."""
    spec = walk.spec.auth
    answer = walk.get(f"{walk.url}{start}")
    sent = _query(answer.location)
    meant = answer.location.split("?")[0] == endpoint and sent.get("client_id") == spec.client_id
    if not meant or (spec.redirect_uri is not None and sent.get("redirect_uri") != spec.redirect_uri):
        raise Broken(
            f"{walk.url}{start} does not redirect an anonymous visitor to {endpoint} as client {spec.client_id}: {_said(answer)}",
            f"set issuer, client id and redirect URI in its environment from `oidc` of the definition; {walk.see_logs()}",
        )


def _forward(walk: Walk) -> None:
    answer = walk.get(f"{walk.url}/")
    target, query = urlsplit(answer.location), _query(answer.location)
    start = target.path.startswith(f"{OUTPOST}start")
    # Newer outposts skip their own start page and redirect to the login page directly, which redirects back to the outpost.
    back = query.get("redirect_uri", "")
    if not start and OUTPOST not in back:
        require_login(walk, answer)
        raise Broken(
            f"{walk.url}/ does not redirect an anonymous visitor to the login page: {_said(answer)}",
            "check that the Caddyfile has forward_auth, and that the outpost answers and has this application",
        )
    meant = {urlsplit(each).hostname for each in (query.get("rd", ""), back) if each} | ({target.hostname} if start else set())
    # With level "domain", a login page that was reached directly names its own host; ours is inside its opaque state.
    if walk.name not in meant and (start or walk.spec.auth.level == "single"):
        raise Broken(f"{walk.url}/ is redirected to the login page of another host: {answer.location}", _SEE_LOGIN)
    if walk.spec.auth.login:
        _leads_to_sign_on(walk, ask(walk, urljoin(f"{walk.url}/", answer.location)) if start else answer)


def _leads_to_sign_on(walk: Walk, answer: Answer) -> None:
    """The outpost of a new installation sends people to an address of its own container, which no browser reaches."""
    meant, sent = urlsplit(walk.spec.auth.login or "").hostname, urlsplit(answer.location).hostname
    if meant and sent != meant:
        raise Broken(
            f"strangers are sent to {sent} to sign in, and not to {meant}",
            "`pulumi up` sets the outpost's authentik_host; by hand: Applications, Outposts, its configuration",
        )


def _ldap(walk: Walk) -> None:
    stranger = bind_as_stranger(walk)
    if stranger == SUCCESS:
        raise Broken("the directory accepts anonymous binds", _SEE_LOGIN)
    own = bind_as_account(walk)
    if own != SUCCESS:
        raise Broken(f"the directory rejects the bind of {walk.spec.auth.bind_dn}: {REFUSALS.get(own, f'result {own}')}", _SEE_ACCOUNT)


_KINDS: dict[str, Callable[[Walk], None]] = {"none": _none, "oidc": _oidc, "forwardAuth": _forward, "ldap": _ldap}


def _query(url: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


def _said(answer: Answer) -> str:
    return f"{answer.status}{' to ' + answer.location if answer.location else ''}"
