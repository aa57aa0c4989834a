"""The layers `redirect` and `health`."""

from urllib.parse import urlsplit

from smoke.broken import Broken, NoAnswer, Skipped
from smoke.net import Answer, Endpoint, fetch
from smoke.walk import Walk

_SEE_PROXY_HEADERS = "make the application trust X-Forwarded-Proto of its sidecar at 127.0.0.1, or set its https URL"


def redirect(walk: Walk) -> None:
    """Port 80 redirects to https on the same host."""
    for name in walk.spec.names:
        url = f"http://{name}/"
        try:
            answer = fetch(url, Endpoint(walk.address(name), walk.ports.plain), None)
        except NoAnswer as error:
            raise Broken(
                f"{url}: {error}", "the ingress redirects on port 80: see `systemctl status homelab-ingress`, or look for a firewall"
            ) from error
        target = urlsplit(answer.location)
        if answer.status not in (301, 302, 307, 308) or target.scheme != "https" or target.hostname != name:
            raise Broken(
                f"{url} answers {answer.said}, not a redirect to https://{name}/",
                "another program may use port 80 on this host: `ss -ltnp`",
            )


def health(walk: Walk) -> None:
    """The application's health path answers through the whole path."""
    if walk.spec.health is None:
        raise Skipped("the application has no HTTP health check")
    url = f"{walk.url}{walk.spec.health}"
    answer = walk.get(url)
    if answer.status >= 400:
        walk.spec.auth.require_login(walk, walk.name, answer)
        raise Broken(f"{url} answers {answer.status}", walk.see_logs())
    refuse_plain(url, answer)


def refuse_plain(url: str, answer: Answer) -> None:
    """Broken if an https URL redirects to http."""
    if answer.location.lower().startswith("http://"):
        raise Broken(f"{url} redirects to {answer.location}", _SEE_PROXY_HEADERS)
