import { sharedSecrets, SSO_KINDS } from "../service/auth/kinds.ts";
import type { Problem } from "../problems/problem.ts";
import { nearestName } from "../problems/nearest-name.ts";
import { cutAtValues } from "../schema/secret-refs.ts";
import type { Secret, Service } from "../service/service.ts";
import { nameScope, templateNames } from "../service/names-given.ts";
import { namesIn, secretText } from "../text/secret-text.ts";
import type { Settings } from "../schema/settings.ts";
import { CA_KEY_SECRET } from "../service/proxy.ts";

/** Names of secrets that the program itself defines. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  [CA_KEY_SECRET, "is the name of the key that the program gives to the sidecar"],
  ...SSO_KINDS.flatMap((kind) =>
    sharedSecrets(kind).map(({ name, what }): [string, string] => [
      name,
      `is the name of the ${what} that the program generates for auth: { ${kind} }`,
    ]),
  ),
]);

/**
 * Secrets of one service: each has a source, each is used, each is declared.
 * @param unsure - Parts of the containers or secrets could not be read: what uses a secret is not known then.
 */
export function secretProblems(service: Service, _: Settings, unsure: boolean): Problem[] {
  return [
    ...reservedSecrets(service),
    ...undeclaredSecrets(service),
    ...templateProblems(service),
    ...valuesInCommands(service),
    ...(unsure ? [] : unusedSecrets(service)),
  ];
}

function reservedSecrets({ name, secrets }: Service): Problem[] {
  return secrets
    .filter(({ declared }) => declared)
    .flatMap((secret) => {
      const problem = RESERVED.get(secret.name);
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

const declareFix = (secret: string, declared: readonly string[]): string =>
  nearFix(secret, declared) ?? `declare it: secrets: { "${secret}": "generated" }`;

function nearFix(secret: string, declared: readonly string[]): string | undefined {
  const nearest = nearestName(secret, declared);
  return nearest === undefined ? undefined : `did you mean ${nearest}?`;
}

function templateProblems(service: Service): Problem[] {
  const { name } = service;
  const secrets = usable(service);
  const names = Object.keys(templateNames(nameScope(service)));
  return secrets.flatMap(({ name: secret, source }) => {
    if (source.kind !== "template") return [];
    // One that is made of a text in an environment has that variable's name after the container's.
    const [container, variable] = secret.split(".");
    const where =
      variable === undefined ? `${name}.secrets.${secret}` : `${name}.containers.${container ?? ""}.env.${variable}`;
    return [...new Set(namesIn(source.text))].flatMap((reference) => {
      const complaint =
        variable === undefined ? referenceProblem(reference, secrets) : valueProblem(reference, secrets);
      if (complaint === undefined) return [];
      const [first = ""] = reference.split(".");
      return [{ where, ...complaint, ...(names.includes(first) ? { fix: nameFix(first, reference) } : {}) }];
    });
  });
}

const nameFix = (name: string, whole: string): string =>
  `where it is a name of the service and no secret, write a function: template(({ ${name} }) => \`…\${${whole}}…\`)`;

function referenceProblem(reference: string, secrets: readonly Secret[]): Omit<Problem, "where"> | undefined {
  const target = secrets.find((each) => each.name === reference);
  if (target === undefined) {
    const known = secrets.map((each) => each.name);
    const problem = `its text refers to {${reference}}, which has no source`;
    const literal = `write {{${reference}}} where the braces are part of the text`;
    const named = SECRET_NAME.test(reference) ? declareFix(reference, known) : nearFix(reference, known);
    return { problem, fix: named === undefined ? literal : `${named.replace(/\?$/, "")}; or ${literal}` };
  }
  if (target.source.kind !== "template") return undefined;
  return {
    problem: `its text refers to {${reference}}, which is a template itself`,
    fix: `write the text of ${reference} in its place`,
  };
}

/** In a text of `env` only `secret.env` makes a reference; braces are braces there. */
function valueProblem(reference: string, secrets: readonly Secret[]): Omit<Problem, "where"> | undefined {
  if (!secrets.some(({ name }) => name === reference)) {
    const known = secrets.map(({ name }) => name);
    return {
      problem: `its text holds secret.env("${reference}"), which has no source`,
      fix: SECRET_NAME.test(reference) ? declareFix(reference, known) : (nearFix(reference, known) ?? NAME_FIX),
    };
  }
  return referenceProblem(reference, secrets);
}

const NAME_FIX = 'name a secret of this service, such as secret.env("db-password")';
const SECRET_NAME = /^[a-z][a-z0-9-]*$/;

/** A program's arguments are not private: everybody on the host can read them. */
function valuesInCommands({ name, containers }: Service): Problem[] {
  return containers.flatMap(({ name: container, command, entrypoint = [], health }) => {
    const check = health.kind === "command" ? health.command : [];
    const fields = [
      { field: "command", words: command },
      { field: "entrypoint", words: entrypoint },
      { field: "health.command", words: check },
    ];
    return fields.flatMap(({ field, words }) =>
      words
        .flatMap((word) => namesIn(secretText(cutAtValues(word))))
        .map((secret) => ({
          where: `${name}.containers.${container}.${field}`,
          problem: `contains the value of the secret ${secret}, which every process list would show`,
          fix: `give the program the file: secret.file("${secret}"); or put the value into env: secret.env("${secret}")`,
        })),
    );
  });
}

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
  const known = secrets.map((secret) => secret.name);
  const asked = [...mounted, ...secrets.flatMap(textNames)];
  // A misspelt name has been told of already, and most likely means this one.
  const used = new Set(asked.map((each) => (known.includes(each) ? each : nearestName(each, known))));
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

const textNames = ({ source }: Secret): string[] => (source.kind === "template" ? namesIn(source.text) : []);

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
