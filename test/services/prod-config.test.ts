import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { checkAll } from "../../core/checks/check.ts";
import { parseSettings } from "../../core/schema/settings.ts";
import { services } from "../../services/index.ts";

test("the example of a home's config is one that the program takes", () => {
  const file = new URL("../../Pulumi.prod.yaml", import.meta.url);
  const { config } = load(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const own = Object.entries(config).filter(([key]) => key.startsWith("homelab:"));
  const settings = parseSettings(Object.fromEntries(own.map(([key, value]) => [key.replace("homelab:", ""), value])));
  expect(settings.dns?.zone).toBe("example.org");
  const withSecrets = { ...settings, configSecrets: ["authentication-bootstrap-token"] };
  expect(checkAll(services, withSecrets)).toHaveLength(services.services.length);
});
