import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectRoot } from "../../tools/project-root.ts";

// Server, outposts, provider and the contract that the stand-in follows: another release of one of them would let a
// rehearsal succeed with fields that a home's Authentik does not have.

const places: readonly (readonly [file: string, release: RegExp])[] = [
  ["catalog/authentication.ts", /goauthentik\/server:([\d.]+)/g],
  ["core/schema/settings.ts", /goauthentik\/ldap:([\d.]+)/g],
  ["packages/rehearsal/images/apps/authentik.ts", /goauthentik\/server:([\d.]+)/g],
  ["packages/rehearsal/images/apps/ldap.ts", /goauthentik\/ldap:([\d.]+)/g],
  ["packages/stand-ins/package.json", /"@goauthentik\/api": "([\d.]+)"/g],
  ["package-lock.json", /"node_modules\/@goauthentik\/api": \{\s+"version": "([\d.]+)"/g],
  ["packages/stand-ins/authentik/version.ts", /version = "([\d.]+)"/g],
  ["packages/pulumi-plugins/terraform-provider/api.ts", /authentik-terraform@([\d.]+)/g],
  ["sdks/authentik/package.json", /"name": "authentik",\s+"version": "([\d.]+)"/g],
  ["sdks/authentik/schema.json", /^ {2}"version": "([\d.]+)"/gm],
  ["Pulumi.yaml", /goauthentik\/authentik\s+- ([\d.]+)/g],
];

test.each(places)("%s names the one release of Authentik", (file, release) => {
  const text = readFileSync(join(projectRoot, file), "utf8");
  const named = [...text.matchAll(release)].map(([, version]) => version);
  expect(new Set(named)).toEqual(new Set(["2025.12.1"]));
});
