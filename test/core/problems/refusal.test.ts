import { expect, test } from "@jest/globals";
import { AUTHENTIK } from "../../../core/authentik/refusals.ts";
import { explained, worthAnotherTry } from "../../../core/problems/refusal.ts";
import { cloudflare } from "../../../core/schema/dns/cloudflare.ts";

const URN = "urn:pulumi:prod::homelab::homelab:index:Service";
const refusal = (type: string, name: string, error: string, inputs: Readonly<Record<string, unknown>> = {}) => ({
  ...{ type, name, error, inputs, parent: "feeds" },
  urn: `${URN}$${type}::${name}`,
});
const record = (error: string) => refusal("cloudflare:index/dnsRecord:DnsRecord", "feeds-dns", error, { zoneId: "0a" });
const application = (error: string) =>
  refusal("authentik:index/application:Application", "feeds-app", error, { slug: "feeds" });
const provider = (error: string) => refusal("authentik:index/providerProxy:ProviderProxy", "feeds-sso", error);
const group = (error: string) => refusal("authentik:index/group:Group", "sso-group-family", error);

const asked = (status: string, answer = "") =>
  `HTTP Error '${status}' during request 'POST /api/v3/core/applications/': "${answer}"`;
const parent = `--parent "feeds=${URN}::feeds" --protect=false --generate-code=false`;

test.each([
  {
    of: record('400 Bad Request {"errors":[{"code":81058,"message":"An identical record already exists."}]}'),
    says: `feeds-dns | it exists already at Cloudflare, and the program never overwrites it; docs/dns.md says how to find its id | delete it there and run pulumi up again, or take it over: pulumi import cloudflare:index/dnsRecord:DnsRecord feeds-dns "0a/<id of the record>" ${parent}`,
  },
  {
    of: application(asked("400 Bad Request", '{"slug":["Application with this slug already exists."]}')),
    says: `feeds-app | it exists already at Authentik, created by hand, or by a run that lost the response | delete it there and run pulumi up again, or take it over: pulumi import authentik:index/application:Application feeds-app feeds ${parent}`,
  },
  {
    of: provider("provider with this name already exists."),
    says: `feeds-sso | it exists already at Authentik, created by hand, or by a run that lost the response | delete it there and run pulumi up again, or take it over: pulumi import authentik:index/providerProxy:ProviderProxy feeds-sso "<number in the address of its page>" ${parent}`,
  },
  {
    of: group("This field must be unique."),
    says: `sso-group-family | it exists already at Authentik, created by hand, or by a run that lost the response | delete it there and run pulumi up again, or list the group under groups in homelab:sso, or take it over: pulumi import authentik:index/group:Group sso-group-family "<its id>" ${parent}`,
  },
  {
    of: application(asked("400 Bad Request", "(group book club: asked for when it is needed) is not a valid UUID.")),
    says: "feeds-app | group book club was not found in Authentik, but is required now | create the group book club in Authentik, or remove it from groups in homelab:sso",
  },
  {
    of: provider("(the signing key: asked for when it is needed) is not a valid UUID."),
    says: "feeds-sso | the signing key was not found in Authentik, but is required now | check that it exists and that Authentik answers, then run pulumi up again",
  },
  {
    of: record('404 Not Found {"errors":[{"code":7003,"message":"Could not route to /zones/0a/dns_records"}]}'),
    says: "feeds-dns | this token has no access to a zone 0a | compare zoneId in homelab:dns with the zone's overview page at Cloudflare and with the token's zone",
  },
  {
    of: record('403 Forbidden {"errors":[{"code":10000,"message":"Authentication error"}]}'),
    says: "feeds-dns | Cloudflare does not allow this token to change the zone's records | give the token Zone, DNS, Edit for the zone, or create another one: pulumi config set --secret cloudflare:apiToken",
  },
  {
    of: application(asked("403 Forbidden", '{"detail":"Token invalid/expired"}')),
    says: "feeds-app | Authentik does not allow this token to do it | make the token's user a member of authentik Admins, or: pulumi config set --secret authentik:token",
  },
  ...["connect ECONNREFUSED 127.0.0.1:9000", "other side closed", 'Post "https://auth/": EOF'].map((said) => ({
    of: application(asked(said, "no answer")),
    says: "feeds-app | Authentik did not answer, so the result of the request is unknown | check that Authentik answers, then run pulumi up again; it reports an object that was created without an answer",
  })),
  {
    of: refusal("authentik:index/policyBinding:PolicyBinding", "feeds-access-family", asked("EOF")),
    says: "feeds-access-family | Authentik did not answer, so the result of the request is unknown | check that Authentik answers, then run pulumi up again; then check that the application's bindings in Authentik list each group once",
  },
  {
    of: application(asked("405 Method Not Allowed")),
    says: "feeds-app | Authentik cannot serve the request now | run pulumi up again in a minute; nothing is lost",
  },
  ...["The fields policy, target, order must make a unique set.", "The fields app, name must make a unique set."].map(
    (answer) => ({
      of: refusal(
        "authentik:index/policyBinding:PolicyBinding",
        "feeds-access-family",
        asked("400 Bad Request", answer),
      ),
      says: `feeds-access-family | it exists already at Authentik, created by hand, or by a run that lost the response | delete it there and run pulumi up again, or take it over: pulumi import authentik:index/policyBinding:PolicyBinding feeds-access-family "<its id>" ${parent}`,
    }),
  ),
  {
    of: record("429 Too Many Requests"),
    says: "feeds-dns | Cloudflare cannot serve the request now | run pulumi up again in a minute; nothing is lost",
  },
])("$says", ({ of, says }) => {
  const api = of.type.startsWith("authentik:") ? AUTHENTIK : cloudflare.refusals;
  const { where, problem, fix } = explained(api, of) ?? { where: "", problem: "", fix: "" };
  expect([where, problem, fix].join(" | ")).toBe(says);
});

test("nothing at the address of a creation, in words of Pulumi's bridge", () => {
  const said = "Internal error: DecodePropertyMap expected the decoder to return an Object";
  expect(explained(AUTHENTIK, application(said))).toMatchObject({
    problem: "Authentik has nothing at the address of the request",
    fix: expect.stringMatching(/^check that authentik:url is the server's own address/),
  });
});

test("what nobody foresaw keeps the provider's own words", () => {
  expect(explained(AUTHENTIK, application('400 {"meta_icon":["Enter a valid URL."]}'))).toBeUndefined();
});

test.each([
  { errors: [asked("500 Internal Server Error")], again: true },
  { errors: [asked("502 Bad Gateway"), asked("502 Bad Gateway")], again: true },
  { errors: [asked("503 S"), asked("503 S"), asked("503 S")], again: false },
  // The read after a creation: it is made, and another try would meet it.
  { errors: [asked("500 Internal Server Error").replace("POST", "GET")], again: false },
  // An internal error of a write, in the words that Authentik has for it.
  { errors: [asked("405 Method Not Allowed")], again: true },
  { errors: [asked("405 Method Not Allowed", '{"detail":"Method \\"POST\\" not allowed."}')], again: false },
  { errors: [asked("400 Bad Request")], again: false },
  { errors: [asked("other side closed")], again: false },
  { errors: ["429 Too Many Requests"], again: false },
  { errors: [], again: false },
])("another try: $again after $errors", ({ errors, again }) => {
  expect(worthAnotherTry(AUTHENTIK, errors)).toBe(again);
});

test("a provider that tries again by itself is not asked another time", () => {
  expect(worthAnotherTry(cloudflare.refusals, [asked("500 Internal Server Error")])).toBe(false);
});
