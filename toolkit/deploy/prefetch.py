"""Pulls the images of a generation before a deploy needs them."""

from concurrent.futures import ThreadPoolExecutor

from host import files
from host.context import Context
from host.errors import HostProblem
from host.images import digest_of, pull, store
from host.kept import read_kept, write_kept
from state.manifest import Manifest

# Unpacking an image occupies a processor, and all downloads share the network.
_AT_ONCE = 2
# Longer ago, the registry may have something else under a tag.
_FRESH_SECONDS = 900


def prefetch(ctx: Context, manifest: Manifest) -> None:
    """Pull the images that the account does not have yet.

    A tag that is present is not pulled again, because the deploy decides whether to follow it. A failure is only
    reported, because the deploy pulls missing images again and then fails with the reason. The digests are noted for the
    deploy that follows (`take_prefetched`).
    """
    account = ctx.account(manifest.service, manifest.uid)
    there = {name for image in store(ctx, account) for name in (*image.names, *image.repo_digests)}
    wanted = {container.image for container in manifest.containers.values()}
    absent = sorted(image for image in wanted if image not in there)

    def fetch(reference: str) -> None:
        try:
            pull(ctx, account, reference, ctx.say)
        except HostProblem as problem:
            ctx.say(f"{problem.where}: {problem.problem}; the deploy will try again")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(fetch, absent))
    if absent:
        images = store(ctx, account)
        _note(ctx, manifest.service, {image: digest for image in absent if (digest := digest_of(images, image))})


def take_prefetched(ctx: Context, service: str) -> dict[str, str]:
    """Image reference -> digest of what was just pulled. Only the first deploy after it gets them: a retry asks the registry."""
    path = ctx.paths.prefetched(service)
    try:
        noted = read_kept(path) or {}
    except HostProblem:
        noted = {}
    files.remove(path)
    age = ctx.clock.now().timestamp() - noted.get("at", 0)
    return dict(noted.get("digests", {})) if 0 <= age <= _FRESH_SECONDS else {}


def _note(ctx: Context, service: str, digests: dict[str, str]) -> None:
    files.folder(ctx.paths.prefetched(service).parent, 0o755)
    write_kept(ctx.paths.prefetched(service), {"at": ctx.clock.now().timestamp(), "digests": digests})
