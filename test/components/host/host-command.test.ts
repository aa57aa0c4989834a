import { beforeAll, describe, expect, test } from "@jest/globals";
import { hostAccess } from "../../../components/host/host-access.ts";
import { HostCommand, homelab as toolkit } from "../../../components/host/host-command.ts";
import { ADDRESS, CONFIG, homelab } from "../../support/homelab.ts";
import { record, type Recorded } from "../../support/recorder.ts";
import { withoutSecrets } from "../../support/secret-wrapper.ts";

let resources: Recorded[] = [];

beforeAll(async () => {
  resources = await record(homelab, { config: CONFIG });
});

const commands = (): Recorded[] => resources.filter(({ type }) => type === "command:remote:Command");
const inputsOf = (name: string) => resources.find((resource) => resource.name === name)?.inputs ?? {};

describe("every command", () => {
  test("runs apply to make and change, remove to take away", () => {
    const { create, update, delete: remove } = inputsOf("feeds-user");
    expect([create, update, remove]).toEqual(
      ["apply", "apply", "remove"].map((verb) => `/var/lib/homelab/toolkit/current/homelab user ${verb} feeds`),
    );
  });

  test("is deleted before it is replaced and replaced by nothing but a person's wish", () => {
    for (const command of commands()) {
      expect(command.deleteBeforeReplace).toBe(true);
      expect(command.inputs["triggers"]).toBeUndefined();
    }
  });

  test("shows progress alone, and nothing at all when it carries secrets", () => {
    const quiet = commands().filter(({ inputs }) => inputs["logging"] !== "stderr");
    expect(quiet.map(({ name, inputs }) => [name, inputs["logging"]])).toEqual([["feeds-secrets", "none"]]);
    expect(commands().every(({ inputs }) => inputs["addPreviousOutputInEnv"] === false)).toBe(true);
  });

  test("checks the host's key and gives a dead host up", () => {
    for (const { inputs } of commands()) {
      expect(withoutSecrets(inputs["connection"], "reveal")).toEqual({
        host: ADDRESS.address,
        port: 22,
        user: "root",
        hostKey: ADDRESS.hostKey,
        dialErrorLimit: 3,
        perDialTimeout: 8,
      });
    }
  });

  test("has a create that never changes: only the rollout's update names counters", () => {
    const differing = commands().filter(({ inputs }) => inputs["create"] !== inputs["update"]);
    expect(differing.map(({ name }) => name)).toEqual(["feeds-rollout", "quiet-rollout"]);
    expect(inputsOf("feeds-rollout")["create"]).toBe("/var/lib/homelab/toolkit/current/homelab rollout apply feeds");
  });
});

test("a user who is not root goes through sudo", async () => {
  const access = hostAccess({ ...ADDRESS, user: "admin" });
  const [command] = await record(
    () => new HostCommand("feeds-user", { access, command: toolkit("user", "feeds"), spec: "uid=2003\n" }, {}),
  );
  expect(command?.inputs["delete"]).toBe("sudo -n /var/lib/homelab/toolkit/current/homelab user remove feeds");
});

test.each(["", "-x", "a b", "a;b", "$(x)", "A"])("%j is no word of a command", (target) => {
  expect(() => toolkit("user", target)).toThrow("cannot be a word of a command");
});

describe("a deploy that Pulumi did not see", () => {
  const rolloutOf = async (name: string, answer: object) => {
    const found = await record(homelab, {
      config: CONFIG,
      answer: (resource) => (resource === name ? JSON.stringify(answer) : undefined),
    });
    return found.find((resource) => resource.name === "feeds-rollout")?.inputs["update"];
  };

  test("changes the update when units were applied again", async () => {
    expect(await rolloutOf("feeds-quadlets", { applied: "then" })).toMatch(/ --applied=then,2026/);
  });

  test("changes the update when secrets were applied again", async () => {
    expect(await rolloutOf("feeds-secrets", { revisions: {}, applied: "then" })).toMatch(/ --applied=2026[^,]*,then$/);
  });

  test("is nothing that answers of an older toolkit stand in the way of", async () => {
    expect(await rolloutOf("feeds-quadlets", { generation: "0123456789abcdef", superseded: 2 })).toMatch(
      / --applied=,2026/,
    );
  });
});
