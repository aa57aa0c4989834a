"""One client's connection: binds and searches, one after another."""

import socketserver

from ldap_stand_in import ber
from ldap_stand_in.authentik import INVALID_CREDENTIALS, OPERATIONS_ERROR, Authentik, Provider, Unreachable
from ldap_stand_in.directory import BASE, Entry, entries, matches, root, within

INSUFFICIENT, UNWILLING = 50, 53
BIND, UNBIND, SEARCH, ABANDON, EXTENDED = 0x60, 0x42, 0x63, 0x50, 0x77


class Outpost:
    """What all connections share."""

    def __init__(self, authentik: Authentik, providers: list[Provider], log) -> None:
        self.authentik, self.log = authentik, log
        self._providers = providers

    def provider_of(self, dn: str) -> Provider | None:
        """Whose name ends in this provider's; a provider that is new since the start is found as well."""
        found = self._find(dn)
        if found is None and dn:
            self._providers = self.authentik.providers()
            found = self._find(dn)
        return found

    def _find(self, dn: str) -> Provider | None:
        return next((one for one in self._providers if dn.lower().endswith(one.base_dn.lower())), None)

    def all(self) -> list[Provider]:
        return self._providers


class Connection(socketserver.StreamRequestHandler):
    """Whoever is bound stays so until the next bind or the end of the connection."""

    timeout = 300
    outpost: Outpost

    def handle(self) -> None:
        self.bound: tuple[Provider, int, bool] | None = None
        try:
            while message := ber.receive(self.rfile):
                number, request = message.parts[:2]
                if request.tag == UNBIND:
                    return
                for answer in self._answers(request):
                    self.wfile.write(ber.write(ber.SEQUENCE, ber.number(number.number), answer))
        except (OSError, ValueError, IndexError) as error:
            self.outpost.log(f"a connection ended: {error or type(error).__name__}")

    def _answers(self, request: ber.Part):
        try:
            if request.tag == BIND:
                yield _result(0x61, self._bind(*request.parts))
            elif request.tag == SEARCH:
                yield from self._search(request)
            elif request.tag == EXTENDED:
                yield _result(0x78, UNWILLING)
            elif request.tag != ABANDON:
                raise ValueError(f"request {request.tag:#x} is not played")
        except Unreachable as why:
            self.outpost.log(str(why))
            yield _result(0x61 if request.tag == BIND else 0x65, OPERATIONS_ERROR)

    def _bind(self, _version: ber.Part, name: ber.Part, how: ber.Part) -> int:
        self.bound = None
        provider = self.outpost.provider_of(name.text)
        first = next((part for part in name.text.split(",") if part.strip().lower().startswith("cn=")), None)
        if provider is None or first is None:
            return INSUFFICIENT
        if how.tag != 0x80:
            return INVALID_CREDENTIALS
        found = self.outpost.authentik.bind(provider, first.strip()[3:], how.text)
        if found["code"] == 0:
            self.bound = (provider, found["user"], found["search"])
        self.outpost.log(f"bind as {name.text}: {found['code']}")
        return int(found["code"])

    def _search(self, request: ber.Part):
        base, scope, _deref, _size, _time, _types, wanted, names = request.parts[:8]
        asked = [part.text.lower() for part in names.parts]
        if base.text == "" and scope.number == BASE:
            yield _entry(root(self.outpost.all()), asked)
            yield _result(0x65, 0)
            return
        if self.bound is None:
            yield _result(0x65, INSUFFICIENT)
            return
        provider, user, everybody = self.bound
        for entry in entries(self.outpost.authentik, provider, None if everybody else user):
            if within(entry[0], base.text, scope.number) and matches(wanted, entry[1]):
                yield _entry(entry, asked)
        yield _result(0x65, 0)


def _entry(entry: Entry, asked: list[str]) -> bytes:
    dn, attributes = entry
    whole = not asked or "*" in asked
    shown = {key: values for key, values in attributes.items() if whole or key.lower() in asked}
    listed = [
        ber.write(ber.SEQUENCE, ber.text(key), ber.write(ber.SET, *(ber.text(value) for value in values))) for key, values in shown.items()
    ]
    return ber.write(0x64, ber.text(dn), ber.write(ber.SEQUENCE, *listed))


def _result(tag: int, code: int) -> bytes:
    return ber.write(tag, ber.number(code, ber.ENUMERATED), ber.text(""), ber.text(""))
