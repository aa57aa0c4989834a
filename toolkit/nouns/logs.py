"""`homelab logs`: the output of a service's application, or the log of one of its deploys."""

import argparse
from pathlib import Path

from deploy.follow import follow
from host import files
from host.context import Context
from host.errors import HostProblem, UsageProblem
from host.names import Account
from host.uid_ledger import find
from state.deploys import deploy_runs
from state.journal_files import deploy_ids, journal_files
from state.manifest import read_manifest
from state.version import read_committed

_FOLLOW_SECONDS = 3600.0
# A pod's wait for required services at boot runs in busybox, which nothing else of the account logs with.
BOOT_WAIT = "busybox"


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab logs`."""
    parser.add_argument("service")
    parser.add_argument("--deploy", metavar="ID", help="the log of a deploy; the last four characters of its id are enough")
    parser.add_argument("--all", action="store_true", help="the lines of the sidecars too, not only those of the application")
    parser.add_argument("-n", "--lines", type=int, default=50, help="the number of last lines to show (50)")
    parser.add_argument("-f", "--follow", action="store_true", help="keep showing new lines")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Print log lines; 0, or journalctl's own exit code."""
    if args.lines < 1:
        raise UsageProblem("-n needs a number above 0")
    account = find(ctx, args.service)
    if args.deploy:
        return _deploy_log(ctx, args.service, args.deploy, args.follow)
    command = ["journalctl", "-q", "--no-pager", "-o", "short-iso", "-n", str(args.lines), f"_UID={account.uid}"]
    # Matched by identifier, because the units would include Podman's own events.
    shown = [*identifiers(ctx, account, args.all), BOOT_WAIT]
    command += [word for name in shown for word in ("-t", name)]
    return ctx.runner.attach([*command, "-f"] if args.follow else command)


def identifiers(ctx: Context, account: Account, sidecars: bool) -> list[str]:
    """The identifiers with which the containers write to the journal, those of sidecars only if asked for."""
    committed = read_committed(ctx, account.service)
    generation = committed.version.generation if committed else _latest(ctx.paths.generations(account.service))
    if generation is None:
        raise HostProblem(f"service {account.service}", "it has never run on this host", "deploy it with `pulumi up`")
    manifest = read_manifest(ctx, account.service, generation)
    return [f"{pod.name}-{container}" for pod in manifest.pods for container in (pod.containers if sidecars else pod.applications)]


def find_deploy(ctx: Context, service: str, wanted: str) -> str:
    """The full id of the deploy whose id ends so. HostProblem that lists the latest ones."""
    ids = deploy_ids(ctx, service)
    matches = [each for each in ids if each.endswith(wanted)]
    if matches:
        return matches[-1]
    raise HostProblem(f"deploy {wanted}", "there is no record of such a deploy", f"the latest ones: {', '.join(ids[-5:]) or 'none yet'}")


def _deploy_log(ctx: Context, service: str, wanted: str, go_on: bool) -> int:
    deploy = find_deploy(ctx, service, wanted)
    if go_on and deploy_runs(ctx, service):
        return 0 if follow(ctx, service, deploy, _FOLLOW_SECONDS).ok else 1
    print(files.read(journal_files(ctx, service, deploy).log) or f"deploy {deploy} has not written anything yet", end="")
    return 0


def _latest(generations: Path) -> str | None:
    link = generations / "latest"
    return link.readlink().name if link.is_symlink() else None
