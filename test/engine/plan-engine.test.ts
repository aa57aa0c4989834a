import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { projectRoot } from "../../tools/project-root.ts";
import { CASES } from "../plan/cases.ts";
import { kept, record, reduced } from "../plan/recording.ts";
import { reportFor } from "../plan/report-for.ts";
import { StreetStack } from "./street-stack.ts";

// Pull requests of test/plan/cases.ts as previews of the real engine: what the fast tests read is what it says.
// UPDATE_RECORDINGS=1 writes all of them anew; the others are like one of these.

const LIMIT = 1_000_000;
const KEY = "MARK-OF-A-SECRET";
const isUpdate = process.env["UPDATE_RECORDINGS"] === "1";
const OLD_FILE = "file-change";
const names = isUpdate ? Object.keys(CASES) : [OLD_FILE, "group-removed", "secret-env", "host-settings"];
const street = new StreetStack();

async function works(name: string, ...words: readonly string[]): Promise<string> {
  const { code, stdout, all } = await street.run(name, ...words);
  expect({ code, said: code === 0 ? "" : all }).toEqual({ code: 0, said: "" });
  return stdout;
}

const plan = (name: string, ...words: readonly string[]) =>
  street.run(name, "node", join(projectRoot, "plan/main.ts"), ...words);

beforeAll(async () => {
  await street.start();
  expect(await street.stack.pulumi("config", "set", "--secret", "homelab:tlsCaKey", KEY)).toMatchObject({ code: 0 });
  street.alterTemplate(true);
  await works("nothing", "pulumi", "up", "--yes", "--skip-preview");
  street.alterTemplate(false);
}, 1_800_000);

afterAll(async () => {
  await street.stop();
});

// Every other case begins with the file as it is now, so the one with the old file is the first.
test.each([OLD_FILE, ...names.filter((name) => name !== OLD_FILE)])(
  "the recorded preview of %s is the engine's",
  async (name) => {
    const printed = await works(name, "pulumi", "preview", "--json");
    if (name === OLD_FILE) await works("nothing", "pulumi", "up", "--yes", "--skip-preview");
    if (isUpdate) record(name, printed);
    expect(reduced(name, printed)).toBe(kept(name));
  },
  LIMIT,
);

test(
  "the command says the same of the stack, and how it ends",
  async () => {
    const changes = await plan("secret-env", "--json");
    expect({ code: changes.code, said: changes.stderr }).toEqual({ code: 10, said: "" });
    expect(JSON.parse(changes.stdout)).toEqual(reportFor("secret-env"));
    const decide = await plan("group-removed");
    expect({ code: decide.code, says: decide.stdout }).toEqual({
      code: 11,
      says: expect.stringContaining("sso-group-friends: the group is deleted") as unknown as string,
    });
    const nothing = await plan("nothing");
    expect({ code: nothing.code, says: nothing.stdout }).toEqual({ code: 0, says: "Nothing changes.\n" });
  },
  LIMIT,
);

test(
  "no secret of the state is in what it prints, even if the preview shows all of them",
  async () => {
    const state = await works("nothing", "pulumi", "stack", "export", "--show-secrets");
    const generated = [...state.matchAll(/"plaintext": "\\"([A-Za-z0-9]{32})\\""/g)].map(([, value = ""]) => value);
    const secrets = [KEY, ...new Set(generated)];
    expect(secrets.length).toBeGreaterThan(2);
    const shown = await street.run("image-bump", "sh", "-c", "pulumi preview --json --show-secrets >shown.json");
    expect(shown.code).toBe(0);
    const printed = await Promise.all(
      ["--json", "--markdown"].map((form) => plan("image-bump", form, "--preview", "shown.json")),
    );
    expect(printed.map(({ code }) => code)).toEqual([10, 10]);
    for (const { all } of printed) expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
  },
  LIMIT,
);
