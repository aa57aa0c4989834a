import contract from "../../contract/constants.json" with { type: "json" };
import { z } from "zod";
import { accessSchema, authSchema, listOf, tileSchema } from "./auth.ts";
import { encodeComplaint, fields, leaf, quoted, wholeNumber } from "../problems/complaint.ts";
import { recordTtl } from "./dns.ts";
import type { EnvContext } from "./env-context.ts";
import {
  absolutePath,
  cpu,
  dataFolder,
  duration,
  envValue,
  flag,
  image,
  keyName,
  oneOf,
  secretSource,
  size,
  subdomain,
  templatePath,
  urlPath,
  variable,
  words,
  type EnvValue,
} from "./leaves.ts";

export type EnvValues = Readonly<Record<string, EnvValue>>;

const mapOf = <Key extends z.core.$ZodRecordKey, Value extends z.ZodType>(key: Key, value: Value, form: string) =>
  z.record(key, value, {
    error: ({ input }) =>
      encodeComplaint({
        problem: input === undefined ? "is missing" : `${quoted(input)} is not a map`,
        fix: `write ${form}`,
      }),
  });

const { firstUid, lastUid } = contract.service;
const UID_FIX = `write a number from ${firstUid} to ${lastUid} that no other service has had`;

const port = wholeNumber(1, 65_535, "write the port that the application listens on");
// Its range and owner are the ledger's business, which also sees definitions that fail here.
const uid = leaf<number>(
  (value) => (Number.isInteger(value) ? undefined : { problem: `${quoted(value)} is not a UID`, fix: UID_FIX }),
  UID_FIX,
);
const userId = wholeNumber(0, 65_534, "write the user's number inside the container");

/** What an env function returns is checked with this as well. */
export const envSchema = mapOf(variable, envValue, '{ NAME: "value" }');

const within = duration("30 seconds");
const health = z.union(
  [
    fields({ http: urlPath, port: port.optional(), within }),
    fields({ tcp: port, within }),
    fields({ command: words, within }),
  ],
  {
    error: ({ input }) =>
      input === undefined
        ? encodeComplaint({
            problem: "is missing",
            fix: 'say how one sees that it works: health: { http: "/", within: "30 seconds" }',
          })
        : undefined,
  },
);

const limits = fields(
  { memory: size("256 MB"), cpu },
  'say how much it may use: limits: { memory: "256 MB", cpu: "100%" }',
);

const container = fields({
  image,
  entrypoint: words.optional(),
  command: words.optional(),
  user: userId.optional(),
  env: z
    .union([z.custom<(context: EnvContext) => EnvValues>((value) => typeof value === "function"), envSchema])
    .optional(),
  secrets: z.array(keyName("a secret")).readonly().optional(),
  files: mapOf(absolutePath, templatePath, '{ "/etc/app.conf": "app.conf" }').optional(),
  volumes: mapOf(
    absolutePath,
    fields({
      data: keyName("a dataset"),
      dir: dataFolder.optional(),
      owner: userId.optional(),
      readOnly: flag.optional(),
    }),
    '{ "/data": { data: "db" } }',
  ).optional(),
  limits,
  health,
  stop: duration("30 seconds").optional(),
  stays: flag.optional(),
  scrapeTargets: absolutePath.optional(),
});

const web = fields({
  subdomain: z.union([
    subdomain,
    z
      .array(subdomain)
      .min(1, encodeComplaint({ problem: "names no subdomain", fix: "write one" }))
      .readonly(),
  ]),
  port,
  container: keyName("a container").optional(),
  dns: fields({ proxied: flag.optional(), ttl: recordTtl.optional() }).optional(),
  auth: authSchema,
  access: accessSchema.optional(),
  tile: tileSchema.optional(),
});

const dataset = fields({
  pool: z.string({ error: () => encodeComplaint({ problem: "is missing", fix: "name one of the host's pools" }) }),
  quota: size("5 GB"),
  preset: oneOf("default", "postgres", "media").optional(),
});

/** The one source of what a definition may say: the editor reads its type, a run its checks. */
export const serviceSchema = fields({
  uid,
  exposure: oneOf("public", "private", "local").optional(),
  web: web.optional(),
  replicas: wholeNumber(1, 4, "write 1 to 4").optional(),
  update: oneOf("rolling", "inPlace", "recreate").optional(),
  drain: duration("30 seconds").optional(),
  containers: mapOf(keyName("a container"), container, "{ app: { … } }"),
  data: mapOf(keyName("a dataset"), dataset, '{ db: { pool: "…", quota: "5 GB" } }').optional(),
  secrets: mapOf(keyName("a secret"), secretSource, '{ "api-key": "generated" }').optional(),
  needs: listOf(
    keyName("a service"),
    "service",
    'name the services that have to be there first: needs: ["photos"]',
  ).optional(),
});

/** A definition as a person writes it. */
export type ServiceSpec = z.input<typeof serviceSchema>;
/** A definition with amounts parsed and nothing defaulted yet. */
export type ParsedSpec = z.output<typeof serviceSchema>;
export type ContainerSpec = z.input<typeof container>;
export type ParsedContainer = z.output<typeof container>;
export type Limits = z.input<typeof limits>;
