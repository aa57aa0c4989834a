"""Pulls the images of a generation before a deploy needs them."""

from concurrent.futures import ThreadPoolExecutor

from host.context import Context
from host.errors import HostProblem
from host.images import canonical, pull, store
from state.manifest import Manifest

# Unpacking an image occupies a processor, and all downloads share the network.
_AT_ONCE = 2


def prefetch(ctx: Context, manifest: Manifest) -> None:
    """Pull the images that the account does not have yet.

    A tag that is present is not pulled again, because the deploy decides whether to follow it. A failure is only
    reported, because the deploy pulls missing images again and then fails with the reason.
    """
    account = ctx.account(manifest.service, manifest.uid)
    there = {name for image in store(ctx, account) for name in (*image.names, *image.repo_digests)}
    wanted = {container.image for container in manifest.containers.values()}
    absent = sorted(image for image in wanted if canonical(image) not in there)

    def fetch(reference: str) -> None:
        try:
            pull(ctx, account, reference, ctx.say)
        except HostProblem as problem:
            ctx.say(f"{problem.where}: {problem.problem}; the deploy will try again")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(fetch, absent))
