import type { RefusingApi } from "../problems/refusal.ts";

/** How Authentik refuses, as its provider passes it on. */
export const AUTHENTIK: RefusingApi = {
  name: "Authentik",
  rules: [
    [
      /\((group )?([^()]+): asked for when it is needed\)/,
      (_, [, group, name = ""]) => ({
        problem: `${group ?? ""}${name} was not found in Authentik, and is needed now`,
        fix:
          group === undefined
            ? "see that Authentik answers and has it, then run pulumi up again"
            : `make the group ${name} in Authentik, or take it out of groups in homelab:sso`,
      }),
    ],
    [
      /DecodePropertyMap expected the decoder to return an Object/,
      () => ({
        problem: "Authentik has nothing at the address where it was to be made",
        fix: "see whether authentik:url is the server's own address and its release that of the provider, then run pulumi up again",
      }),
    ],
  ],
  // The read after a write is none of these: the object is there, and another try would meet it. Authentik answers an
  // internal error of a write (its database is down, say) with an empty 405; one that means it says which method.
  failedWrite:
    /HTTP Error '(5\d\d[^']*' during request '(POST|PUT|PATCH|DELETE) |405[^']*' during request '\w+ [^']*': "?"?$)/,
  thereAlready: ({ type, inputs }) => ({
    whose: "made by hand, or by a run whose answer was lost",
    or: type.endsWith(":Group") ? ", or list the group under groups in homelab:sso" : "",
    importId: importId(type, inputs),
  }),
  notAllowed: {
    problem: "Authentik does not let this token do it",
    fix: "make the token's user a member of authentik Admins, or: pulumi config set --secret authentik:token",
  },
  // It takes the same binding twice, and nobody is told.
  afterSilence: ({ type }) =>
    type.endsWith(":PolicyBinding")
      ? "then see that the application's bindings in Authentik list each group once"
      : "what was made without an answer is named then",
};

function importId(type: string, inputs: Readonly<Record<string, unknown>>): string {
  if (/:(Application|Flow)$/.test(type)) return String(inputs["slug"]);
  return type.includes(":Provider") ? '"<number in the address of its page>"' : '"<its id>"';
}
