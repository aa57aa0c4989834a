"""The last layer: the page that a person sees, and what it loads."""

from urllib.parse import urljoin, urlsplit

from smoke.broken import Broken, Skipped
from smoke.net import Answer
from smoke.references import ACTION, Reference, in_css, in_page
from smoke.walk import Walk
from smoke.web import refuse_plain

MOST_ASSETS = 50
MOST_REDIRECTS = 5
# Together: an application that is slow with each of many assets must not hold an update for an hour.
PAGE_SECONDS = 120.0
_SHOWN = 5
_FITTING = {
    "style": ("css",),
    "script": ("javascript", "ecmascript"),
    "image": ("image/", "octet-stream"),
    "manifest": ("json", "manifest"),
}
_MIXED = "browsers block it: the application has to believe X-Forwarded-Proto of its sidecar, or to be told its https URL"


def page(walk: Walk) -> None:
    """`/` loads for a stranger as far as a stranger gets, with everything of its own that it needs and nothing over http."""
    url, answer = _follow(walk, f"{walk.url}/", walk.spec.names)
    if answer.location:
        walk.ctx.say(f"{walk.spec.service}: {walk.url}/ leads to {_place(answer.location)}: the page behind it is not looked at")
        return
    if answer.status == 401 or (answer.status in (404, 405) and answer.content_type != "text/html"):
        raise Skipped(f"{url} answers {answer.status}: it is no page for a stranger")
    if not 200 <= answer.status < 300:
        raise Broken(f"{url} answers {answer.status}", walk.see_logs())
    # A deploy is followed by the test from outside, which has the time for them.
    if answer.content_type == "text/html" and walk.deploy is None:
        _assets(walk, url, answer)


def _follow(walk: Walk, url: str, names: tuple[str, ...]) -> tuple[str, Answer]:
    """The answer at the end of redirects among `names`; one that leads elsewhere is the end as well."""
    for _ in range(MOST_REDIRECTS):
        answer = walk.get(url)
        refuse_plain(url, answer)
        if not answer.location:
            return url, answer
        target = urljoin(url, answer.location)
        refuse_plain(url, Answer(answer.status, {"location": target}, b""))
        if urlsplit(target).hostname not in names:
            return url, answer
        url = target
    raise Broken(f"{walk.url}/ redirects more than {MOST_REDIRECTS} times, last to {url}", walk.see_logs())


def _assets(walk: Walk, url: str, answer: Answer) -> None:
    references, plain_sockets = in_page(answer.body.decode(errors="replace"), url)
    if plain_sockets:
        walk.ctx.say(f"{walk.spec.service}: {url} has a script that names ws://, which browsers block on https pages")
    _refuse_mixed(url, references)
    todo = _own(url, references)[:MOST_ASSETS]
    known, complaints = {each.url for each in todo}, []
    deadline = walk.ctx.clock.monotonic() + PAGE_SECONDS
    for number, asset in enumerate(todo):  # stylesheets add to the list while it is walked
        if walk.ctx.clock.monotonic() > deadline:
            raise Broken(f"{url}: {number} of {len(todo)} assets took more than {PAGE_SECONDS:.0f} s", walk.see_logs())
        place, loaded = _follow(walk, asset.url, (urlsplit(asset.url).hostname or "",))
        if complaint := _complaint(asset, loaded):
            complaints.append(f"{asset.url} {complaint}")
        elif asset.kind == "style":
            inner = in_css(loaded.body.decode(errors="replace"), place)
            _refuse_mixed(asset.url, inner)
            more = [each for each in _own(url, inner) if each.url not in known][: MOST_ASSETS - len(todo)]
            known |= {each.url for each in more}
            todo += more
    if complaints:
        shown = "; ".join(complaints[:_SHOWN]) + ("; …" if len(complaints) > _SHOWN else "")
        raise Broken(f"{len(complaints)} of {len(todo)} assets of {url} do not load: {shown}", walk.see_logs())


def _refuse_mixed(url: str, references: list[Reference]) -> None:
    plain = [each.url for each in references if each.url.lower().startswith("http://")]
    if plain:
        raise Broken(f"{url} is https and names {', '.join(plain[:_SHOWN])}", _MIXED)


def _own(url: str, references: list[Reference]) -> list[Reference]:
    origin = _origin(url)
    return [each for each in references if each.kind != ACTION and _origin(each.url) == origin]


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or 443


def _complaint(asset: Reference, answer: Answer) -> str:
    if answer.location:
        return f"is sent to {_place(answer.location)}"
    if not 200 <= answer.status < 300:
        return f"answers {answer.status}"
    fitting = _FITTING.get(asset.kind)
    if fitting and not any(word in answer.content_type for word in fitting):
        return f"is a {asset.kind}, and comes as {answer.content_type or 'no type'}"
    return "comes as a page" if asset.kind == "other" and answer.content_type == "text/html" else ""


def _place(location: str) -> str:
    # A login's query holds one-time values that are nobody's business in a log.
    parts = urlsplit(location)
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else parts.path
