import contract from "../../contract/constants.json" with { type: "json" };
import { argument, type Encoded, EncodingError, jsonArgument } from "../text/encode.ts";
import type { Health } from "../service/service.ts";

/** The host's folder with a static busybox and the probe scripts, and its mount point in every container. */
export const PROBE_FOLDER = {
  source: contract.paths.probe,
  target: contract.probe.inContainer,
} as const;
const BUSYBOX = `${PROBE_FOLDER.target}/${contract.probe.busybox}`;

/** How long one probe of a start waits inside the container, in seconds. */
const STARTUP_WAIT = 15;

/** Value of `HealthCmd=`: a command that podman runs without a shell, which an image need not have. */
export const healthCommand = (health: Health): Encoded => withoutShell(question(health));

/**
 * Value of `HealthStartupCmd=`: probes inside the container, at once and then once a second, until the probe succeeds.
 * On a small host Podman takes seconds to start a probe, which would slow down the container's start.
 */
export const startupCommand = (health: Health): Encoded =>
  withoutShell([...script("until"), String(STARTUP_WAIT), ...wellNamed(question(health))]);

/** Value of `HealthStartupRetries=`: enough for the definition's time limit, and at least two. */
export const startupRetries = ({ withinSeconds }: Health): number =>
  Math.max(2, Math.ceil(withinSeconds / STARTUP_WAIT));

const script = (name: string): string[] => [BUSYBOX, "sh", `${PROBE_FOLDER.target}/${name}`];

function question(health: Health): readonly string[] {
  switch (health.kind) {
    case "http":
      return [...script("http"), String(health.port), health.path];
    case "tcp":
      return [...script("tcp"), String(health.port)];
    case "command":
      return health.command;
  }
}

/**
 * Podman 5.4 runs a JSON array of two or more words as it is. It hands an array of one word to a shell, and
 * an array that begins with one of its own keywords loses its quoting, so these two are written differently.
 */
function withoutShell(command: readonly string[]): Encoded {
  const [program = ""] = wellNamed(command);
  return command.length > 1 ? jsonArgument(command) : argument(`CMD ${program}`);
}

function wellNamed(command: readonly string[]): readonly string[] {
  const [program = ""] = command;
  if (program === "") throw new EncodingError("a health check needs a program");
  if (/^(cmd|cmd-shell|none)$/i.test(program))
    throw new EncodingError(`podman reads ${program} as a keyword, not as a program`);
  if (command.length < 2 && /\s/.test(program))
    throw new EncodingError(`${JSON.stringify(program)} contains a space: write each word separately`);
  return command;
}
