"""Decides whether a deploy is needed, from the actual state of the host and not only from records."""

from deploy.changes import differing, named
from deploy.commit import scrape_text
from deploy.deploy import Deploy
from deploy.request import Request
from deploy.survey import Target, surplus_pods, survey
from host import files
from ingress.endpoints import Slots
from state.manifest import UNITS, Manifest
from state.version import Committed


def reasons(deploy: Deploy, manifest: Manifest, request: Request, committed: Committed | None) -> list[str]:
    """Why a deploy is needed, in words; empty if everything is as requested."""
    if committed is None:
        return ["it has never been deployed on this host"]
    version = committed.version
    found = []
    if version.generation != request.generation:
        found.append(f"generation {version.generation} -> {request.generation}")
    found += named("secrets", differing(version.revisions, request.revisions))
    if found:
        return found
    return _drift(deploy, manifest, version.digests, request)


def _drift(deploy: Deploy, manifest: Manifest, digests: dict[str, str], request: Request) -> list[str]:
    works = survey(deploy, Target(manifest, digests, request.revisions))
    found = [f"{work.wanted.pod.label}: {work.change.words()}" for work in works if not work.change.nothing]
    found += [f"{pod} is no longer part of the service" for pod in surplus_pods(deploy, Target(manifest, digests, request.revisions))]
    slots: Slots = {pod.slot: "HEALTHY" for pod in manifest.slots if pod.slot is not None}
    if manifest.health_path and not deploy.endpoints.are(slots):
        found.append("the ingress has other endpoints")
    if files.read(deploy.ctx.paths.scrape / f"{manifest.service}.json") != scrape_text(manifest):
        found.append("the scrape list differs")
    network = deploy.ctx.paths.units(deploy.account.uid, deploy.service) / f"{deploy.service}.network"
    if manifest.network and files.read(network) != manifest.read(f"{UNITS}{manifest.network}"):
        found.append("the network's unit differs")
    return found
