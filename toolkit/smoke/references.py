"""The references of a page or a stylesheet that a browser fetches."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

# A reference of this kind is followed only by a click or a form: only its scheme is checked, and nothing is fetched.
ACTION = "action"

_CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]+))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SRC = {"script": "script", "img": "image", "input": "image", "iframe": "page", "frame": "page", "embed": "other"}
_SRC |= {"video": "other", "audio": "other", "source": "other", "track": "other"}
_REL = {"stylesheet": "style", "icon": "image", "apple-touch-icon": "image", "mask-icon": "image", "manifest": "manifest"}
_REL |= {"modulepreload": "script"}
_AS = {"script": "script", "style": "style", "image": "image"}
Attributes = dict[str, str]


@dataclass(frozen=True)
class Reference:
    """An absolute URL without its fragment, and its use: script, style, image, manifest, page, other or action."""

    url: str
    kind: str


def in_css(text: str, base: str) -> list[Reference]:
    """The references of a stylesheet."""
    found = ("".join(match) for match in _CSS_URL.findall(text))
    return _absolute([(url, "style" if url.endswith(".css") else "other") for url in found], base)


def in_page(text: str, url: str) -> tuple[list[Reference], bool]:
    """The references of a page, each once, in order; and whether an inline script uses `ws://`."""
    page = _Page()
    page.feed(text)
    page.close()
    return _absolute(page.found, urljoin(url, page.base)), page.plain_sockets


def _absolute(found: list[tuple[str, str]], base: str) -> list[Reference]:
    references = [Reference(urldefrag(urljoin(base, url.strip())).url, kind) for url, kind in found if not url.strip().startswith("#")]
    return list(dict.fromkeys(each for each in references if each.url.lower().startswith(("http://", "https://"))))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.base = ""
        self.plain_sockets = False
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        values = {name: value or "" for name, value in attrs}
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "base" and not self.base:
            self.base = values.get("href", "")
        elif tag == "link":
            self._link(values)
        elif tag == "object":
            self._add(values.get("data"), "other")
        elif tag in _SRC:
            self._add(values.get("src"), _SRC[tag])
        if tag in ("img", "source"):
            for candidate in re.split(r",\s+", values.get("srcset", "")):
                self._add(candidate.split(" ", 1)[0] if candidate else None, "image")
        self._add(values.get("poster"), "image")
        for attribute in ("action", "formaction"):
            self._add(values.get(attribute), ACTION)
        self.found += _in_style(values.get("style", ""))

    def handle_endtag(self, tag: str) -> None:
        """See HTMLParser."""
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        """See HTMLParser."""
        if self._inside == "style":
            self.found += _in_style(data)
        elif self._inside == "script" and re.search(r"""["'`]ws://""", data):
            self.plain_sockets = True

    def _link(self, values: Attributes) -> None:
        for word in values.get("rel", "").lower().split():
            if word == "preload":
                self._add(values.get("href"), _AS.get(values.get("as", ""), "other"))
            elif word in _REL:
                self._add(values.get("href"), _REL[word])

    def _add(self, url: str | None, kind: str) -> None:
        if url:
            self.found.append((url, kind))


def _in_style(text: str) -> list[tuple[str, str]]:
    return [("".join(match), "other") for match in _CSS_URL.findall(text)]
