import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

// Imports point one way: services -> catalog -> core <- clients <- components <- index.ts, and
// clients <- commands <- plan, which nothing imports.
const forbid = (files, ...groups) => {
  const once = groups.filter((group, index) => groups.findIndex((other) => `${other}` === `${group}`) === index);
  return { files, rules: { "no-restricted-imports": ["error", { patterns: once.map((group) => ({ group })) }] } };
};

// What the program is tried with, and what it is made of.
const workshop = [["**/packages/**"], ["**/tools/**"]];
const definitions = [["**/services/**"], ["**/catalog/**"]];
const program = [["**/components/**"], ["**/commands/**"], ...definitions];

// The folder plan/, which is not core's room of that name: from a folder, and from a folder in one.
const planned = [["../plan/**"], ["../../plan/**"], ["../../../plan/**"]];

// core's rooms, each of which imports from itself and from rooms of earlier rows only.
const coreRooms = [
  ["problems", "text"],
  ["schema"],
  ["service"],
  ["units"],
  ["web", "authentik"],
  ["checks"],
  ["plan"],
];
// components' rooms, likewise; component.ts and refusals.ts beside them serve all.
const componentRooms = [["stack"], ["host"], ["authentik"], ["service"]];
const coreForbids = [["@pulumi/*"], ["**/clients/**"], ...program, ...workshop];
const componentForbids = [...definitions, ...planned, ...workshop];

// A room's rules: the folder's own, and no import of a room of its own row or of a later one, from folders in it either.
const roomsInOrder = (folder, rows, ...groups) =>
  rows.flatMap((row, index) =>
    row.map((room) => {
      const others = rows
        .slice(index)
        .flat()
        .filter((other) => other !== room);
      const paths = others.flatMap((other) => [[`../${other}/**`], [`../../${other}/**`]]);
      return forbid([`${folder}/${room}/**/*.ts`], ...groups, ...paths);
    }),
  );

const resourceInApply = {
  selector: "CallExpression[callee.property.name='apply'] NewExpression",
  message: "A resource made inside apply is invisible in a preview: make it in the constructor.",
};
const bareCommand = {
  selector: "NewExpression[callee.property.name=/^(Command|CopyToRemote|CopyFile)$/]",
  message: "Commands go through HostCommand, which settles connection, verbs, logging and replacement.",
};

const secretInId = {
  selector: "NewExpression[callee.property.name='RandomBytes'], NewExpression[callee.name='RandomBytes']",
  message: "The id of RandomBytes is the secret itself, in clear in the state: use RandomPassword.",
};

export default defineConfig(
  globalIgnores(["node_modules/", "test/golden/", "sdks/"]),
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["error", { max: 200, skipBlankLines: false, skipComments: false }],
      "max-lines-per-function": ["error", { max: 50 }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allow: [{ from: "file", name: "SecretRef" }] },
      ],
      "no-restricted-syntax": ["error", resourceInApply, bareCommand, secretInId],
    },
  },
  {
    files: ["components/host/host-command.ts"],
    rules: { "no-restricted-syntax": ["error", resourceInApply, secretInId] },
  },
  // The stand-in plugin's own test shows what is in that id.
  { files: ["packages/pulumi-plugins/test/program/**"], rules: { "no-restricted-syntax": "off" } },
  { files: ["index.ts"], rules: { "max-lines": ["error", 60] } },
  // describe() blocks are tables, not functions with one task.
  { files: ["test/**/*.ts", "packages/*/test/**/*.ts"], rules: { "max-lines-per-function": "off" } },
  forbid(["index.ts"], ["./plan/**"]),
  forbid(["core/*.ts"], ["../plan/**"], ...coreForbids),
  ...roomsInOrder("core", coreRooms, ["../../plan/**"], ...coreForbids),
  forbid(["catalog/**/*.ts"], ["@pulumi/*"], ["**/components/**"], ["**/services/**"], ...planned, ...workshop),
  forbid(["services/**/*.ts"], ["@pulumi/*"], ["**/components/**"], ...planned, ...workshop),
  forbid(["clients/**/*.ts"], ["@pulumi/*"], ...program, ...planned, ...workshop),
  forbid(["commands/**/*.ts"], ["@pulumi/*"], ["**/components/**"], ...definitions, ...planned, ...workshop),
  forbid(["plan/**/*.ts"], ["@pulumi/*"], ["**/components/**"], ...definitions, ...workshop),
  forbid(["components/*.ts"], ...componentForbids),
  ...roomsInOrder("components", componentRooms, ...componentForbids),
  // tools <- stand-ins, pulumi-plugins <- rehearsal; of the program a package knows the pure core at most.
  forbid(["tools/**/*.ts"], ...program, ...planned, ["**/core/**"], ["**/packages/**"]),
  forbid(["packages/stand-ins/**/*.ts"], ...program, ["**/core/**"], ["**/pulumi-plugins/**", "**/rehearsal/**"]),
  forbid(["packages/pulumi-plugins/**/*.ts"], ...program, ["**/core/**"], ["**/rehearsal/**"]),
  forbid(["packages/rehearsal/**/*.ts"], ...program, ...planned),
);
