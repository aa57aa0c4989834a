import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { CheckResult, CreateResult, DiffResult, Provider } from "@pulumi/pulumi/provider/index.js";
import { plain, plainProperties, secret, unknownValue } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { checkInputs } from "../protocol/schema-check.ts";
import type { PackageSchema } from "../protocol/schema-check.ts";
import { typeOf } from "../protocol/serve.ts";
import { password, recipeProblem } from "./characters.ts";
import type { PasswordRecipe } from "./characters.ts";

const passwordType = "random:index/randomPassword:RandomPassword";
const bcryptCost = 10;

function recipe(inputs: Properties): PasswordRecipe {
  const { length, ...rest } = inputs;
  return {
    ...{ lower: true, upper: true, numeric: true, special: true },
    ...{ minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0, overrideSpecial: "" },
    // `number` is the old name of `numeric`.
    ...(typeof rest["number"] === "boolean" ? { numeric: rest["number"] } : {}),
    ...rest,
    length: Number(length),
  };
}

/** What decides the value: the inputs with their defaults, without results. */
function decisive(type: string, properties: Properties): Properties {
  const { keepers, length } = properties;
  if (type !== passwordType) return { length, keepers: keepers ?? {} };
  const { lower, upper, numeric, special, minLower, minUpper, minNumeric, minSpecial } = recipe(properties);
  // Given later, it makes a new password, also when it is empty.
  const overrideSpecial = properties["overrideSpecial"] ?? null;
  const classes = { lower, upper, numeric, special, overrideSpecial };
  return { length, keepers: keepers ?? {}, ...classes, minLower, minUpper, minNumeric, minSpecial };
}

async function makePassword(inputs: Properties): Promise<Properties> {
  const made = recipe(inputs);
  const result = password(made);
  // Loaded only when a password is made: a preview needs none.
  const { hash } = await import("bcryptjs");
  const { overrideSpecial, ...rest } = made;
  return {
    ...rest,
    // The official plugin's state has it only where it was given.
    ...("overrideSpecial" in inputs ? { overrideSpecial } : {}),
    number: made.numeric,
    result: secret(result),
    bcryptHash: secret(await hash(result, bcryptCost)),
  };
}

function makeBytes(inputs: Properties): { readonly id: string; readonly made: Properties } {
  const bytes = randomBytes(Number(inputs["length"]));
  // As with the official plugin the id is the secret itself, in clear: a reason not to use it.
  return {
    id: bytes.toString("base64url"),
    made: { base64: secret(bytes.toString("base64")), hex: secret(bytes.toString("hex")) },
  };
}

/** The stand-in for the `random` plugin: RandomPassword and RandomBytes, nothing else. */
export function randomProvider(schema: PackageSchema): Provider {
  return {
    version: schema.version,
    check: (urn: string, _olds: Properties, news: Properties): Promise<CheckResult> => {
      const failures = checkInputs(schema, typeOf(urn), news);
      const inputs = plainProperties(news);
      if (failures.length === 0 && inputs["length"] !== unknownValue) {
        const problem = Number(inputs["length"]) < 1 ? "must be at least 1" : passwordProblem(urn, inputs);
        if (problem !== undefined) failures.push({ property: "length", reason: problem });
      }
      return Promise.resolve({ inputs: news, failures });
    },
    diff: (_id: string, urn: string, olds: Properties, news: Properties): Promise<DiffResult> => {
      const before = decisive(typeOf(urn), plainProperties(olds));
      const after = decisive(typeOf(urn), plainProperties(news));
      const replaces = Object.keys(after).filter((key) => !isDeepStrictEqual(before[key], after[key]));
      // Left open, the engine compares the inputs itself and shows which of them differ.
      return Promise.resolve(replaces.length === 0 ? { changes: false } : { replaces });
    },
    create: async (urn: string, inputs: Properties): Promise<CreateResult> => {
      const known = plainProperties(inputs);
      const { id, made } =
        typeOf(urn) === passwordType ? { id: "none", made: await makePassword(known) } : makeBytes(known);
      const given = Object.entries(inputs).filter(([key]) => key in known);
      return { id, outs: { ...made, ...Object.fromEntries(given) } };
    },
  };
}

function passwordProblem(urn: string, inputs: Properties): string | undefined {
  const pending = Object.values(inputs).some((value) => plain(value) === unknownValue);
  return pending || typeOf(urn) !== passwordType ? undefined : recipeProblem(recipe(inputs));
}
