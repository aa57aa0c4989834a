import { beforeAll, describe, expect, test } from "@jest/globals";
import { type AddressInfo, createServer } from "node:net";
import { refuseSilence } from "../../../components/authentik/authentik.ts";
import { destroyClosure, edges, subtree } from "../../support/closure.ts";
import { record, type Recorded } from "../../support/recorder.ts";
import { ssoHomelab } from "../../support/sso-homelab.ts";

let resources: Recorded[] = [];
beforeAll(async () => {
  resources = await record(() => {
    ssoHomelab();
  });
});

const urnOf = (name: string): string => resources.find((resource) => resource.name === name)?.urn ?? "";
const nameOf = (urn: string): string => resources.find((resource) => resource.urn === urn)?.name ?? urn;

describe("destroy -t <service> --target-dependents", () => {
  test.each(["photos", "papers", "mail", "quiet"])("takes %s whole and nothing else", (name) => {
    const taken = destroyClosure(resources, urnOf(name));
    expect(taken).toEqual(subtree(resources, urnOf(name)));
  });

  test("no edge leads from one service to another, or from what they share to one", () => {
    for (const name of ["photos", "papers", "mail", "sso"]) {
      const own = new Set(subtree(resources, urnOf(name)));
      const targets = resources
        .filter(({ urn }) => own.has(urn))
        .flatMap(edges)
        .filter((urn) => !own.has(urn))
        .map(nameOf);
      expect(targets.filter((target) => !/^(sso|rehearsal)(-|$)/.test(target) && !target.includes("pulumi:"))).toEqual(
        [],
      );
    }
  });
});

test("a preview asks Authentik nothing", async () => {
  const preview = await record(
    () => {
      ssoHomelab();
    },
    { preview: true },
  );
  expect(preview.map(({ urn }) => urn)).toEqual(resources.map(({ urn }) => urn));
  expect(JSON.stringify(preview.map(({ inputs }) => inputs))).not.toContain("found-by-");
  // What would have been looked up is no change of something that is there.
  for (const { name, inputs, ignoreChanges } of preview) {
    const guessed = Object.keys(inputs).filter((key) => JSON.stringify(inputs[key] ?? null).includes("asked for when"));
    expect({ name, guessed }).toEqual({ name, guessed: guessed.filter((key) => ignoreChanges.includes(key)) });
  }
});

describe("a run in which Authentik is needed", () => {
  const sso = {
    url: "https://auth.home.test",
    consent: "implicit",
    groups: [],
    existingGroups: [],
    kinds: ["oidc"],
  } as const;

  test("ends when Authentik takes connections and says nothing: Pulumi's provider would wait for ever", async () => {
    const silent = createServer();
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}`;
    const attempt = refuseSilence({ sso }, { AUTHENTIK_URL: url });
    await expect(attempt).rejects.toThrow(
      /accepts connections but does not answer: nothing was changed\n {2}fix: restart it/,
    );
    await expect(refuseSilence({ sso: undefined }, { AUTHENTIK_URL: url })).resolves.toBeUndefined();
    silent.close();
  });

  test("goes on when Authentik is down: its repair is an `up` like any other", async () => {
    await expect(refuseSilence({ sso }, { AUTHENTIK_URL: "http://127.0.0.1:1" })).resolves.toBeUndefined();
  });
});
