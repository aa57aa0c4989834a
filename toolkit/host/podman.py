"""Rootless Podman of a service account."""

import json
from typing import Any

from host.context import Context
from host.names import Account
from host.runner import DEFAULT_TIMEOUT, Result


def podman(
    ctx: Context,
    account: Account,
    *args: str,
    input: str | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    check: bool = True,
) -> Result:
    """`podman ARGS` as the account."""
    return ctx.runner.run(["podman", *args], input=input, timeout=timeout, user=account, check=check)


def podman_json(ctx: Context, account: Account, *args: str) -> Any:
    """Parsed output of a podman command that prints JSON; [] if it prints nothing."""
    return json.loads(podman(ctx, account, *args).out or "[]")


def secret_names(ctx: Context, account: Account) -> set[str]:
    """Names of all secrets in the account's store."""
    out = podman(ctx, account, "secret", "ls", "--format", "{{.Name}}").out
    return {line.strip() for line in out.splitlines() if line.strip()}


def create_secret(ctx: Context, account: Account, name: str, value: str) -> None:
    """Store a secret; the value goes by stdin only."""
    podman(ctx, account, "secret", "create", name, "-", input=value)


def remove_secrets(ctx: Context, account: Account, names: list[str]) -> None:
    """Delete secrets; without names, podman is not called."""
    if names:
        podman(ctx, account, "secret", "rm", *names)
