import { apis } from "./cloudflare.ts";
import { Browser } from "./browser.ts";

/** An object as Authentik's stand-in answers with it. */
export type Held = Readonly<Record<string, unknown>>;

/** One request to the API, as the program's own token. @throws Error for a refusal */
async function askAuthentik(method: string, path: string, body?: object): Promise<unknown> {
  const { url, token } = apis().authentik;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${url}/api/v3${path}`, { method, headers, ...sent });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

async function listed(path: string): Promise<Held[]> {
  return ((await askAuthentik("GET", `${path}?page_size=200&superuser_full_list=true`)) as { results: Held[] }).results;
}

/** Authentik keeps the role of an outpost's own account when the outpost goes. */
const staysBehind = ({ name }: Held): boolean => String(name).startsWith("ak-managed-role--user-");

/** What belongs to services: applications, providers, bindings and the outposts that serve them, each whole. */
export async function objectsHeld(): Promise<Readonly<Record<string, readonly Held[]>>> {
  const lists = {
    applications: "/core/applications/",
    oauth2: "/providers/oauth2/",
    proxy: "/providers/proxy/",
    bindings: "/policies/bindings/",
    outposts: "/outposts/instances/",
    roles: "/rbac/roles/",
  };
  const held = await Promise.all(
    Object.entries(lists).map(
      async ([name, path]) => [name, (await listed(path)).filter((one) => !staysBehind(one))] as const,
    ),
  );
  return Object.fromEntries(held);
}

/** Takes a group's access to a service away, as an administrator would. */
export async function deleteBinding(service: string, group: string): Promise<void> {
  const { applications = [], bindings = [] } = await objectsHeld();
  const application = applications.find(({ slug }) => slug === service);
  const members = (await listed("/core/groups/")).find(({ name }) => name === group);
  const binding = bindings.find((one) => one["target"] === application?.["pk"] && one["group"] === members?.["pk"]);
  if (binding === undefined) throw new Error(`${service} has no binding of ${group}`);
  await askAuthentik("DELETE", `/policies/bindings/${String(binding["pk"])}/`);
}

/** What the people of the tests type. */
export const passwordOf = (name: string): string => `${name}'s own password`;

/** Makes a person as an administrator would: an account with a password, in groups that are there. */
export async function makePerson(name: string, groups: readonly string[]): Promise<Browser> {
  const person = { name, password: passwordOf(name) };
  const [found] = await listed(`/core/users/`).then((all) => all.filter(({ username }) => username === name));
  const all = await listed("/core/groups/");
  const keys = all.filter(({ name: group }) => groups.includes(String(group))).map(({ pk }) => pk);
  if (keys.length !== groups.length) throw new Error(`Authentik has not all of ${groups.join(", ")}`);
  const account = { username: name, name, groups: keys, is_active: true };
  const made = found ?? ((await askAuthentik("POST", "/core/users/", account)) as Held);
  await askAuthentik("PATCH", `/core/users/${String(made["pk"])}/`, { groups: keys });
  await askAuthentik("POST", `/core/users/${String(made["pk"])}/set_password/`, { password: person.password });
  return new Browser(person);
}

/** What is left when a service goes: its application, provider and bindings are gone, and its place at each outpost. */
export function withoutService(service: string, held: Awaited<ReturnType<typeof objectsHeld>>): typeof held {
  const application = held["applications"]?.find(({ slug }) => slug === service);
  const provider = application?.["provider"];
  const others = (name: string, isOwn: (object: Held) => boolean): Held[] =>
    (held[name] ?? []).filter((object) => !isOwn(object));
  const outposts = (held["outposts"] ?? []).map((outpost) => ({
    ...outpost,
    providers: (outpost["providers"] as unknown[]).filter((pk) => pk !== provider),
    providers_obj: (outpost["providers_obj"] as Held[]).filter(({ pk }) => pk !== provider),
  }));
  return {
    applications: others("applications", (object) => object === application),
    oauth2: others("oauth2", ({ pk }) => pk === provider),
    proxy: others("proxy", ({ pk }) => pk === provider),
    bindings: others(
      "bindings",
      ({ target }) => target === application?.["policybindingmodel_ptr_id"] || target === application?.["pk"],
    ),
    outposts,
    roles: held["roles"] ?? [],
  };
}

/** Slugs of the applications that the embedded outpost serves, sorted. */
export async function servedByOutpost(): Promise<string[]> {
  const outpost = (await listed("/outposts/instances/")).find(({ name }) => name === "authentik Embedded Outpost");
  const served = (outpost?.["providers_obj"] ?? []) as Held[];
  return served.map(({ assigned_application_slug: slug }) => String(slug)).sort();
}
