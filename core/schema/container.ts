import { z } from "zod";
import { cpu, duration, memory } from "./amounts-schema.ts";
import { fields, flag, mapOf, worded } from "./builders.ts";
import type { EnvContext } from "./env-context.ts";
import { health } from "./health.ts";
import { image } from "./image-reference.ts";
import {
  absolutePath,
  dataFolder,
  type EnvValue,
  envValue,
  keyName,
  templatePath,
  userId,
  variable,
  words,
} from "./leaves.ts";

export type EnvValues = Readonly<Record<string, EnvValue>>;

/** Also checks the result of an env function. */
export const envSchema = mapOf(variable, envValue, '{ NAME: "value" }');

const limits = fields(
  {
    /**
     * Memory that the container may use, in powers of 1024; with more, the kernel kills it. At least `"6 MB"`.
     * @example "256 MB"
     */
    memory,
    /**
     * CPU time, in whole percent of one core: `"200%"` is two cores.
     * @example "100%"
     */
    cpu,
  },
  {
    fix: 'write how much it may use: limits: { memory: "256 MB", cpu: "100%" }',
    standIn: { memory: "6 MB", cpu: "1%" },
  },
);

const DATASET_FIX =
  'name one of this service\'s data: volumes: { "/data": { data: "db" } }; another service\'s cannot be mounted';

const volume = fields({
  /**
   * Name of a dataset under `data` of the same service. Not possible: a dataset of another service, a folder of the host.
   * @example "db"
   */
  data: keyName("a dataset of this service", DATASET_FIX),
  /**
   * Folder inside the dataset, created if it is missing, so that several volumes can share a dataset.
   * @default the dataset itself
   * @example "pg"
   */
  dir: dataFolder.optional(),
  /**
   * User id inside the container that owns the folder.
   * @default `user` of the container, else 0
   * @example 999
   */
  owner: userId.optional(),
  /**
   * True: the container cannot write there.
   * @default false
   */
  readOnly: flag().optional(),
  /**
   * True: the application is made for several slots that write here at the same time, which `replicas` over 1 needs for
   * each volume that is not `readOnly`. SQLite is not made for it, and a database never is.
   * @default false
   */
  severalWriters: flag().optional(),
});

const envFunction = z.custom<(context: EnvContext) => EnvValues>((value) => typeof value === "function");

const hook = fields({
  /**
   * Program and its arguments, run inside the container without a shell; exit code 0 means success.
   * @example ["pg_dump", "--file=/backup/app.sql", "app"]
   */
  command: words,
  /**
   * Longest time that it may take; then it is ended, and the deploy fails.
   * @example "5 minutes"
   */
  within: duration("30 seconds"),
});

/** One container of a service. */
export const container = fields({
  /**
   * `registry/name:tag`, optionally with `@sha256:…`, or `registry/name@sha256:…`. A tag alone is pinned to the digest
   * that it has at its first deploy. Not possible: an image without registry, or one to be built.
   * @example "docker.io/library/redis:8.0"
   */
  image,
  /**
   * Program that replaces the image's own; it is not run by a shell.
   * @default the image's
   * @example ["/bin/sh", "-c"]
   */
  entrypoint: words.optional(),
  /**
   * Arguments that replace the image's own, one by one; no shell interprets them, so `$HOME` is not expanded.
   * @default the image's
   * @example ["--config", "/etc/app.conf"]
   */
  command: words.optional(),
  /**
   * Number of the user that its program runs as. 0 inside the container is the service's unprivileged account on the host.
   * Not possible: a user's name.
   * @default the image's
   * @example 1000
   */
  user: userId.optional(),
  /**
   * Environment: names and values, or a function that gets names such as `url`, `host`, `port`, `state` and `oidc`
   * (docs/definition.md). A value may be `secret.file("x")`, which is the path of the secret's file, or
   * `secret.env("x")`, which is the secret itself; both also inside of a longer text (docs/templates.md).
   * @default none
   * @example { LOG_LEVEL: "info", DB_PASSWORD_FILE: secret.file("db-password") }
   * @example ({ url }) => ({ BASE_URL: url })
   */
  env: worded(z.union([envFunction, envSchema]), {
    what: "a map or a function",
    fix: 'write { NAME: "value" }',
  }).optional(),
  /**
   * More secrets for the container, as files `/run/secrets/<name>`; it has those of `env` already.
   * @default none
   * @example ["api-key"]
   */
  secrets: worded(z.array(keyName("a secret")), { what: "a list", fix: 'write their names: secrets: ["api-key"]' })
    .readonly()
    .optional(),
  /**
   * Configuration files: path in the container -> template in `templates/services/<service>/`.
   * @default none
   * @example { "/etc/app.conf": "app.conf" }
   */
  files: mapOf(absolutePath, templatePath, '{ "/etc/app.conf": "app.conf" }').optional(),
  /**
   * Data that stays when the container is replaced: path in the container -> folder of a dataset. Everything else that
   * the container writes is lost with it. Not possible: compose's `"./folder:/data"`.
   * @default none
   * @example { "/var/lib/app": { data: "db", dir: "app", owner: 1000 } }
   */
  volumes: mapOf(absolutePath, volume, '{ "/data": { data: "db" } }').optional(),
  /**
   * How much memory and processor time the container may use.
   * @example { memory: "256 MB", cpu: "100%" }
   */
  limits,
  /**
   * How to check that it works: `{ http }`, `{ tcp }` or `{ command }`, each with `within`. The image needs no tool for
   * the first two.
   * @example { http: "/healthz", within: "30 seconds" }
   */
  health,
  /**
   * A command that runs inside the running container before a deploy restarts something of the service, and before its
   * snapshot: a database's dump, for example. No shell runs it. If it fails or takes longer than `within`, the deploy fails
   * and changes nothing. With several slots it runs in the first one. It is left out if the container is not running.
   * @default none
   * @example { command: ["pg_dump", "--file=/backup/app.sql", "app"], within: "5 minutes" }
   */
  beforeDeploy: hook.optional(),
  /**
   * Time to stop after the stop signal; then it is killed.
   * @default "5 seconds"
   * @example "30 seconds"
   */
  stop: duration("30 seconds").optional(),
  /**
   * True for a database or a cache: it runs once for all slots, the others reach it at the host name `state`, and it
   * keeps running while slots roll.
   * @default false
   */
  stays: flag().optional(),
  /**
   * Folder in which the container finds lists of Prometheus targets; its pod reaches the host's loopback as
   * `hostLoopback`. Not possible in a service with a container that stays.
   * @default none
   * @example "/etc/prometheus/targets.d"
   */
  scrapeTargets: absolutePath.optional(),
});

export type ContainerSpec = z.input<typeof container>;
export type ParsedContainer = z.output<typeof container>;
export type Limits = z.input<typeof limits>;
