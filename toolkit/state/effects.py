"""What a manifest says has to happen on the host when one of its files changes."""

from host.contract import CONTRACT

_WORDS = CONTRACT["effects"]
NETWORK: str = _WORDS["network"]
POD: str = _WORDS["pod"]
RELOAD: str = _WORDS["reload"]
NONE: str = _WORDS["none"]
_CONTAINER: str = _WORDS["container"]


def restart_of(container: str) -> str:
    """The effect that restarts one container."""
    return f"{_CONTAINER}{container}"


def restarted_container(effect: str) -> str | None:
    """The container that an effect restarts; None for another effect."""
    return effect.removeprefix(_CONTAINER) if effect.startswith(_CONTAINER) else None
