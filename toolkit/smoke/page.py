"""The layer `page`: the start page and the assets that it loads."""

from urllib.parse import urljoin, urlsplit

from smoke.broken import Broken, Skipped
from smoke.net import Answer
from smoke.references import ACTION, Reference, in_css, in_page
from smoke.walk import Walk
from smoke.web import refuse_plain

MOST_ASSETS = 50
MOST_REDIRECTS = 5
# For all assets together: a slow application with many assets must not block an update for an hour.
PAGE_SECONDS = 120.0
_SHOWN = 5
_FITTING = {
    "style": ("css",),
    "script": ("javascript", "ecmascript"),
    "image": ("image/", "octet-stream"),
    "manifest": ("json", "manifest"),
}
_MIXED = "browsers block this: make the application trust X-Forwarded-Proto of its sidecar, or set its https URL"


def page(walk: Walk) -> None:
    """`/` loads as far as an anonymous visitor may see it, with all of its own assets, and refers to nothing over http."""
    url, answer = _follow(walk, f"{walk.url}/", walk.spec.names)
    if answer.location:
        walk.ctx.say(f"{walk.spec.service}: {walk.url}/ redirects to {_place(answer.location)}; the page behind it is not tested")
        return
    if answer.status == 401 or (answer.status in (404, 405) and answer.content_type != "text/html"):
        raise Skipped(f"{url} answers {answer.status}, so an anonymous visitor sees no page")
    if not 200 <= answer.status < 300:
        raise Broken(f"{url} answers {answer.status}", walk.see_logs())
    # The smoke test after a deploy has the time to load the assets.
    if answer.content_type == "text/html" and walk.deploy is None:
        _assets(walk, url, answer)


def _follow(walk: Walk, url: str, names: tuple[str, ...]) -> tuple[str, Answer]:
    """The response at the end of all redirects among `names`; a redirect to another host ends them too."""
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
        walk.ctx.say(f"{walk.spec.service}: {url} has a script that uses ws://, which browsers block on https pages")
    _refuse_mixed(url, references)
    todo = _own(url, references)[:MOST_ASSETS]
    known, problems = {each.url for each in todo}, []
    deadline = walk.ctx.clock.monotonic() + PAGE_SECONDS
    for number, asset in enumerate(todo):  # stylesheets add to the list while it is walked
        if walk.ctx.clock.monotonic() > deadline:
            raise Broken(f"{url}: {number} of {len(todo)} assets took more than {PAGE_SECONDS:.0f} s", walk.see_logs())
        place, loaded = _follow(walk, asset.url, (urlsplit(asset.url).hostname or "",))
        if problem := _load_problem(asset, loaded):
            problems.append(f"{asset.url} {problem}")
        elif asset.kind == "style":
            inner = in_css(loaded.body.decode(errors="replace"), place)
            _refuse_mixed(asset.url, inner)
            more = [each for each in _own(url, inner) if each.url not in known][: MOST_ASSETS - len(todo)]
            known |= {each.url for each in more}
            todo += more
    if problems:
        shown = "; ".join(problems[:_SHOWN]) + ("; …" if len(problems) > _SHOWN else "")
        raise Broken(f"{len(problems)} of {len(todo)} assets of {url} do not load: {shown}", walk.see_logs())


def _refuse_mixed(url: str, references: list[Reference]) -> None:
    plain = [each.url for each in references if each.url.lower().startswith("http://")]
    if plain:
        raise Broken(f"{url} is https and refers to {', '.join(plain[:_SHOWN])}", _MIXED)


def _own(url: str, references: list[Reference]) -> list[Reference]:
    origin = _origin(url)
    return [each for each in references if each.kind != ACTION and _origin(each.url) == origin]


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or 443


def _load_problem(asset: Reference, answer: Answer) -> str:
    if answer.location:
        return f"redirects to {_place(answer.location)}"
    if not 200 <= answer.status < 300:
        return f"answers {answer.status}"
    fitting = _FITTING.get(asset.kind)
    if fitting and not any(word in answer.content_type for word in fitting):
        return f"is a {asset.kind}, but has the type {answer.content_type or '(none)'}"
    return "returns a page" if asset.kind == "other" and answer.content_type == "text/html" else ""


def _place(location: str) -> str:
    # The query of a login URL contains one-time values that do not belong in a log.
    parts = urlsplit(location)
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else parts.path
