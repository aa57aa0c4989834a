import { z } from "zod";
import { duration } from "./amounts-schema.ts";
import { fields, worded } from "./builders.ts";
import { port, urlPath, words } from "./leaves.ts";

const HTTP_FIX = 'say how one sees that it works: health: { http: "/", within: "30 seconds" }';
const HEALTH_FIX = `${HTTP_FIX}, { tcp: 5432, within: "…" } or { command: ["program", "--flag"], within: "…" }`;
const within = duration("30 seconds");

/** How one sees that a container works. */
export const health = worded(
  z.union([
    fields({
      /**
       * Path that answers 2xx or 3xx to `GET` when the application works; asked by plain HTTP inside the pod. It is also
       * how the ingress sees whether a slot may be given requests, so `replicas` over 1 needs it.
       * @example "/healthz"
       */
      http: urlPath,
      /**
       * TCP port that answers.
       * @default `web.port`, for the container that `web` names; else required
       * @example 8081
       */
      port: port.optional(),
      /**
       * Longest time from start to the first good answer; then the deploy fails. Up to 24 hours.
       * @example "2 minutes"
       */
      within,
    }),
    fields({
      /**
       * TCP port that takes connections when the application works. Less than `http` says: use it where there is no page.
       * @example 6379
       */
      tcp: port,
      /**
       * Longest time from start to the first good answer; then the deploy fails. Up to 24 hours.
       * @example "30 seconds"
       */
      within,
    }),
    fields({
      /**
       * Program and its arguments, run inside the container without a shell; exit code 0 says that it works.
       * @example ["redis-cli", "ping"]
       */
      command: words,
      /**
       * Longest time from start to the first good answer; then the deploy fails. Up to 24 hours.
       * @example "30 seconds"
       */
      within,
    }),
  ]),
  {
    what: "a way to see that it works",
    fix: HEALTH_FIX,
    standIn: { http: "/", port: 1, within: "1 second" },
  },
);
