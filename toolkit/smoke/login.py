"""Requests to Authentik. If Authentik does not answer, the test cannot tell whether the service itself works."""

from urllib.parse import parse_qs, urlsplit

from host.contract import CONTRACT
from host.errors import HostProblem
from smoke.broken import NoAnswer, Unreachable
from smoke.net import CALL_SECONDS, Answer, Endpoint, fetch, trust
from smoke.walk import LOOPBACK, Walk

OUTPOST = f"{CONTRACT['outpostPath']}/"
SEE_PROVIDER = "check the application and its provider in Authentik; `pulumi refresh` shows what was changed by hand"
_SEE_LOGIN = "check that Authentik is running"


def ask(walk: Walk, url: str) -> Answer:
    """GET a URL of Authentik. Unreachable if nothing answers, or only a proxy in front of it."""
    parts = urlsplit(url)
    host, tls = parts.hostname or "", parts.scheme == "https"
    if host in walk.routed_names():
        endpoint = Endpoint(LOOPBACK, walk.ports.tls if tls else walk.ports.plain)
    else:
        endpoint = Endpoint(_address(walk, host), parts.port or (443 if tls else 80))
    where = f"{parts.scheme}://{parts.netloc}{parts.path}"
    try:
        answer = fetch(url, endpoint, trust(walk.spec.ca, system=True) if tls else None)
    except NoAnswer as error:
        raise Unreachable(f"{where}: {error}", _SEE_LOGIN) from error
    if answer.status >= 500:
        raise Unreachable(f"{where} answers {answer.status}", _SEE_LOGIN)
    return answer


def query_of(url: str) -> dict[str, str]:
    """The first value of each parameter of a URL."""
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


def _address(walk: Walk, host: str) -> str:
    try:
        return walk.ctx.runner.run(["getent", "ahosts", host], timeout=CALL_SECONDS).out.split()[0]
    except (HostProblem, IndexError):
        raise Unreachable(
            f"the name {host} of Authentik does not resolve on this host", f"`getent ahosts {host}` on the host has to print its address"
        ) from None
