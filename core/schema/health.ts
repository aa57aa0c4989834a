import { z } from "zod";
import { duration } from "./amounts-schema.ts";
import type { Duration } from "./amounts.ts";
import { fields, worded } from "./builders.ts";
import { type AbsolutePath, port, urlPath, words } from "./leaves.ts";

// As interfaces, since an editor shows a comment on what all forms have only where they inherit it.
interface Start {
  /**
   * Longest time from start to the first good answer; then the deploy fails. Up to 24 hours.
   * @example "2 minutes"
   */
  readonly within: Duration;
}

interface HttpHealth extends Start {
  /**
   * Path that answers 2xx or 3xx to `GET` when the application works; asked by plain HTTP inside the pod. It is also
   * how the ingress sees whether a slot may be given requests, so `replicas` over 1 needs it.
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
   * TCP port that takes connections when the application works. Less than `http` says: use it where there is no page.
   * @example 6379
   */
  readonly tcp: number;
}

interface CommandHealth extends Start {
  /**
   * Program and its arguments, run inside the container without a shell; exit code 0 says that it works.
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

/** How one sees that a container works. */
export const health: z.ZodType<z.output<typeof forms>, HealthSpec> = worded(forms, {
  what: "a way to see that it works",
  fix: 'say how one sees that it works: health: { http: "/", within: "30 seconds" }, { tcp: 5432, within: "…" } or { command: ["program", "--flag"], within: "…" }',
  standIn: { http: "/", port: 1, within: "1 second" },
});
