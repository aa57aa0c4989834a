import { plainProperties, unknownValue } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { Refusal } from "../protocol/schema-check.ts";
import type { Connection } from "./client.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const officialAddress = "https://api.cloudflare.com/client/v4/";
const tokenForm = /^[0-9A-Za-z_-]{40,80}$/;
const otherLogins = ["apiKey", "apiUserServiceKey", "email"];
const known = new Set(["apiToken", "baseUrl", "userAgentOperatorSuffix", ...otherLogins]);
// What the engine adds to every provider's settings.
const engineOwn = new Set(["version", "pluginDownloadURL", "pluginChecksums", "__internal"]);

function refusal(name: string, value: unknown): string | undefined {
  if (engineOwn.has(name) || value === unknownValue) return undefined;
  if (!known.has(name)) return "is not a setting of the cloudflare provider";
  if (otherLogins.includes(name)) return "the stand-in plugin takes apiToken only";
  if (typeof value !== "string") return "must be of type string";
  if (name === "apiToken" && !tokenForm.test(value)) {
    return "must be 40 to 80 letters, digits, hyphens and underscores";
  }
  if (name === "baseUrl" && !/^https?:$/.test(URL.parse(value)?.protocol ?? "")) {
    return "must be an address that begins with http:// or https://";
  }
  return undefined;
}

/** What is wrong with a provider's settings; a refusal never repeats a value, which may be the token. */
export function checkSettings(settings: Properties): Refusal[] {
  return Object.entries(plainProperties(settings)).flatMap(([property, value]) => {
    const reason = refusal(property, value);
    return reason === undefined ? [] : [{ property, reason }];
  });
}

/**
 * Where to find the API: the settings, else CLOUDFLARE_BASE_URL and CLOUDFLARE_API_TOKEN. The
 * environment is read here and not as a default of the settings, which would put the token into the state.
 * @returns the connection, or why there is none
 */
export function connectionFrom(settings: Properties, env: Environment): Connection | string {
  const { baseUrl, apiToken } = plainProperties(settings);
  if (baseUrl === unknownValue || apiToken === unknownValue) {
    return "cloudflare: apiToken or baseUrl is known only after the deployment; take it from the stack's config";
  }
  const address = text(baseUrl) ?? text(env["CLOUDFLARE_BASE_URL"]) ?? officialAddress;
  const token = text(apiToken) ?? text(env["CLOUDFLARE_API_TOKEN"]);
  if (token === undefined) {
    return "cloudflare: there is no API token; set cloudflare:apiToken (secret) or CLOUDFLARE_API_TOKEN";
  }
  if (URL.parse(address) === null)
    return "cloudflare: CLOUDFLARE_BASE_URL is no address; set it to one with http(s)://";
  return { baseUrl: address.endsWith("/") ? address : `${address}/`, token };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
