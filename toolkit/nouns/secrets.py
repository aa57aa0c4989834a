"""`homelab secrets`: a service's secrets as immutable podman secrets `<name>.<revision>`."""

import hashlib
import hmac

from host import files, passwd, podman
from host.clock import stamp
from host.context import Context
from host.errors import HostProblem
from host.kept import write_kept
from host.names import user_name
from host.spec import bad_spec, json_value, pairs, service_name, uid_of, with_prefix
from state.deploys import wait_for_deploy

_MAX_BYTES = 512000  # Podman's own limit


def apply(ctx: Context, name: str, spec: str) -> str:
    """Store new secrets. Spec: `uid=2003`, then `secret.<name>=<JSON string>` lines. Values never leave this function."""
    where = f"{service_name(name)}.secrets"
    values = pairs(spec, where, ["uid"], prefixes=["secret."])
    account = ctx.account(name, uid_of(values, where))
    secrets = {key: _value(where, key, text) for key, text in with_prefix(values, "secret.").items()}
    key = _host_key(ctx)
    revisions = {secret: revision(key, secret, value) for secret, value in sorted(secrets.items())}
    # A deploy prunes secrets that no generation names, so none may run while a new set is being stored.
    wait_for_deploy(ctx, name)
    there = podman.secret_names(ctx, account)
    for secret, rev in revisions.items():
        if f"{secret}.{rev}" not in there:
            podman.create_secret(ctx, account, f"{secret}.{rev}", secrets[secret])
    write_kept(ctx.paths.revisions(name), {"latest": revisions})
    return files.compact_json({"applied": stamp(ctx.clock), "revisions": revisions})


def remove(ctx: Context, name: str, spec: str) -> str:
    """Delete all secrets of the service."""
    entry = passwd.account(ctx, user_name(service_name(name)))
    if entry:
        account = ctx.account(name, entry.uid)
        podman.remove_secrets(ctx, account, sorted(podman.secret_names(ctx, account)))
    files.remove(ctx.paths.revisions(name))
    return ""


def revision(key: bytes, name: str, value: str) -> str:
    """12 hex digits that change with the value and reveal nothing about it without the host's key."""
    return hmac.new(key, f"{name}\0{value}".encode(), hashlib.sha256).hexdigest()[:12]


def _value(where: str, key: str, text: str) -> str:
    value = json_value(text, f"{where} {key}")
    if not isinstance(value, str):
        raise bad_spec(f"{where} {key}", "the value is not a JSON string")
    if not 0 < len(value.encode()) <= _MAX_BYTES:
        raise HostProblem(f"{where} {key}", "the value is empty or longer than 500 KB, which Podman does not accept", "set another value")
    return value


def _host_key(ctx: Context) -> bytes:
    text = files.read(ctx.paths.secret_key)
    if not text or len(text.strip()) < 32:
        raise HostProblem(str(ctx.paths.secret_key), "the host has no key for secret revisions", "run `homelab host apply` first")
    return text.strip().encode()
