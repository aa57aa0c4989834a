"""`homelab mend`: restores what was applied wherever `homelab drift` finds a difference, by the code of `pulumi up`."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from drift.datasets import known_datasets
from drift.difference import Difference, mend
from drift.look import look
from drift.machine import read_service
from drift.table import exit_code, words
from host import subids, zfs
from host.context import Context
from host.errors import HostProblem, HostProblems
from host.names import Account
from host.spec import service_name
from host.uid_ledger import find
from ingress.paths import applied_spec
from mend.pods import restore_pods
from mend.routes import restore_fragments
from nouns import dataset, ingress, user
from nouns.host import install_base
from state.applied import kept_spec

Step = Callable[[], object]


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab mend`."""
    parser.epilog = "Restarts only what differs, as a deploy does. Exit code: 0 no drift is left, 1 some is left, 2 wrong usage."
    parser.add_argument("services", nargs="*", metavar="SERVICE", help="only these services; without one, also the host's own parts")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Mend every difference that this command can mend, then look again and print what is left."""
    names = [service_name(name) for name in args.services]
    began = ctx.clock.monotonic()
    report = look(ctx, names)
    failed: list[HostProblem] = []
    mendable = [each for each in report.differences if each.mend == mend(each.service)]
    for what, step in _steps(ctx, mendable):
        ctx.say(f"mending {what}")
        try:
            step()
        except HostProblem as problem:
            failed.append(problem)
        except HostProblems as problems:
            failed += problems.problems
    if mendable:
        began = ctx.clock.monotonic()
        report = look(ctx, names)
    print(words(report, ctx.clock.monotonic() - began), flush=True)
    if failed:
        raise HostProblems(failed)
    return exit_code(report)


def _steps(ctx: Context, found: Sequence[Difference]) -> Iterator[tuple[str, Step]]:
    """What to do: the host, then the ingress, through which a deploy tests its service, then each service."""
    kinds = {(each.service, each.kind) for each in found}
    if (None, "base") in kinds:
        yield "the host's base", partial(install_base, ctx)
    routes = [each.service for each in found if each.kind == "ingress" and each.service]
    if any(kind == "ingress" for _, kind in kinds):
        yield "the ingress", partial(_ingress, ctx, routes)
    for name in sorted({service for service, _ in kinds if service}):
        if (name, "account") in kinds:
            yield f"the account of {name}", partial(_account, ctx, find(ctx, name))
        if (name, "dataset") in kinds:
            yield f"the datasets of {name}", partial(_datasets, ctx, find(ctx, name))
        if kinds & {(name, "files"), (name, "container"), (name, "account"), (name, "dataset")}:
            yield f"the units of {name}", partial(restore_pods, ctx, find(ctx, name))


def _account(ctx: Context, account: Account) -> None:
    start, count = subids.expected(account.uid)
    user.apply(ctx, account.service, f"uid={account.uid}\nsubids={start}:{count}\n")


def _datasets(ctx: Context, account: Account) -> None:
    there = zfs.list_datasets(ctx, ["name"])
    for each in known_datasets(ctx, read_service(ctx, account)):
        # One that is gone stays gone: an empty one in its place would hide that.
        if each.whole and each.spec.dataset in there:
            dataset.apply(ctx, each.spec.mark, kept_spec(ctx.paths.dataset_spec(each.spec.mark)) or "")


def _ingress(ctx: Context, routes: Sequence[str]) -> None:
    restore_fragments(ctx, routes)
    text = kept_spec(applied_spec(ctx))
    if text is None:
        ingress.assemble(ctx)
    else:
        ingress.apply(ctx, "mend", text)
