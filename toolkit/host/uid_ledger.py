"""The services of this host, and the append-only ledger of their UIDs."""

import difflib

from host import files
from host.context import Context
from host.errors import HostProblem
from host.kept import FORMAT, require_format
from host.lock import held
from host.names import Account


def ledger(ctx: Context) -> dict[int, str]:
    """UID -> service name, for every service that this host ever had."""
    entries: dict[int, str] = {}
    for line in (files.read(ctx.paths.ledger) or "").splitlines():
        match line.split():
            case ["#", "format", number] if number.isdigit():
                require_format(int(number), FORMAT, str(ctx.paths.ledger))
            case [number, name, *_] if number.isdigit():
                entries[int(number)] = name
    return entries


def enter_in_ledger(ctx: Context, service: str, uid: int) -> None:
    """Assign a UID to a service for ever. HostProblem if UID or name already belong to another entry."""
    with held(ctx, "ledger"):
        entries = ledger(ctx)
        refuse_other_owner(entries, service, uid)
        if uid not in entries:
            before = files.read(ctx.paths.ledger) or ""
            end = "" if before.endswith("\n") or not before else "\n"
            # What is there stays as it is, also what only a newer version understands.
            files.write(ctx.paths.ledger, f"{before}{end}{uid} {service}\n")


def refuse_other_owner(entries: dict[int, str], service: str, uid: int) -> None:
    """HostProblem if UID or name belong to another entry of the ledger."""
    owner = entries.get(uid, service)
    if owner != service:
        raise HostProblem(
            f"{service}.uid", f"{uid} belongs to {owner} for ever on this host", "choose a number that no service on this host ever had"
        )
    for number, name in entries.items():
        if name == service and number != uid:
            raise HostProblem(
                f"{service}.uid",
                f"{service} has UID {number} on this host, but the definition says {uid}",
                f"a service keeps its UID: set uid to {number} again, or choose another service name",
            )


def known(ctx: Context) -> list[Account]:
    """Accounts of the services that are on this host now, sorted by name."""
    return [
        ctx.account(name, uid) for uid, name in sorted(ledger(ctx).items(), key=lambda entry: entry[1]) if ctx.paths.service(name).is_dir()
    ]


def find(ctx: Context, service: str) -> Account:
    """The account of a service on this host. HostProblem with the nearest name if there is none."""
    accounts = {account.service: account for account in known(ctx)}
    if service in accounts:
        return accounts[service]
    near = difflib.get_close_matches(service, accounts, 1)
    there = ", ".join(accounts) or "none"
    raise HostProblem(
        f"service {service!r}",
        "this host has no such service",
        f"did you mean {near[0]!r}?" if near else f"services here: {there}",
    )
