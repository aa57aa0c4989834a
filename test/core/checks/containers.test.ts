import { describe, expect, test } from "@jest/globals";
import { app, complaints, service, withApp, web } from "../../support/definitions.ts";

const tcp = { tcp: 6379, within: "30 seconds" };
const imageFix = 'write registry/name:tag, such as "docker.io/library/redis:8.0"';

describe("containers", () => {
  test.each([
    {
      of: service("feeds", { containers: { caddy: app } }),
      says: 'feeds.containers.caddy | "caddy" is a container name that every pod uses itself | choose another name, such as app',
    },
    {
      of: service("feeds", { web: web({ subdomain: "feeds", port: 80, container: "main" }) }),
      says: 'feeds.web.container | there is no container "main" | name one of app',
    },
    {
      of: service("feeds", { containers: { app: { ...app, stays: true } } }),
      says: "feeds.web.container | app stays, but the container that answers requests has to run in the slots | remove stays from app, or name another container",
    },
    {
      of: service("feeds", { update: "rolling" }),
      says: 'feeds.update | rolling needs at least two slots, so that one answers while the other changes | write replicas: 2, or update: "inPlace"',
    },
    {
      of: withApp({ health: tcp }, { replicas: 2 }),
      says: 'feeds.containers.app.health | with 2 slots the ingress checks whether each is ready, which needs an http health check | write health: { http: "/…", within: "…" }, or replicas: 1',
    },
    {
      of: service("feeds", { containers: { worker: app, app } }),
      says: "feeds.web.container | is missing: app and worker could both answer requests | name the one that does",
    },
    {
      of: service("feeds", {
        web: web({ subdomain: "feeds", port: 80, container: "app" }),
        containers: { app, cache: app },
      }),
      says: "feeds.containers.cache.health.port | is missing: only the container that `web` names has a port already | write the port that answers /",
    },
    {
      of: service("feeds", {
        containers: { app: { ...app, scrapeTargets: "/targets" }, cache: { ...app, health: tcp, stays: true } },
      }),
      says: "feeds.containers.app.scrapeTargets | scraping the host's targets and connecting to a state pod need different networks | remove stays from cache, or scrape from a service of its own",
    },
  ])("$says", ({ of, says }) => {
    expect(complaints([of])).toEqual([says]);
  });

  test("several slots without web, and one slot with a tcp check, are fine", () => {
    expect(complaints([withApp({ health: tcp }, { web: undefined, replicas: 3 })])).toEqual([]);
    expect(complaints([withApp({ health: tcp })])).toEqual([]);
  });
});

describe("images", () => {
  test.each([
    { image: "redis", problem: '"redis" names no registry' },
    { image: "library/redis:8", problem: '"library/redis:8" names no registry' },
    { image: "docker.io/library/redis", problem: '"docker.io/library/redis" has no tag' },
    { image: "localhost:5000/redis", problem: '"localhost:5000/redis" has no tag' },
    {
      image: "docker.io/library/redis@sha256:abc",
      problem: '"docker.io/library/redis@sha256:abc" has no valid digest',
    },
    {
      image: "docker.io/library/redis:8@sha256:abc",
      problem: '"docker.io/library/redis:8@sha256:abc" has no valid digest',
    },
    { image: "docker.io/Library/redis:8", problem: '"docker.io/Library/redis:8" is not an image' },
    {
      image: "docker.io/library/redis:8 --privileged",
      problem: '"docker.io/library/redis:8 --privileged" is not an image',
    },
  ])("$problem", ({ image, problem }) => {
    expect(complaints([withApp({ image })])).toEqual([`feeds.containers.app.image | ${problem} | ${imageFix}`]);
  });

  test.each([
    "docker.io/library/redis:8.0",
    "ghcr.io/example/deep/name_x:v1.0-rc.1",
    "localhost:5000/redis:8",
    `docker.io/library/redis:8@sha256:${"0f".repeat(32)}`,
  ])("%s is one", (image) => {
    expect(complaints([withApp({ image })])).toEqual([]);
  });
});

describe("texts that a unit has to carry", () => {
  const hostile = [
    "it's",
    '{"a": "b"}',
    "100%",
    "a\\b",
    "two\nlines",
    "a\tb",
    "$HOME",
    "a b",
    "ü=1,2;3#",
    "-c",
    "`id`",
  ];

  test.each([...hostile, ""])("%j is a value like any other", (text) => {
    expect(complaints([withApp({ env: { A: text } })])).toEqual([]);
  });

  test.each(hostile)("%j is a word like any other", (text) => {
    const health = { command: ["check", text], within: "30 seconds" };
    expect(complaints([withApp({ command: ["run", text], entrypoint: [text], health })])).toEqual([]);
  });

  test.each(["", ";"])("the word %j would be dropped from a command, but not from an entrypoint", (word) => {
    expect(complaints([withApp({ entrypoint: ["run", word] })])).toEqual([]);
    expect(complaints([withApp({ command: ["run", word] })])).toEqual([
      `feeds.containers.app.command | contains the word ${JSON.stringify(word)}, which a systemd unit drops | write the whole command as entrypoint, or put it into a script (files) and run that`,
    ]);
  });

  test("a null character is refused wherever it stands", () => {
    const health = { command: ["check", "\0"], within: "30 seconds" };
    const beforeDeploy = { command: ["dump", "\0"], within: "1 minute" };
    const found = complaints([
      withApp({ env: { A: "\0" }, command: ["\0"], entrypoint: ["\0"], health, beforeDeploy }),
    ]);
    expect(found).toEqual(
      ["env.A", "command", "entrypoint", "health.command", "beforeDeploy.command"].map(
        (field) =>
          `feeds.containers.app.${field} | contains a null character | remove it: a program cannot receive a null character`,
      ),
    );
  });

  test.each([
    [{ command: [], within: "1 minute" }, "command | is empty | write the program and each argument by itself"],
    [{ command: "pg_dump app", within: "1 minute" }, /command \| .*"pg_dump app" is not/],
    [{ command: ["pg_dump"] }, /within \| is missing/],
  ])("the command before a deploy %j is refused", (beforeDeploy, says) => {
    const found = complaints([withApp({ beforeDeploy })]).map((line) =>
      line.replace("feeds.containers.app.beforeDeploy.", ""),
    );
    expect(found).toEqual([typeof says === "string" ? says : expect.stringMatching(says)]);
  });

  test.each([
    [[], "is empty"],
    [["CMD", "curl", "-f", "http://127.0.0.1/"], "podman reads CMD as a keyword, not as a program"],
    [["curl -f http://127.0.0.1/"], '"curl -f http://127.0.0.1/" contains a space: write each word separately'],
    [[""], "a health check needs a program"],
  ])("the health command %j is told beside all other problems", (command, problem) => {
    const fix =
      'write the program and each argument by itself: ["curl", "-f", "http://127.0.0.1/"]; a line for a shell is ["/bin/sh", "-c", "…"]';
    expect(complaints([withApp({ image: "redis", health: { command, within: "30 seconds" } })])).toEqual([
      `feeds.containers.app.image | "redis" names no registry | ${imageFix}`,
      `feeds.containers.app.health.command | ${problem} | ${fix}`,
    ]);
  });
});
