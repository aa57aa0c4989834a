import { CLIENT_SECRET, LDAP_PASSWORD, LDAP_TOKEN } from "../service/auth.ts";
import type { Problem } from "../problems/problem.ts";
import { nearestName } from "../problems/nearest-name.ts";
import { templateReferences } from "../schema/secret-refs.ts";
import type { Secret, Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";
import { CA_KEY_SECRET } from "../service/proxy.ts";

/** Names of secrets that the program itself defines. */
const RESERVED: Readonly<Record<string, string>> = {
  [CA_KEY_SECRET]: "is the name of the key that the program gives to the sidecar",
  [CLIENT_SECRET]: "is the name of the secret that the program generates for auth: { oidc }",
  [LDAP_PASSWORD]: "is the name of the password that the program generates for auth: { ldap }",
  [LDAP_TOKEN]: "is the name of the token that the program generates for auth: { ldap }",
};

/** Problems of one service's secrets: each has to be declared and used, and needs a source. */
export function secretProblems(service: Service): Problem[] {
  return [
    ...reservedSecrets(service),
    ...undeclaredSecrets(service),
    ...templateProblems(service),
    ...unusedSecrets(service),
  ];
}

function reservedSecrets({ name, secrets }: Service): Problem[] {
  return secrets
    .filter(({ declared }) => declared)
    .flatMap((secret) => {
      const problem = RESERVED[secret.name];
      if (problem === undefined) return [];
      return [{ where: `${name}.secrets.${secret.name}`, problem, fix: "choose another name" }];
    });
}

/** The secrets that a definition may use: its own and those that it shares with Authentik, but never the home's CA key. */
const usable = ({ secrets }: Service): Secret[] =>
  secrets.filter(({ declared, source }) => declared || source.kind === "client");

function undeclaredSecrets(service: Service): Problem[] {
  const { name, containers } = service;
  const declared = usable(service).map((secret) => secret.name);
  return containers.flatMap((container) => {
    const asked = new Set(container.secrets.map(({ secret }) => secret));
    return [...asked]
      .filter((secret) => !declared.includes(secret))
      .map((secret) => ({
        where: `${name}.secrets.${secret}`,
        problem: `container ${container.name} uses it, but it has no source`,
        fix: declareFix(secret, declared),
      }));
  });
}

function declareFix(secret: string, declared: readonly string[]): string {
  const nearest = nearestName(secret, declared);
  return nearest === undefined ? `declare it: secrets: { "${secret}": "generated" }` : `did you mean ${nearest}?`;
}

function templateProblems(service: Service): Problem[] {
  const { name } = service;
  const secrets = usable(service);
  return secrets.flatMap((secret) => {
    const where = `${name}.secrets.${secret.name}`;
    return references(secret).flatMap((reference): Problem[] => {
      const target = secrets.find((each) => each.name === reference);
      if (!target) {
        const fix = declareFix(
          reference,
          secrets.map((each) => each.name),
        );
        return [{ where, problem: `its template names {${reference}}, which has no source`, fix }];
      }
      if (target.source.kind !== "template") return [];
      const problem = `its template names {${reference}}, which is a template itself`;
      return [{ where, problem, fix: `write the text of ${reference} in its place` }];
    });
  });
}

const references = ({ source }: Secret): string[] =>
  source.kind === "template" ? templateReferences(source.text) : [];

/** Config values that are not set, each once, with the secrets that come from it. */
export function missingConfigProblems(services: readonly Service[], { configSecrets }: Settings): Problem[] {
  const users = new Map<string, string[]>();
  for (const { name, secrets } of services) {
    for (const secret of secrets) {
      if (secret.source.kind !== "config" || configSecrets.includes(secret.source.key)) continue;
      const { key } = secret.source;
      users.set(key, [...(users.get(key) ?? []), `${name}.secrets.${secret.name}`]);
    }
  }
  return Array.from(users, ([key, names]) => ({
    where: `config.${key}`,
    problem: `is not set, but ${names.join(", ")} ${names.length === 1 ? "takes its" : "take their"} value from it`,
    fix: `pulumi config set --secret ${key}`,
  }));
}

function unusedSecrets({ name, containers, secrets }: Service): Problem[] {
  const mounted = containers.flatMap((container) => container.secrets.map(({ secret }) => secret));
  const used = new Set([...mounted, ...secrets.flatMap(references)]);
  return (
    secrets
      // Secrets that the program defines may be unused: a client secret may be entered by hand, on the application's own page.
      .filter((secret) => secret.declared && !used.has(secret.name))
      .map((secret) => ({
        where: `${name}.secrets.${secret.name}`,
        problem: "no container uses it",
        fix: `give it to a container: env: { …: secret.file("${secret.name}") }, or remove it`,
      }))
  );
}

/** Two services whose names and secrets result in the same config key would share one value by accident. */
export function configKeyProblems(services: readonly Service[]): Problem[] {
  const owners = new Map<string, string>();
  return services.flatMap(({ name, secrets }) =>
    secrets.flatMap((secret): Problem[] => {
      if (!secret.declared || secret.source.kind !== "config") return [];
      const { key } = secret.source;
      const owner = owners.get(key);
      owners.set(key, owner ?? `${name}.secrets.${secret.name}`);
      if (owner === undefined) return [];
      const where = `${name}.secrets.${secret.name}`;
      return [{ where, problem: `its config key ${key} is also that of ${owner}`, fix: "rename one of the secrets" }];
    }),
  );
}
