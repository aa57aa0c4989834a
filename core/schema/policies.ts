import { z } from "zod";
import { fields, oneOf, text, worded } from "./builders.ts";

const level = (standard: "off" | "warn" | "refuse") => oneOf("off", "warn", "refuse").default(standard);

const REGISTRIES_FIX = 'write registries, such as ["docker.io", "ghcr.io/kozea"]';

const registry = text(/^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9][a-z0-9._-]*)*$/, {
  what: "a registry",
  fix: REGISTRIES_FIX,
});

/** What a home permits. */
export const policySettings = fields({
  /**
   * A service that everybody on the internet can use without a sign-in, other than Authentik itself.
   * @default "warn"
   * @example "refuse"
   */
  publicWithoutSignIn: level("warn"),
  /**
   * A secret in the environment of a container, where every process of it can read it.
   * @default "warn"
   * @example "refuse"
   */
  secretInEnvironment: level("warn"),
  /**
   * An image without a digest (`@sha256:…`), so that the registry decides what its tag stands for.
   * @default "off"
   * @example "warn"
   */
  floatingTag: level("off"),
  /**
   * An image of a registry that `registries` does not list.
   * @default "off"
   * @example "refuse"
   */
  unlistedRegistry: level("off"),
  /**
   * Registries for `unlistedRegistry`, each with as much of the path as has to agree.
   * @default []
   * @example ["docker.io", "ghcr.io/kozea"]
   */
  registries: worded(z.array(registry), { what: "a list", fix: REGISTRIES_FIX }).readonly().default([]),
}).check(({ value: { unlistedRegistry, registries }, issues }) => {
  if (unlistedRegistry === "off" || registries.length > 0) return;
  const params = { fix: REGISTRIES_FIX };
  const message = `lists nothing, but unlistedRegistry is "${unlistedRegistry}"`;
  issues.push({ code: "custom", input: registries, path: ["registries"], message, params });
});

export type PolicySettings = z.output<typeof policySettings>;
/** Policies that have a level. */
export type PolicyName = Exclude<keyof PolicySettings, "registries">;

/** Without the setting. */
export const STANDARD_POLICIES: PolicySettings = policySettings.parse({});
