"""Runs before Envoy starts: with a configuration that it rejects, Envoy would serve no service."""

from host.context import Context
from ingress import generations
from ingress.activate import ensure_endpoints
from ingress.validate import installed_image, refusal


def check(ctx: Context) -> bool:
    """Make the newest valid generation current. False if none is valid; Envoy then starts with an empty one.

    Takes no lock, because `ingress apply` holds it while it restarts the unit that calls this.
    """
    current = generations.current(ctx)
    candidates = [current] if current is not None else []
    candidates += [number for number in reversed(generations.numbers(ctx)) if number != current]
    for number in candidates:
        said = _fault(ctx, number)
        if said is None:
            if number != current:
                ctx.say(f"ingress: using generation {number} instead")
                generations.flip(ctx, number)
            return True
        ctx.say(f"ingress: generation {number} is not valid: {said}")
    if candidates:
        ctx.say("ingress: no generation is valid; starting without any service")
    number = generations.write(ctx, [])
    generations.flip(ctx, number)
    return False


def _fault(ctx: Context, number: int) -> str | None:
    for fragment in generations.fragments_of(ctx, number) or []:
        ensure_endpoints(ctx, fragment)
    image = installed_image(ctx).pinned
    if generations.is_validated(ctx, number, image):
        return None
    assembly = generations.assembly_of(ctx, number)
    if assembly is None:
        return "its files are damaged"
    said = refusal(ctx, assembly)
    if said is None:
        generations.mark_validated(ctx, number, image)
    return said
