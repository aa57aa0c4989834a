"""Shorthands for tests of whole deploys."""

import json
from typing import Any

from world import World
from fake_envoy import SERVICE
from host.errors import HostProblem
from nouns import rollout

V1 = "docker.io/miniflux/miniflux:1"
V2 = "docker.io/miniflux/miniflux:2"
BAD = "docker.io/miniflux/miniflux:bad"
SLOT = {slot: f"feeds-{slot}-pod.service feeds-{slot}-app.service feeds-{slot}-caddy.service" for slot in range(3)}


class RolloutCase(World):
    """Shorthands around `rollout apply`."""

    def apply(self, generation: str, **spec: Any) -> dict[str, object]:
        self.events.clear()
        self.runner.forget()
        out: dict[str, object] = json.loads(rollout.apply(self.ctx, SERVICE, self.spec(generation, **spec)))
        return out

    def refused(self, generation: str, **spec: Any) -> str:
        with self.assertRaises(HostProblem) as caught:
            self.apply(generation, **spec)
        return caught.exception.problem

    def starts(self) -> list[str]:
        return [event for event in self.events if event.startswith(("start", "restart", "stop"))]
