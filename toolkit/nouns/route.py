"""`homelab route`: the names of a service in the ingress."""

from host import files
from host.context import Context
from host.errors import HostProblem
from host.lock import held
from host.spec import service_name
from host.wait import wait_until
from ingress.activate import LOCK, LOCK_SECONDS, activate, read_fragments
from ingress.admin import host_statuses
from ingress.fragments import Fragment, parse_fragment
from ingress.hosts import enter_names
from ingress.paths import fragments_folder

GONE_SECONDS = 10.0


def apply(ctx: Context, name: str, spec_text: str) -> str:
    """Route the service's names to its slots, and enter them in /etc/hosts; prints the names."""
    fragment = parse_fragment(spec_text, f"route {service_name(name)}")
    if fragment.service != name:
        raise HostProblem(f"route {name}", f"the spec is for {fragment.service}", "run `pulumi up` again from the current checkout")
    with held(ctx, LOCK, LOCK_SECONDS):
        others = [each for each in read_fragments(ctx) if each.service != name]
        path = fragments_folder(ctx) / f"{name}.json"
        before = files.read(path)
        changed = files.write(path, fragment.text())
        try:
            _activate(ctx, [*others, fragment], name)
        except BaseException:
            if changed:
                _restore(ctx, name, before)
            raise
        enter_names(ctx, [*others, fragment])
    return files.compact_json({"names": list(fragment.names)})


def remove(ctx: Context, name: str, spec_text: str) -> str:
    """Remove the service's names from Envoy and /etc/hosts; open connections drain."""
    with held(ctx, LOCK, LOCK_SECONDS):
        path = fragments_folder(ctx) / f"{service_name(name)}.json"
        before = files.read(path)
        others = [each for each in read_fragments(ctx) if each.service != name]
        if before is None:
            enter_names(ctx, others)
            return ""
        files.remove(path)
        try:
            _activate(ctx, others, name)
        except BaseException:
            _restore(ctx, name, before)
            raise
        enter_names(ctx, others)
    wait_until(ctx.clock, GONE_SECONDS, lambda: host_statuses(ctx.admin, name) is None)
    return ""


def _activate(ctx: Context, fragments: list[Fragment], name: str) -> None:
    if activate(ctx, fragments, name):
        ctx.say(f"route {name}: Envoy has loaded {len(fragments)} routes")


def _restore(ctx: Context, name: str, before: str | None) -> None:
    path = fragments_folder(ctx) / f"{name}.json"
    if before is None:
        files.remove(path)
    else:
        files.write(path, before)
