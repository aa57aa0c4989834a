"""`homelab smoke`: the path from a service's name to its page, layer by layer."""

import argparse
import json
from dataclasses import asdict

from deploy.steady import stay_up
from host import files, stdin
from host.context import Context
from host.errors import HostProblem, UsageProblem
from host.spec import service_name
from host.uid_ledger import find
from ingress.admin import SocketAdmin
from ingress.paths import admin_socket
from smoke.dependents import check_dependents, kept_test
from smoke.run import Outcome, walk_layers
from smoke.spec import Spec, parse_spec
from smoke.walk import Walk
from state.manifest import SMOKE_FILE, read_manifest
from state.version import read_committed


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab smoke`."""
    parser.usage = "homelab smoke [-h] [--local] [--json] SERVICE"
    parser.epilog = "`smoke apply SERVICE` and `smoke remove SERVICE` are for `pulumi up`: the spec comes on stdin."
    parser.add_argument("words", nargs="+", metavar="SERVICE", help="the test that the last `pulumi up` left here")
    parser.add_argument("--local", action="store_true", help="through this host's ingress by name, whatever DNS says")
    parser.add_argument("--json", action="store_true", help="the result for programs")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Exit code 0 when every layer holds."""
    match args.words:
        case ["apply", name]:
            print(apply(ctx, name, stdin.read_spec()), flush=True)
        case ["remove", name]:
            remove(ctx, name, "")
        case [name]:
            return _again(ctx, find(ctx, service_name(name)).service, args.local, args.json)
        case _:
            raise UsageProblem("`homelab smoke` wants the name of one service")
    return 0


def apply(ctx: Context, name: str, spec_text: str) -> str:
    """Keep the test and run it, then those of the services that need this one; prints the layers that hold.

    HostProblem naming the first layer that does not, or a unit that does not stay up; HostProblems naming the services
    that need it and do not answer.
    """
    spec = parse_spec(spec_text, service_name(name))
    # Kept before it runs: after a failure one wants to run it again.
    files.write(kept_test(ctx, name), spec_text)
    outcome = _walk(ctx, spec, local=False)
    if problem := outcome.problem():
        raise problem
    _soak_first(ctx, name)
    # Their records and what is before this host have not changed by this deploy.
    check_dependents(ctx, name, lambda each: _walk(ctx, each, local=True))
    return files.compact_json({"service": name, "layers": list(outcome.layers)})


def _soak_first(ctx: Context, name: str) -> None:
    """A first deploy leaves it to this test whether the service stays up."""
    committed = read_committed(ctx, name)
    if committed and committed.previous is None:
        manifest = read_manifest(ctx, name, committed.version.generation)
        stay_up(ctx, ctx.account(name, manifest.uid), manifest.units)


def remove(ctx: Context, name: str, spec_text: str) -> str:
    """Forget the test."""
    files.remove(kept_test(ctx, service_name(name)))
    return ""


def _again(ctx: Context, service: str, local: bool, as_json: bool) -> int:
    text = (_running(ctx, service) if local else None) or files.read(kept_test(ctx, service))
    if text is None:
        raise HostProblem(f"{service}.smoke", "this service has no smoke test here", "a service with `web` gets it by its next `pulumi up`")
    outcome = _walk(ctx, parse_spec(text, service), local)
    problem = outcome.problem()
    if as_json:
        failure = {"failure": asdict(outcome.failure)} if outcome.failure else {}
        print(json.dumps({"service": service, "ok": problem is None, "layers": list(outcome.layers), **failure}, indent=2))
        return 1 if problem else 0
    if problem:
        raise problem
    print(f"{service}: {', '.join(outcome.layers)}: all hold")
    return 0


def _running(ctx: Context, service: str) -> str | None:
    """What the version that runs has to hold on this host: there before the first test from outside."""
    committed = read_committed(ctx, service)
    return files.read(ctx.paths.generations(service) / committed.version.generation / SMOKE_FILE) if committed else None


def _walk(ctx: Context, spec: Spec, local: bool) -> Outcome:
    return walk_layers(Walk(ctx, spec, SocketAdmin(admin_socket(ctx)), local))
