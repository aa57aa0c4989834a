"""`homelab ingress`: Envoy, in front of all services."""

from host import files, spec
from host.context import Context
from host.kept import read_kept
from host.lock import held
from ingress.account import ensure_account, ensure_folders, remove_account
from ingress.activate import LOCK, LOCK_SECONDS, activate, read_fragments
from ingress.boot import check as check_at_boot
from ingress.hosts import enter_names
from ingress.image import remove as remove_image
from ingress.install import install, uninstall
from ingress.paths import applied_spec, installed_record
from state.applied import keep_spec


def apply(ctx: Context, name: str, spec_text: str) -> str:
    """Install or update Envoy; prints image, digest and generation."""
    bundle = spec.bundle(spec_text, f"ingress {name}", ["image", "generation"])
    with held(ctx, LOCK, LOCK_SECONDS):
        ensure_account(ctx)
        ensure_folders(ctx)
        observed = install(ctx, bundle)
        enter_names(ctx, read_fragments(ctx))
        keep_spec(applied_spec(ctx), spec_text)
        return files.compact_json(observed)


def remove(ctx: Context, name: str, spec_text: str) -> str:
    """Remove Envoy from the host, with its account and folders."""
    with held(ctx, LOCK, LOCK_SECONDS):
        record = read_kept(installed_record(ctx))
        enter_names(ctx, [])
        uninstall(ctx)
        remove_account(ctx)
        if record:
            remove_image(ctx, record["pinned"])
    return ""


def check(ctx: Context) -> str:
    """Before Envoy starts: select the newest generation that it accepts."""
    check_at_boot(ctx)
    return ""


def assemble(ctx: Context) -> str:
    """Apply the fragments as they are on disk, whoever changed them."""
    with held(ctx, LOCK, LOCK_SECONDS):
        fragments = read_fragments(ctx)
        activate(ctx, fragments, None)
        enter_names(ctx, fragments)
    return ""
