import type { ApiRequest } from "../../server/messages.ts";
import { keyOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { applicationOf } from "../families/providers.ts";

/** A proxy provider as its outpost serves it. */
export interface Served {
  readonly provider: Stored;
  readonly application: Stored;
  readonly outpost: Stored;
}

/** A header's value; the first one where proxies added theirs. */
export function header({ headers }: Pick<ApiRequest, "headers">, name: string): string | undefined {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value)?.split(",")[0]?.trim();
}

/** The host that the person asked for. */
export const askedHost = (request: Pick<ApiRequest, "headers">): string =>
  (header(request, "x-forwarded-host") ?? header(request, "host") ?? "").toLowerCase();

/** Whether a host is a domain or below it. A leading dot of the domain does not matter. */
export function isWithin(host: string, domain: string): boolean {
  const bare = domain.replace(/^\./, "").toLowerCase();
  const name = host.replace(/:\d+$/, "");
  return bare !== "" && (name === bare || name.endsWith(`.${bare}`));
}

function externalHost(provider: Stored): string | undefined {
  const address = textOf(provider, "external_host");
  return URL.canParse(address) ? new URL(address).host : undefined;
}

function servedBy(outpost: Stored, world: World): Served[] {
  const providers = world
    .all("proxy")
    .filter((one) => world.holding("outpost", "providers", keyOf(one)).includes(outpost));
  return providers.flatMap((provider) => {
    const application = applicationOf(provider, world);
    return application === undefined ? [] : [{ provider, application, outpost }];
  });
}

/**
 * The forward-auth provider for a host: attached to a proxy outpost and used by an application.
 * A host of its own goes before a domain, a longer domain before a shorter one.
 */
export function findServed(world: World, host: string): Served | undefined {
  const outposts = world.all("outpost").filter((one) => one["type"] === "proxy");
  const served = outposts.flatMap((one) => servedBy(one, world)).filter(({ provider }) => provider["mode"] !== "proxy");
  const own = served.find(({ provider }) => externalHost(provider) === host);
  if (own !== undefined) return own;
  const domain = ({ provider }: Served): string => textOf(provider, "cookie_domain");
  return served
    .filter((one) => one.provider["mode"] === "forward_domain" && isWithin(host, domain(one)))
    .toSorted((one, other) => domain(other).length - domain(one).length)[0];
}
