"""The checks of a deploy before anything stops: the host, the images, the sidecar's configuration."""

import os
import re

from deploy.activate import CADDYFILE
from deploy.deploy import Deploy
from deploy.images import committed_digests, resolve
from deploy.pods import wanted_pod
from deploy.prefetch import take_prefetched
from deploy.request import Request
from host import files, zfs
from host.contract import CONTRACT
from host.errors import CommandFailed, HostProblem
from host.images import image_name
from host.listeners import listeners
from host.podman import podman
from state.manifest import UNITS, Manifest, read_manifest
from state.version import Version

FREE_BYTES = 512 * 1024 * 1024
_MOUNTPOINT = re.compile(r"^AssertPathIsMountPoint=(\S+)$", re.MULTILINE)
_PUBLISHED = re.compile(r"^PublishPort=127\.0\.0\.1:(\d+):", re.MULTILINE)
_CADDY = CONTRACT["caddy"]
_POOLS = f"{CONTRACT['paths']['datasets']}/"


def preflight(deploy: Deploy, manifest: Manifest, revisions: dict[str, str]) -> None:
    """HostProblem if the host is not ready for a deploy."""
    room = os.statvfs(deploy.ctx.paths.state)
    free = room.f_bavail * room.f_frsize
    if free < FREE_BYTES:
        raise HostProblem(
            str(deploy.ctx.paths.state),
            f"only {free // 1024 // 1024} MB are free, but a deploy needs {FREE_BYTES // 1024 // 1024} MB",
            "free some space on this file system",
        )
    mountpoints = sorted({path for unit in _container_units(manifest) for path in _MOUNTPOINT.findall(manifest.read(unit))})
    if mountpoints:
        _datasets(deploy, mountpoints)
    _ports(deploy, manifest)
    for pod in manifest.pods:
        # Only to find a secret without a revision early.
        wanted_pod(manifest, pod, dict.fromkeys(manifest.containers, ""), revisions)


def _ports(deploy: Deploy, manifest: Manifest) -> None:
    wanted = {int(number): pod.label for pod in manifest.slots for number in _PUBLISHED.findall(manifest.read(f"{UNITS}{pod.name}.pod"))}
    if not wanted:
        return
    # The service's own slots listen there as its account.
    others = [each for each in listeners(deploy.ctx) if each.port in wanted and each.takes_loopback and each.uid != deploy.account.uid]
    if others:
        first = others[0]
        told = [f"port {each.port}, which {wanted[each.port]} needs, is taken: {each.holders} listens on {each.address}" for each in others]
        raise HostProblem(f"port {first.port}", "; ".join(told), first.how_to_stop)


def _container_units(manifest: Manifest) -> list[str]:
    return [path for path in manifest.files if path.startswith(UNITS) and path.endswith(".container")]


def _datasets(deploy: Deploy, mountpoints: list[str]) -> None:
    pools = zfs.pools(deploy.ctx)
    for path in mountpoints:
        pool = path.removeprefix(_POOLS).split("/")[0] if path.startswith(_POOLS) else ""
        state = pools.get(pool, {}).get("state", "missing")
        if pool and state not in ("ONLINE", "DEGRADED"):
            raise HostProblem(f"pool {pool}", f"it is {state}", f"`zpool status {pool}` says what to do")
        if not os.path.ismount(deploy.ctx.paths.on_host(path)):
            raise HostProblem(
                path, "no dataset is mounted there", "run `zfs mount -a`; `zfs list -o name,mounted,mountpoint` shows the state"
            )


def pin_images(deploy: Deploy, manifest: Manifest, committed: Version | None, kept: Version | None = None) -> dict[str, str]:
    """Pull every image; returns container -> digest. `kept`: a version of before, whose digests are used."""
    if kept:
        return resolve(deploy, manifest, kept.digests, {})
    known = take_prefetched(deploy.ctx, deploy.service)
    if committed:
        try:
            known |= committed_digests(read_manifest(deploy.ctx, deploy.service, committed.generation), committed.digests)
        except HostProblem:
            deploy.journal.say("the committed generation is missing: tags are resolved again")
    return resolve(deploy, manifest, {}, known)


def check_sidecar(deploy: Deploy, manifest: Manifest, request: Request, digests: dict[str, str], committed: Version | None) -> None:
    """Validate the new Caddyfile with the Caddy image that will run it, unless both are unchanged."""
    proxy = manifest.proxy
    if proxy is None:
        return
    caddyfile = f"{CONTRACT['generation']['config']}/{proxy}/{_CADDY['configFile']}"
    if committed and committed.digests.get(proxy) == digests[proxy] and _same_file(deploy, manifest, committed, caddyfile):
        return
    container = manifest.containers[proxy]
    secrets = [f"--secret={each.secret}.{request.revisions[each.secret]},target={each.target}" for each in container.secrets]
    image = f"{image_name(container.image)}@{digests[proxy]}"
    folder = (manifest.folder / caddyfile).parent
    # --entrypoint, because the image's own may not be caddy.
    options = ["--rm", "--network=none", "--pull=never", "--entrypoint=caddy", f"--volume={folder}:{_CADDY['configFolder']}:ro", *secrets]
    try:
        podman(deploy.ctx, deploy.account, "run", *options, image, "validate", "--config", CADDYFILE, "--adapter", "caddyfile")
    except CommandFailed as failure:
        raise _caddy_problem(container.image, failure) from failure


def _same_file(deploy: Deploy, manifest: Manifest, committed: Version, path: str) -> bool:
    old = files.read(deploy.ctx.paths.generations(deploy.service) / committed.generation / path)
    return old == manifest.read(path)


def _caddy_problem(image: str, failure: CommandFailed) -> HostProblem:
    if "proxy_protocol" in failure.said and ("unrecognized" in failure.said or "not registered" in failure.said):
        return HostProblem(
            image,
            "this Caddy has no `proxy_protocol` listener wrapper, which services need to see the client's address",
            "use Caddy 2.7 or newer (Debian's own package is older)",
        )
    last = failure.said.splitlines()[-1] if failure.said else f"exit code {failure.code}"
    return HostProblem(
        "Caddyfile",
        f"{image} rejects it: {last}",
        "this is a bug of the template, or a name in the definition is wrong",
    )
