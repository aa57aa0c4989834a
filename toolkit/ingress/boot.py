"""Before Envoy starts: never let it start on a configuration that it would refuse, it would serve nobody."""

from host.context import Context
from ingress import generations
from ingress.activate import ensure_endpoints
from ingress.validate import installed_image, refusal


def check(ctx: Context) -> bool:
    """Have a valid generation current; False when none is, and Envoy is left to what there is.

    Takes no lock: `ingress apply` holds it while it restarts the unit that calls this.
    """
    current = generations.current(ctx)
    candidates = [current] if current is not None else []
    candidates += [number for number in reversed(generations.numbers(ctx)) if number != current]
    for number in candidates:
        said = _fault(ctx, number)
        if said is None:
            if number != current:
                ctx.say(f"ingress: generation {number} takes its place")
                generations.flip(ctx, number)
            return True
        ctx.say(f"ingress: generation {number} cannot be used: {said}")
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
