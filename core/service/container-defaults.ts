import type { Container } from "./service.ts";

/** The defaults of every container, of definitions and of the program's own. */
export const CONTAINER_DEFAULTS = {
  role: "application",
  entrypoint: undefined,
  command: [],
  user: undefined,
  env: [],
  secrets: [],
  files: [],
  volumes: [],
  stays: false,
  scrapeTargets: undefined,
  // An application that ignores its stop signal delays a deploy by this time; databases set a longer `stop`.
  stopSeconds: 5,
  beforeDeploy: undefined,
} as const satisfies Partial<Container>;

/** The port of a health check without a port; the checks refuse it. */
export const NO_PORT = 0;
