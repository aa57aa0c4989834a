"""The paths of the ingress, on the host and inside Envoy's container."""

from pathlib import Path

from host.context import Context
from host.contract import CONTRACT

_ENVOY = CONTRACT["envoy"]


def fragments_folder(ctx: Context) -> Path:
    """One JSON file per service that has a route."""
    return ctx.paths.ingress / "fragments.d"


def endpoints_folder(ctx: Context) -> Path:
    """One EDS file per service."""
    return ctx.paths.ingress / "endpoints"


def current_link(ctx: Context) -> Path:
    """The link to the generation that Envoy reads."""
    return ctx.paths.ingress / "current"


def generation_folder(ctx: Context, number: int) -> Path:
    """One generation's folder."""
    return ctx.paths.ingress / f"gen-{number}"


def candidate_folder(ctx: Context) -> Path:
    """The configuration that is being validated, outside the watched folder, so that Envoy does not read it."""
    return ctx.paths.ingress / "candidate"


def installed_record(ctx: Context) -> Path:
    """The record of what `ingress apply` installed: generation, image and its digest."""
    return ctx.paths.ingress / "installed.json"


def applied_spec(ctx: Context) -> Path:
    """The bundle of Envoy's unit and bootstrap that was applied last."""
    return ctx.paths.ingress / "spec.json"


def config_folder(ctx: Context) -> Path:
    """The bootstrap that Envoy starts with."""
    return ctx.paths.ingress_config


def in_envoy(ctx: Context, path: Path) -> str:
    """A path below the ingress folder as the container sees it."""
    return f"{_ENVOY['stateInContainer']}/{path.relative_to(ctx.paths.ingress)}"
