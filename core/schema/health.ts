import { z } from "zod";
import { duration } from "./amounts-schema.ts";
import type { Duration } from "./amounts.ts";
import { fields, worded } from "./builders.ts";
import { type AbsolutePath, port, urlPath, words } from "./leaves.ts";

// Interfaces, because an editor shows the comment of a common field only if the forms inherit it.
interface Start {
  /**
   * Longest time from the start to the first success; then the deploy fails. Up to 24 hours.
   * @example "2 minutes"
   */
  readonly within: Duration;
}

interface HttpHealth extends Start {
  /**
   * Path that answers `GET` with 2xx or 3xx if the application works; checked over plain HTTP inside the pod. The
   * ingress also uses it to decide whether a slot receives requests, so `replicas` over 1 needs it.
   * @example "/healthz"
   */
  readonly http: AbsolutePath;
  /**
   * TCP port that answers.
   * @default `web.port`, for the container that `web` names; else required
   * @example 8081
   */
  readonly port?: number | undefined;
}

interface TcpHealth extends Start {
  /**
   * TCP port that accepts connections if the application works. It proves less than `http`: use it only without an HTTP path.
   * @example 6379
   */
  readonly tcp: number;
}

interface CommandHealth extends Start {
  /**
   * Program and its arguments, run inside the container without a shell; exit code 0 means that it works.
   * @example ["redis-cli", "ping"]
   */
  readonly command: readonly string[];
}

export type HealthSpec = HttpHealth | TcpHealth | CommandHealth;

const within = duration("30 seconds");
const forms = z.union([
  fields({ http: urlPath, port: port.optional(), within }),
  fields({ tcp: port, within }),
  fields({ command: words, within }),
]);

/** The health check of a container. */
export const health: z.ZodType<z.output<typeof forms>, HealthSpec> = worded(forms, {
  what: "a health check",
  fix: 'write how to check that it works: health: { http: "/", within: "30 seconds" }, { tcp: 5432, within: "…" } or { command: ["program", "--flag"], within: "…" }',
  standIn: { http: "/", port: 1, within: "1 second" },
});
