"""Images of a generation, pulled while nothing waits for them yet."""

from concurrent.futures import ThreadPoolExecutor

from host.context import Context
from host.errors import HostProblem
from host.images import pull, store
from state.manifest import Manifest

# Unpacking takes a processor; what comes over a network shares it anyway.
_AT_ONCE = 2


def prefetch(ctx: Context, manifest: Manifest) -> None:
    """Pull what the account has no image for yet.

    A tag that it has stays as it is: whether to follow it is for the deploy to say. A failure is only told, because
    the deploy pulls what is missing and fails with the reason then.
    """
    account = ctx.account(manifest.service, manifest.uid)
    there = {name for image in store(ctx, account) for name in (*image.names, *image.repo_digests)}
    absent = sorted({container.image for container in manifest.containers.values()} - there)

    def fetch(reference: str) -> None:
        try:
            pull(ctx, account, reference, ctx.say)
        except HostProblem as problem:
            ctx.say(f"{problem.where}: {problem.problem}; the deploy tries again")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(fetch, absent))
