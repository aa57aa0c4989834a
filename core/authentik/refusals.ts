import type { RefusingApi } from "../problems/refusal.ts";

/** The refusals of Authentik, in the form in which its provider reports them. */
export const AUTHENTIK: RefusingApi = {
  name: "Authentik",
  rules: [
    [
      /\((group )?([^()]+): asked for when it is needed\)/,
      (_, [, group, name = ""]) => ({
        problem: `${group ?? ""}${name} was not found in Authentik, but is required now`,
        fix:
          group === undefined
            ? "check that it exists and that Authentik answers, then run pulumi up again"
            : `create the group ${name} in Authentik, or remove it from groups in homelab:sso`,
      }),
    ],
    [
      /DecodePropertyMap expected the decoder to return an Object/,
      () => ({
        problem: "Authentik has nothing at the address of the request",
        fix: "check that authentik:url is the server's own address and that its release matches the provider's, then run pulumi up again",
      }),
    ],
  ],
  // The read after a write is not included: the object exists, so a retry would fail because of it. Authentik answers
  // an internal error of a write (such as a database that is down) with an empty 405; a real 405 names the method.
  failedWrite:
    /HTTP Error '(5\d\d[^']*' during request '(POST|PUT|PATCH|DELETE) |405[^']*' during request '\w+ [^']*': "?"?$)/,
  existing: ({ type, inputs }) => ({
    whose: "created by hand, or by a run that lost the response",
    alternative: type.endsWith(":Group") ? ", or list the group under groups in homelab:sso" : "",
    importId: importId(type, inputs),
  }),
  notAllowed: {
    problem: "Authentik does not allow this token to do it",
    fix: "make the token's user a member of authentik Admins, or: pulumi config set --secret authentik:token",
  },
  // Authentik accepts the same binding twice without an error.
  afterSilence: ({ type }) =>
    type.endsWith(":PolicyBinding")
      ? "then check that the application's bindings in Authentik list each group once"
      : "it reports an object that was created without an answer",
};

function importId(type: string, inputs: Readonly<Record<string, unknown>>): string {
  if (/:(Application|Flow)$/.test(type)) return String(inputs["slug"]);
  return type.includes(":Provider") ? '"<number in the address of its page>"' : '"<its id>"';
}
