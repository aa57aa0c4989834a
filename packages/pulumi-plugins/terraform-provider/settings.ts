import { isObject } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { isUnknown } from "./plan.ts";
import type { Connection } from "./api.ts";

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Values other than texts travel as JSON. */
function parsed(value: unknown): unknown {
  return typeof value === "string" && value !== "" ? (JSON.parse(value) as unknown) : value;
}

function textOf(value: unknown, otherwise: string | undefined): string {
  return typeof value === "string" && value !== "" ? value : (otherwise ?? "");
}

function missing(what: string, variable: string): Error {
  const fix = `set authentik:${what} in the stack's config, or the environment variable ${variable}`;
  return new Error(`Authentik's ${what} is not configured: ${fix}`);
}

/**
 * The connection out of the provider's settings, else out of AUTHENTIK_URL and AUTHENTIK_TOKEN.
 * @param settings what the engine gives, plain
 * @returns undefined while a setting is known only after a deployment
 * @throws Error when one is missing or cannot be used; it names no value
 */
export function connectionFrom(settings: Properties, env: Environment = process.env): Connection | undefined {
  if (isUnknown(settings)) return undefined;
  const url = textOf(settings["url"], env["AUTHENTIK_URL"]);
  const token = textOf(settings["token"], env["AUTHENTIK_TOKEN"]);
  if (url === "") throw missing("url", "AUTHENTIK_URL");
  if (token === "") throw missing("token", "AUTHENTIK_TOKEN");
  if (!URL.canParse(url)) throw new Error("Authentik's url is no address such as https://auth.home.test");
  if (parsed(settings["insecure"]) === true || env["AUTHENTIK_INSECURE"] === "true") {
    throw new Error("the stand-in plugin always checks certificates: leave `insecure` out");
  }
  const headers = parsed(settings["headers"]);
  return { url, token, headers: isObject(headers) ? (headers as Record<string, string>) : {} };
}

/** What is wrong with the provider's settings, or undefined when they will do as far as they are known. */
export function settingsProblem(settings: Properties, env: Environment): string | undefined {
  try {
    connectionFrom(settings, env);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
