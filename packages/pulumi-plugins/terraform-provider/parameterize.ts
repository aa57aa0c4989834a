import { isObject } from "../protocol/property-values.ts";

/** A package that the base plugin has become. */
export interface ParameterizedPackage {
  readonly name: string;
  readonly version: string;
}

const provider = "goauthentik/authentik";

function refuse(asked: string, { version }: ParameterizedPackage): never {
  throw new Error(`this stand-in for the terraform-provider plugin knows ${provider} ${version} only, not ${asked}`);
}

/** From a command line: `pulumi package add terraform-provider goauthentik/authentik 2025.12.1`. */
export function fromArguments(args: readonly string[], known: ParameterizedPackage): ParameterizedPackage {
  const [name = "", version = known.version] = args;
  const asked = name.split("/").slice(-2).join("/");
  return asked === provider && version === known.version && args.length <= 2 ? known : refuse(args.join(" "), known);
}

/** From what an SDK carries: {"remote":{"url":"<registry>/goauthentik/authentik","version":"2025.12.1"}}. */
export function fromValue(value: string, known: ParameterizedPackage): ParameterizedPackage {
  let content: unknown;
  try {
    content = JSON.parse(value);
  } catch {
    return refuse("a parameter that is no JSON", known);
  }
  const remote = isObject(content) ? content["remote"] : undefined;
  if (!isObject(remote)) return refuse("a local provider", known);
  const { url, version } = remote;
  const matches = typeof url === "string" && url.endsWith(`/${provider}`) && version === known.version;
  return matches ? known : refuse(`${String(url)} ${String(version)}`, known);
}
