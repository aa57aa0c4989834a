import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  testAuthentik,
  token,
  type Body,
  type TestAuthentik,
} from "../../packages/stand-ins/test/authentik-support.ts";
import { setFaults } from "../../packages/stand-ins/test/support.ts";
import { EngineStack } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { objectsAt, servedBy } from "./sso-support.ts";

// Twenty services at one outpost, ten runs: nobody locks its list, so every run is another chance to lose a place. The
// stand-in answers each request after another time, so no two runs interleave alike.

const links = ["sdks", "clients", "components", "contract", "core", "templates"];
const stack = new EngineStack({ program: "test/engine/sso-program", links, seconds: 250 });
const DELAY_MS = 30;

type Kind = "oidc" | "forwardAuth";
type Kinds = Readonly<Record<string, Kind>>;

/** Twenty services; `kind` says what each is, undefined: not there. */
const services = (kind: (number: number) => Kind | undefined): Kinds => {
  const found: Record<string, Kind> = {};
  for (let number = 0; number < 20; number += 1) {
    const its = kind(number);
    if (its !== undefined) found[`site${number}`] = its;
  }
  return found;
};
const all = services(() => "forwardAuth");
const every = (step: number, rest: number, kind: Kind | undefined): Kinds =>
  services((number) => (number % step === rest ? kind : "forwardAuth"));

const rounds: readonly { readonly what: string; readonly kinds: Kinds }[] = [
  { what: "all at once", kinds: all },
  { what: "every second one leaves the outpost", kinds: every(2, 0, "oidc") },
  { what: "those come back, the others leave", kinds: every(2, 1, "oidc") },
  { what: "a third is gone", kinds: every(3, 0, undefined) },
  { what: "they are there again, another third is gone", kinds: every(3, 1, undefined) },
  { what: "everything goes", kinds: {} },
  { what: "all at once again", kinds: all },
  { what: "one stays", kinds: services((number) => (number === 7 ? "forwardAuth" : undefined)) },
  { what: "nineteen come to it", kinds: all },
  { what: "everything goes for good", kinds: {} },
];

let authentik: TestAuthentik;

beforeAll(async () => {
  authentik = await testAuthentik();
  const env = { AUTHENTIK_TOKEN: token, AUTHENTIK_URL: authentik.running.url };
  expect(await stack.start({ env })).toMatchObject({ code: 0 });
  await setFaults(authentik.running.url, { kind: "delay", ms: DELAY_MS, random: true, times: 100_000 });
}, 1_800_000);

afterAll(async () => {
  await authentik.stop();
  stack.stop();
});

test.each(rounds)(
  "$what",
  async ({ kinds }) => {
    const command =
      Object.keys(kinds).length === 0 ? ["destroy"] : ["up", "-c", `sso-test:kinds=${JSON.stringify(kinds)}`];
    const { code, all: text } = await stack.pulumi(...command, "--yes", "--skip-preview");
    expect({ code, said: code === 0 ? "" : text }).toEqual({ code: 0, said: "" });

    const names = Object.keys(kinds).sort();
    const served = names.filter((name) => kinds[name] === "forwardAuth");
    expect(await servedBy(authentik)).toEqual(served);
    const { providers } = await authentik.first("/outposts/instances/");
    expect(providers).toHaveLength(served.length);
    const made = async (path: string, key: string) =>
      (await objectsAt(authentik, path)).map((one: Body) => String(one[key])).sort();
    expect(await made("/core/applications/", "slug")).toEqual(names);
    expect(await made("/providers/all/", "name")).toEqual(
      names.map((name) => `${name}${kinds[name] === "oidc" ? "-oidc" : "-forward-auth"}`).sort(),
    );
    const bindings = await objectsAt(authentik, "/policies/bindings/");
    expect(bindings.filter(({ group }) => group !== null)).toHaveLength(names.length);
  },
  300_000,
);
