import { describe, expect, test } from "@jest/globals";
import { app, complaints, limits, service, withApp, web } from "../../support/definitions.ts";

const rows = [
  {
    of: service("feeds", { uid: "2003" }),
    says: 'feeds.uid | "2003" is not a UID | write a number from 2000 to 3999 that no other service has had',
  },
  {
    of: service("feeds", { uid: undefined }),
    says: "feeds.uid | is missing | write a number from 2000 to 3999 that no other service has had",
  },
  {
    of: service("feeds", { replicas: 5 }),
    says: "feeds.replicas | 5 is not a whole number from 1 to 4 | write 1 to 4",
  },
  {
    of: service("feeds", { update: "surge" }),
    says: 'feeds.update | "surge" is not known here | write one of rolling, inPlace, recreate',
  },
  {
    of: service("feeds", { drain: "30s" }),
    says: 'feeds.drain | "30s" is not a duration | write a whole number and seconds, minutes or hours, such as "30 seconds"',
  },
  {
    of: service("feeds", { replica: 2 }),
    says: "feeds.replica | unknown field | did you mean replicas?",
  },
  {
    of: service("feeds", { dns: true }),
    says: "feeds.dns | unknown field | known fields here: uid, exposure, web, replicas, update, drain, containers, data, secrets, needs, reaches",
  },
  {
    of: service("feeds", { web: web({ subdomain: "Feeds", port: 8080 }) }),
    says: 'feeds.web.subdomain | "Feeds" is not a subdomain | write lower-case letters, digits and hyphens, several labels with dots between them, or @ for the domain itself',
  },
  {
    of: service("feeds", { web: web({ subdomain: [], port: 8080 }) }),
    says: 'feeds.web.subdomain | is an empty list | write one, such as "feeds", or a list',
  },
  {
    of: service("feeds", { web: { ...web(), port: undefined } }),
    says: "feeds.web.port | is missing | write the port that the application listens on",
  },
  {
    of: service("feeds", { containers: undefined }),
    says: "feeds.containers | is missing | write { app: { … } }",
  },
  {
    of: service("feeds", { web: undefined, containers: { App: { ...app, health: { tcp: 1, within: "1 minute" } } } }),
    says: 'feeds.containers.App | "App" is not a name for a container | write up to 24 lower-case letters, digits and hyphens, starting with a letter',
  },
  {
    of: withApp({ image: undefined }),
    says: 'feeds.containers.app.image | is missing | write registry/name:tag, such as "docker.io/library/redis:8.0"',
  },
  {
    of: withApp({ limits: undefined }),
    says: 'feeds.containers.app.limits | is missing | write how much it may use: limits: { memory: "256 MB", cpu: "100%" }',
  },
  {
    of: withApp({ limits: { ...limits, memory: "256" } }),
    says: 'feeds.containers.app.limits.memory | "256" is not a size | write a number and KB, MB, GB or TB, such as "256 MB"',
  },
  {
    of: withApp({ limits: { ...limits, cpu: 1 } }),
    says: 'feeds.containers.app.limits.cpu | 1 is not a share of CPU | write whole percent of one core, such as "100%"',
  },
  {
    of: withApp({ health: undefined }),
    says: 'feeds.containers.app.health | is missing | write how to check that it works: health: { http: "/", within: "30 seconds" }, { tcp: 5432, within: "…" } or { command: ["program", "--flag"], within: "…" }',
  },
  {
    of: withApp({ health: { http: "/" } }),
    says: 'feeds.containers.app.health.within | is missing | write a whole number and seconds, minutes or hours, such as "30 seconds"',
  },
  {
    of: withApp({ health: { http: "health", within: "30 seconds" } }),
    says: 'feeds.containers.app.health.http | "health" is not the path of a URL | write the path that answers when the application works, such as "/healthcheck"',
  },
  {
    of: withApp({ command: "serve" }),
    says: 'feeds.containers.app.command | "serve" is not a list | write the words one by one: ["program", "--flag"]',
  },
  {
    of: withApp({ env: { "A-B": "1" } }),
    says: 'feeds.containers.app.env.A-B | "A-B" is not a name for an environment variable | write letters, digits and underscores, not starting with a digit',
  },
  {
    of: withApp({ env: { A: ["1"] } }),
    says: 'feeds.containers.app.env.A | ["1"] is not a value for an environment | write a text, number or boolean, or secret.file("…"); leave out a variable that has no value',
  },
  {
    of: withApp({ env: () => ({ A: null }) }),
    says: 'feeds.containers.app.env.A | null is not a value for an environment | write a text, number or boolean, or secret.file("…"); leave out a variable that has no value',
  },
  {
    of: withApp({ files: { "etc/x": "x" } }),
    says: 'feeds.containers.app.files.etc/x | "etc/x" is not an absolute path | write a path from / without . or .., made of letters, digits and . _ @ + -',
  },
  {
    of: withApp({ files: { "/etc/x": "../secret" } }),
    says: 'feeds.containers.app.files./etc/x | "../secret" is not a template | write the name of a file in templates/services/<service>/, without ..',
  },
  {
    of: withApp({ volumes: { "/data": { data: "db", dir: "../up" } } }),
    says: 'feeds.containers.app.volumes./data.dir | "../up" is not a folder inside the dataset | write a relative path without ..',
  },
  {
    of: withApp({ volumes: { "/data": { data: "db", dir: "/pg" } } }),
    says: 'feeds.containers.app.volumes./data.dir | "/pg" is not a folder inside the dataset | write a relative path without ..',
  },
  {
    of: withApp({ volumes: { "/data/../etc": { data: "db" } } }),
    says: 'feeds.containers.app.volumes./data/../etc | "/data/../etc" is not an absolute path | write a path from / without . or .., made of letters, digits and . _ @ + -',
  },
  {
    of: withApp({ volumes: { "/data": { data: "db" } } }, { data: { db: { pool: "safe" } } }),
    says: 'feeds.data.db.quota | is missing | write a number and KB, MB, GB or TB, such as "5 GB"',
  },
  {
    of: withApp({ volumes: { "/data": { data: "db" } } }, { data: { db: { quota: "5 GB" } } }),
    says: "feeds.data.db.pool | is missing | name one of the host's pools",
  },
  {
    of: service("feeds", { secrets: { key: "random" } }),
    says: 'feeds.secrets.key | "random" is not a source of secrets | write "generated", "config" or template("…")',
  },
];

describe("a field that the schema refuses", () => {
  test.each(rows)("$says", ({ of, says }) => {
    expect(complaints([of])).toEqual([says]);
  });

  test("is one that the definition has, not one of a prototype", () => {
    expect(complaints([service("feeds", { ["__proto__x"]: 1 })])).toHaveLength(1);
  });
});

test("a misspelt field counts as meant: it is the only complaint about itself, and hides no other", () => {
  const definition = withApp(
    { volumes: { "/data": { data: "db" } }, command: [";"] },
    { data: { db: { pool: "lake", quotta: "5 GB" } } },
  );
  expect(complaints([definition])).toEqual([
    'feeds.data.db.quota | is missing | write a number and KB, MB, GB or TB, such as "5 GB"',
    "feeds.data.db.quotta | unknown field | did you mean quota?",
    "feeds.data.db.pool | config has no pool `lake` | use one of safe, tank, or add it to host.pools in config",
    'feeds.containers.app.command | contains the word ";", which a systemd unit drops | write the whole command as entrypoint, or put it into a script (files) and run that',
  ]);
});
