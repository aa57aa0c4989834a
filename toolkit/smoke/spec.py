"""The spec of a smoke test: names, expectations of each layer, retries."""

import json
import ssl
from dataclasses import dataclass
from typing import Any

from host.kept import parse_kept
from host.spec import bad_spec, json_value
from ingress.fragments import HOST_NAME
from smoke.net import trust


@dataclass(frozen=True)
class Record:
    """A DNS record that should be there. A proxied one resolves to the proxy's addresses, not to `content`."""

    name: str
    type: str
    content: str
    proxied: bool


@dataclass(frozen=True)
class Auth:
    """How an anonymous visitor is treated.

    kind: `none`, `oidc`, `forwardAuth` or `ldap`. The other fields belong to one kind each:
    issuer, client_id, redirect_uri (oidc): redirect_uri is None if only a pattern is known.
    start (oidc): the application's page that redirects to Authentik; None if it is not known.
    level, login (forwardAuth): `single`, or `domain` if the outpost answers at Authentik's own name; Authentik's URL.
    container, port (ldap): the slot's container that runs the outpost, and its port on the pod's loopback.
    bind_dn, password_file (ldap): the application's account, and the path of its password file in that container.
    """

    kind: str
    issuer: str = ""
    client_id: str = ""
    redirect_uri: str | None = None
    start: str | None = None
    level: str = "single"
    login: str = ""
    container: str = ""
    port: int = 0
    bind_dn: str = ""
    password_file: str = ""


@dataclass(frozen=True)
class Spec:
    """One service's smoke test.

    records: empty if no record is expected. resolver: `address` or `address:port` of a DNS server; None: the host's own.
    ca: PEM of the only trusted CA; None: the host's CAs. health: the application's health path; None: it has none.
    tries, pause: attempts for each layer, and the seconds between them. certificate: seconds until a certificate is required.
    """

    service: str
    names: tuple[str, ...]
    records: tuple[Record, ...] = ()
    resolver: str | None = None
    ca: str | None = None
    health: str | None = None
    auth: Auth = Auth("none")
    tries: int = 10
    pause: float = 3.0
    certificate: float = 300.0


_REQUIRED = {"service", "names"}
# These fields make each deploy change the spec, so that Pulumi runs the test again; the test itself ignores them.
_DEPLOY = {"generation", "deploy"}
_OPTIONAL = {"records", "resolver", "ca", "health", "auth"}
_AUTH_FIELDS = {
    "none": set[str](),
    "oidc": {"issuer", "clientId", "redirectUri", "start"},
    "forwardAuth": {"level", "login"},
    "ldap": {"container", "port", "bindDn", "passwordFile"},
}


def parse_spec(text: str, service: str) -> Spec:
    """Parse a spec from stdin. HostProblem for anything that the program would not write."""
    where = f"{service}.smoke"
    raw = json_value(text, where)
    if not isinstance(raw, dict) or not raw.keys() <= _REQUIRED | _OPTIONAL | _DEPLOY:
        raise bad_spec(where, "a field is unknown")
    return _checked(raw, service, where)


def kept_spec(text: str, service: str) -> Spec:
    """Parse a spec on this host, whichever version of homelab wrote it. HostProblem if it cannot be used."""
    where = f"{service}.smoke"
    raw = parse_kept(text, where)
    auth = raw.get("auth")
    if isinstance(auth, dict):
        known = _AUTH_FIELDS.get(auth.get("kind", ""), set())
        raw["auth"] = {key: value for key, value in auth.items() if key == "kind" or key in known}
    return _checked(raw, service, where)


def _checked(raw: dict[str, Any], service: str, where: str) -> Spec:
    if not raw.keys() >= _REQUIRED:
        raise bad_spec(where, "a field is missing")
    if raw["service"] != service:
        raise bad_spec(where, "the spec is for another service")
    try:
        return _spec(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise bad_spec(where, f"a field has a wrong value ({type(error).__name__}: {error})") from error


def _spec(raw: dict[str, Any]) -> Spec:
    names = tuple(_text(name) for name in raw["names"])
    if not names or not all(HOST_NAME.fullmatch(name) for name in names):
        raise ValueError("names")
    health = raw.get("health")
    if health is not None and not _text(health).startswith("/"):
        raise ValueError("health")
    _authority(raw.get("ca"))
    return Spec(
        service=raw["service"],
        names=names,
        records=tuple(_record(each) for each in raw.get("records") or []),
        resolver=raw.get("resolver"),
        ca=raw.get("ca"),
        health=health,
        auth=_auth(raw.get("auth") or {"kind": "none"}),
    )


def _authority(pem: str | None) -> None:
    try:
        trust(pem)
    except ssl.SSLError:
        raise ValueError("ca is not a certificate") from None


def _record(raw: dict[str, Any]) -> Record:
    kind = raw["type"]
    if kind not in ("A", "AAAA", "CNAME"):
        raise ValueError(f"type {json.dumps(kind)}")
    return Record(_text(raw["name"]), kind, _text(raw["content"]), bool(raw.get("proxied", False)))


def _auth(raw: dict[str, Any]) -> Auth:
    kind = _text(raw["kind"])
    if kind not in _AUTH_FIELDS or not raw.keys() <= _AUTH_FIELDS[kind] | {"kind"}:
        raise ValueError(f"auth {kind}")
    if kind == "oidc":
        issuer, client_id = _text(raw["issuer"]), _text(raw["clientId"])
        return Auth(kind, issuer=issuer, client_id=client_id, redirect_uri=raw.get("redirectUri"), start=raw.get("start"))
    if kind == "ldap":
        return _ldap(raw)
    return Auth(**raw)


def _ldap(raw: dict[str, Any]) -> Auth:
    container, port = _text(raw["container"]), int(raw["port"])
    return Auth("ldap", container=container, port=port, bind_dn=_text(raw["bindDn"]), password_file=_text(raw["passwordFile"]))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("a string is missing")
    return value
