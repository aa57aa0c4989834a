"""How a stranger is received: let in where nothing is asked, and sent to the login where something is."""

import json
import socket
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from smoke.broken import Broken, Unreachable
from smoke.login import OUTPOST, ask, require_login
from smoke.net import CALL_SECONDS, Answer
from smoke.walk import Walk

# A simple bind with no name and no password (RFC 4511, section 4.2), message 1.
_ANONYMOUS_BIND = bytes.fromhex("300c020101600702010304008000")
_BIND_RESPONSE = 0x61
_SEE_LOGIN = "look at the application and its provider in Authentik; `pulumi refresh` shows what was changed by hand"


def auth(walk: Walk) -> None:
    """What the spec says of strangers is so."""
    _KINDS[walk.spec.auth.kind](walk)


def _none(walk: Walk) -> None:
    wanted = walk.spec.auth.status
    answer = walk.get(f"{walk.url}/")
    if wanted is not None and answer.status != wanted:
        raise Broken(f"{walk.url}/ answers {answer.status}, and should {wanted}", walk.see_logs())
    if answer.status in (403, 407) or answer.status >= 500 or OUTPOST in answer.location:
        raise Broken(f"{walk.url}/ should be open to all, and answers {_said(answer)}", walk.see_logs())


def _oidc(walk: Walk) -> None:
    it = walk.spec.auth
    discovery = f"{it.issuer.rstrip('/')}/.well-known/openid-configuration"
    answer = ask(walk, discovery)
    try:
        endpoint = str(json.loads(answer.body)["authorization_endpoint"])
    except (ValueError, KeyError, TypeError):
        raise Broken(f"{discovery} answers {_said(answer)} without an authorization endpoint", _SEE_LOGIN) from None
    if it.redirect_uri is None:
        return
    wanted = {"response_type": "code", "client_id": it.client_id, "redirect_uri": it.redirect_uri, "scope": "openid", "state": "smoke"}
    answer = ask(walk, f"{endpoint}?{urlencode(wanted)}")
    if not answer.location or "error" in _query(answer.location):
        raise Broken(
            f"{endpoint} refuses client {it.client_id} with {it.redirect_uri}: {_said(answer)}",
            f"client id and redirect URI have to be the same at both ends; {_SEE_LOGIN}",
        )


def _forward(walk: Walk) -> None:
    answer = walk.get(f"{walk.url}/")
    target, query = urlsplit(answer.location), _query(answer.location)
    start = target.path.startswith(f"{OUTPOST}start")
    # Newer outposts skip their own start page and send straight to the login, which sends back to the outpost.
    back = query.get("redirect_uri", "")
    if not start and OUTPOST not in back:
        require_login(walk, answer)
        raise Broken(
            f"{walk.url}/ does not send a stranger to the login: {_said(answer)}",
            "see that forward_auth is in the Caddyfile, and that the outpost answers and has this application",
        )
    meant = {urlsplit(each).hostname for each in (query.get("rd", ""), back) if each} | ({target.hostname} if start else set())
    # At domain level a login that was reached directly names its own host; ours is inside its opaque state.
    if walk.name not in meant and (start or walk.spec.auth.level == "single"):
        raise Broken(f"{walk.url}/ is sent to the login of another host: {answer.location}", _SEE_LOGIN)


def _ldap(walk: Walk) -> None:
    it = walk.spec.auth
    where = f"ldap://{it.address}:{it.port}"
    try:
        with socket.create_connection((it.address, it.port), CALL_SECONDS) as sock:
            sock.settimeout(CALL_SECONDS)
            sock.sendall(_ANONYMOUS_BIND)
            answer = sock.recv(4096)
    except OSError as error:
        raise Unreachable(f"{where}: {error.strerror or error}", "see that the LDAP outpost runs and has this provider") from error
    code = _bind_result(answer)
    if code is None:
        raise Broken(f"{where} does not speak LDAP", "see which program has that port: `ss -ltnp`")
    if code == 0:
        raise Broken(f"{where} lets strangers bind", _SEE_LOGIN)


def _bind_result(answer: bytes) -> int | None:
    # 30 len 02 len id 61 len 0a 01 CODE: the lengths are short or long form, the first fields alone matter.
    tag = answer.find(bytes([_BIND_RESPONSE]), 2)
    code = answer.find(b"\x0a\x01", tag)
    return answer[code + 2] if answer[:1] == b"\x30" and 0 < tag < code < len(answer) - 2 else None


_KINDS: dict[str, Callable[[Walk], None]] = {"none": _none, "oidc": _oidc, "forwardAuth": _forward, "ldap": _ldap}


def _query(url: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


def _said(answer: Answer) -> str:
    return f"{answer.status}{' to ' + answer.location if answer.location else ''}"
