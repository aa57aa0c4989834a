import { expect, test } from "@jest/globals";
import { canonicalImage } from "../../../core/service/image-name.ts";
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
