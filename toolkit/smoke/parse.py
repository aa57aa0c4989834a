"""Reads the spec of a smoke test, from stdin or from this host."""

import json
import ssl
from typing import Any

from host.kept import parse_kept
from host.spec import bad_spec, json_value
from ingress.fragments import HOST_NAME
from smoke.auth import Auth, text
from smoke.kinds.table import KINDS
from smoke.net import trust
from smoke.spec import Record, Spec

_REQUIRED = {"service", "names"}
# These fields make each deploy change the spec, so that Pulumi runs the test again; the test itself ignores them.
_DEPLOY = {"generation", "deploy"}
_OPTIONAL = {"records", "resolver", "ca", "health", "auth"}


def parse_spec(written: str, service: str) -> Spec:
    """Parse a spec from stdin. HostProblem for anything that the program would not write."""
    where = f"{service}.smoke"
    raw = json_value(written, where)
    if not isinstance(raw, dict) or not raw.keys() <= _REQUIRED | _OPTIONAL | _DEPLOY:
        raise bad_spec(where, "a field is unknown")
    return _checked(raw, service, where)


def kept_spec(written: str, service: str) -> Spec:
    """Parse a spec on this host, whichever version of homelab wrote it. HostProblem if it cannot be used."""
    where = f"{service}.smoke"
    raw = parse_kept(written, where)
    auth = raw.get("auth")
    if isinstance(auth, dict) and (kind := KINDS.get(auth.get("kind", ""))):
        raw["auth"] = {key: value for key, value in auth.items() if key == "kind" or key in kind.fields}
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
    names = tuple(text(name) for name in raw["names"])
    if not names or not all(HOST_NAME.fullmatch(name) for name in names):
        raise ValueError("names")
    health = raw.get("health")
    if health is not None and not text(health).startswith("/"):
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
    return Record(text(raw["name"]), kind, text(raw["content"]), bool(raw.get("proxied", False)))


def _auth(raw: dict[str, Any]) -> Auth:
    name = text(raw["kind"])
    kind = KINDS.get(name)
    if kind is None or not raw.keys() <= kind.fields | {"kind"}:
        raise ValueError(f"auth {name}")
    return kind.read(raw)
