import { join } from "node:path";
import { projectRoot } from "../../tools/project-root.ts";
import type { Body, TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import type { EngineStack } from "../../packages/pulumi-plugins/test/engine-stack.ts";

/** Every object of a list, applications that nobody may use too; the path is below /api/v3. */
export const objectsAt = async (authentik: TestAuthentik, path: string): Promise<Body[]> =>
  (await authentik.ask("GET", `${path}?page_size=200&superuser_full_list=true`)).body["results"] as Body[];

/** The role of an outpost's own account, which Authentik keeps when the outpost goes. */
export const STAYS_BEHIND = /^ak-managed-role--/;

/** Slugs of the applications that the embedded outpost serves, sorted. */
export async function servedBy(authentik: TestAuthentik): Promise<string[]> {
  const { providers_obj } = await authentik.first("/outposts/instances/");
  return (providers_obj as Body[]).map(({ assigned_application_slug: slug }) => String(slug)).sort();
}

/** Has the program's command invite Anna into the family. @returns the link's path */
export async function inviteAnna(stack: EngineStack): Promise<string> {
  for (const words of ["homelab:domain home.test", "homelab:sso.enabled true"]) {
    await stack.pulumi("config", "set", "--path", ...words.split(" "));
  }
  const made = await stack.run(
    "node",
    join(projectRoot, "commands/invite/main.ts"),
    "--group",
    "family",
    "--name",
    "anna",
  );
  const [, path] = /^https:\/\/auth\.home\.test(\/if\/flow\/\S+)/.exec(made.stdout) ?? [];
  if (path === undefined) throw new Error(made.all);
  return path;
}

/** Sends the form of an enrollment, at a path with an invitation. */
export function enrollAnna({ running }: TestAuthentik, path: string): Promise<Response> {
  const account = { username: "anna", name: "Anna", email: "anna@home.test" };
  const password = "correct horse";
  const body = new URLSearchParams({ ...account, password, password_repeat: password });
  return fetch(running.url + path, { method: "POST", body, redirect: "manual" });
}

/** The words of each import command that the errors of a run name, once each. */
export const importsIn = (text: string): string[][] =>
  [...new Set(text.match(/pulumi import authentik.*|pulumi import cloudflare.*/g))].map((command) =>
    [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ""),
  );

/** What Authentik holds for the directory of one service. */
export async function directoryOf(authentik: TestAuthentik, service: string) {
  const outpost = (await objectsAt(authentik, "/outposts/instances/")).find(({ type }) => type === "ldap") ?? {};
  const { key } = (await authentik.ask("GET", `/core/tokens/${String(outpost["token_identifier"])}/view_key/`)).body;
  const users = await objectsAt(authentik, "/core/users/");
  const role = (await objectsAt(authentik, "/rbac/roles/")).find(({ name }) => name === `ldap-${service}`);
  const held = (await authentik.ask("GET", `/rbac/permissions/roles/?uuid=${String(role?.["pk"])}`)).body["results"];
  return {
    outpost,
    serves: (outpost["providers_obj"] as Body[]).map(({ name }) => name),
    key,
    account: users.find(({ username }) => username === `ldap-${service}`) ?? {},
    granted: (held as Body[]).map(({ codename }) => codename),
  };
}
