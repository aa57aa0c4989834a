"""Validates a configuration with the real Envoy binary."""

from dataclasses import dataclass

from host import files
from host.context import Context
from host.contract import CONTRACT
from host.errors import CommandFailed, HostProblem
from host.kept import read_kept
from host.names import INGRESS_CONTAINER, INGRESS_UID, INGRESS_UNIT
from ingress.assemble import Assembly, static_bootstrap
from ingress.paths import candidate_folder, config_folder, in_envoy, installed_record

_ENVOY = CONTRACT["envoy"]
VALIDATE_SECONDS = 120.0


@dataclass(frozen=True)
class Image:
    """The recorded Envoy image: reference, and reference by digest. `runs` is False while it is being replaced."""

    reference: str
    pinned: str
    runs: bool


def installed_image(ctx: Context) -> Image:
    """The recorded image. HostProblem if the ingress is not installed yet."""
    raw = read_kept(installed_record(ctx))
    if raw is None:
        raise HostProblem(
            "ingress", "Envoy is not installed on this host yet", "run `pulumi up`, which installs the ingress before any route"
        )
    return Image(raw["image"], raw["pinned"], bool(raw.get("generation")))


def refusal(ctx: Context, assembly: Assembly) -> str | None:
    """Why the recorded image rejects an assembly, in Envoy's words; None if it accepts it."""
    return refusal_of_bootstrap(ctx, installed_image(ctx).pinned, "static.json", static_bootstrap(assembly))


def refusal_of_bootstrap(ctx: Context, image: str, name: str, text: str) -> str | None:
    """Why `image` rejects a bootstrap; None if it accepts it. `name` is the file in which the bootstrap stays."""
    path = candidate_folder(ctx) / name
    files.write(path, text)
    check = ["--mode", "validate", "--disable-hot-restart", "-l", "error", "-c", in_envoy(ctx, path)]
    running = installed_image(ctx).runs and ctx.runner.run(["systemctl", "is-active", INGRESS_UNIT], check=False).ok
    command = ["podman", "exec", INGRESS_CONTAINER, "envoy"] if running else _new_container(ctx, image)
    try:
        ctx.runner.run([*command, *check], timeout=VALIDATE_SECONDS)
    except CommandFailed as failure:
        if failure.code is None:
            return f"the validation did not finish within {VALIDATE_SECONDS:.0f} s"
        return failure.said.splitlines()[-1] if failure.said else f"exit code {failure.code}"
    return None


def _new_container(ctx: Context, image: str) -> list[str]:
    return [
        "podman",
        "run",
        "--rm",
        "--network=none",
        "--pull=never",
        f"--user={INGRESS_UID}:{INGRESS_UID}",
        "--entrypoint=envoy",
        f"--volume={ctx.paths.ingress}:{_ENVOY['stateInContainer']}:ro",
        f"--volume={config_folder(ctx)}:{_ENVOY['configInContainer']}:ro",
        image,
    ]
