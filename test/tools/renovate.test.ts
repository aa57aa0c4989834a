import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { projectRoot } from "../../tools/project-root.ts";
import { housePlans } from "../support/house.ts";
import { settings } from "../support/samples.ts";

interface CustomManager {
  readonly description: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly depNameTemplate?: string;
}

const { customManagers } = JSON.parse(readFileSync(join(projectRoot, "renovate.json"), "utf8")) as {
  customManagers: readonly CustomManager[];
};

const FOLDERS = ["catalog", "core/schema", "packages", "services", "tools"];
const files = [
  ...readdirSync(projectRoot).filter((name) => name.endsWith(".yaml")),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
  ),
].filter((name) => !name.includes("node_modules"));

/** Whether a file is a manager's: its patterns stand between slashes. */
const isFor = ({ managerFilePatterns }: CustomManager, file: string): boolean =>
  managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file));

/** `name:version` of everything that a manager finds in a text. */
function found({ matchStrings, depNameTemplate }: CustomManager, text: string): string[] {
  return matchStrings
    .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))])
    .map(({ groups = {} }) => `${depNameTemplate ?? groups["depName"]}:${groups["currentValue"]}`);
}

/** The same in the files of this repository. */
const inFiles = (manager: CustomManager, mine = files): string[] =>
  mine
    .filter((file) => isFor(manager, file))
    .flatMap((file) => found(manager, readFileSync(join(projectRoot, file), "utf8")));

describe("what Renovate looks after", () => {
  test.each(customManagers)("$description: there is something to find", (manager) => {
    expect(inFiles(manager)).not.toEqual([]);
  });

  test("is every image that the services of the catalog run", () => {
    const run = housePlans(settings).flatMap(({ generation }) =>
      Object.values(generation.manifest.containers).map(({ image }) => image),
    );
    const known = customManagers.flatMap((manager) =>
      inFiles(
        manager,
        files.filter((file) => /^(catalog|core)\//.test(file)),
      ),
    );
    expect(known).toEqual(expect.arrayContaining(run));
  });

  test.each([
    ['image: "docker.io/example/books:4.1.0",', "services/books.ts", "docker.io/example/books:4.1.0"],
    ['image: "registry.home.test/a/b/c:17-alpine",', "services/own.ts", "registry.home.test/a/b/c:17-alpine"],
    [`"ghcr.io/a/b:v1@sha256:${"0".repeat(64)}"`, "services/own.ts", "ghcr.io/a/b:v1"],
    [
      "  homelab:images:\n    caddy: docker.io/library/caddy:2.11.2\n",
      "Pulumi.prod.yaml",
      "docker.io/library/caddy:2.11.2",
    ],
    ['db: postgres("17", { limits })', "services/own.ts", "docker.io/library/postgres:17"],
  ])("is an owner's %j", (text, file, name) => {
    const mine = customManagers.filter((manager) => isFor(manager, file));
    expect(mine.flatMap((manager) => found(manager, text))).toEqual([name]);
  });

  test("is no path, address or broken image of a rehearsal", () => {
    const found = customManagers.flatMap((manager) => inFiles(manager));
    expect(found.filter((name) => /^[^:]*\.(ts|conf)\b|silent|exits|-1$|undefined/.test(name))).toEqual([]);
  });
});
