import { expect, test } from "@jest/globals";
import { canonicalImage } from "../../../core/schema/image-reference.ts";
import { parseSettings } from "../../../core/schema/settings.ts";
import { checkAll } from "../../../core/checks/check.ts";
import { ledger } from "../../../core/define.ts";
import { withApp } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

const DIGEST = `@sha256:${"0".repeat(64)}`;

test.each([
  ["docker.io/redis:8", "docker.io/library/redis:8"],
  ["index.docker.io/redis:8", "docker.io/library/redis:8"],
  [`docker.io/redis:8${DIGEST}`, `docker.io/library/redis:8${DIGEST}`],
  ["docker.io/library/redis:8", "docker.io/library/redis:8"],
  ["docker.io/valkey/valkey:8", "docker.io/valkey/valkey:8"],
  ["ghcr.io/redis:8", "ghcr.io/redis:8"],
  ["localhost:5000/redis:8", "localhost:5000/redis:8"],
])("Podman names %s %s", (image, expected) => {
  expect(canonicalImage(image)).toBe(expected);
});

test("a service has its images under the names that Podman gives them", () => {
  const [service] = checkAll(ledger(withApp({ image: "docker.io/redis:8" })), settings);
  expect(service?.containers.map(({ image }) => image)).toEqual(["docker.io/library/redis:8"]);
});

test("so have the settings, and every container that the program adds", () => {
  const images = { caddy: "docker.io/caddy:2", envoy: "index.docker.io/envoy:1" } as const;
  const changed = parseSettings({ ...settings, images });
  expect(changed.images).toMatchObject({ caddy: "docker.io/library/caddy:2", envoy: "docker.io/library/envoy:1" });
  const [service] = checkAll(ledger(withApp({})), changed);
  const pods = service?.pods.flatMap(({ containers }) => containers.map(({ image }) => image));
  expect(pods).toContain("docker.io/library/caddy:2");
});
