"""Commits a deploy on disk, and deletes what no version uses any more."""

from deploy.data import prune_data
from deploy.deploy import Deploy
from deploy.images import prune as prune_images
from host import files
from host.context import Context
from host.kept import read_kept
from host.podman import remove_secrets, secret_names
from state.journal_files import deploy_ids
from state.manifest import SCRAPE_FILE, Manifest
from state.records import ways_back
from state.version import Committed, Version, read_committed, succeed, write_committed

KEPT_DEPLOYS = 20


def commit(deploy: Deploy, manifest: Manifest, version: Version, goes_back: bool = False) -> Committed:
    """Write the scrape list and, last, `current.json`. A failure before that is rolled back.

    goes_back: `homelab rollback` asked for it, so the version that Pulumi has deployed stays the declared one.
    """
    committed = succeed(read_committed(deploy.ctx, deploy.service), version, goes_back)
    write_scrape(deploy.ctx, manifest)
    write_committed(deploy.ctx, deploy.service, committed)
    return committed


def scrape_text(manifest: Manifest) -> str | None:
    """The service's part of the host's scrape list; None without web."""
    return manifest.read(SCRAPE_FILE) if SCRAPE_FILE in manifest.files else None


def write_scrape(ctx: Context, manifest: Manifest) -> None:
    """Publish the service's scrape targets, or remove them."""
    path = ctx.paths.scrape / f"{manifest.service}.json"
    text = scrape_text(manifest)
    if text is None:
        files.remove(path)
    else:
        files.write(path, text)


def prune(deploy: Deploy, committed: Committed, manifest: Manifest) -> None:
    """Delete generations, secret revisions, images, snapshots and journals that no kept version needs."""
    kept = committed.kept
    _prune_generations(deploy.ctx, deploy.service, {version.generation for version in kept})
    _prune_secrets(deploy, kept)
    prune_images(deploy, {digest for version in kept for digest in version.digests.values()})
    back = ways_back(deploy.ctx, deploy.service)
    needed = {back[version.deploy].id for version in kept if version.deploy in back}
    prune_data(deploy, manifest, needed)
    _prune_journals(deploy.ctx, deploy.service, needed)


def _prune_generations(ctx: Context, service: str, kept: set[str]) -> None:
    folder = ctx.paths.generations(service)
    latest = folder / "latest"
    if latest.is_symlink():
        kept = kept | {latest.readlink().name}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in kept and not path.is_symlink() and not path.name.startswith("."):
            files.remove_tree(path)


def _prune_secrets(deploy: Deploy, kept: list[Version]) -> None:
    latest: dict[str, str] = (read_kept(deploy.ctx.paths.revisions(deploy.service)) or {}).get("latest", {})
    named = {f"{name}.{revision}" for each in [latest, *(version.revisions for version in kept)] for name, revision in each.items()}
    remove_secrets(deploy.ctx, deploy.account, sorted(secret_names(deploy.ctx, deploy.account) - named))


def _prune_journals(ctx: Context, service: str, needed: set[str]) -> None:
    for old in [each for each in deploy_ids(ctx, service)[:-KEPT_DEPLOYS] if each not in needed]:
        for path in ctx.paths.journal(service).glob(f"{old}.*"):
            files.remove(path)
