import { textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { applicationOf } from "../families/providers.ts";

/** A provider that people log in through, with the application it belongs to. */
export interface Client {
  readonly provider: Stored;
  readonly application: Stored;
}

/** The client with this id; undefined also for a provider that no application uses. */
export function clientById(world: World, id: string | null): Client | undefined {
  const provider = ["oauth2", "proxy"].map((family) => world.find(family, "client_id", id)).find((one) => one);
  const application = provider === undefined ? undefined : applicationOf(provider, world);
  return provider === undefined || application === undefined ? undefined : { provider, application };
}

/** The OAuth2 client of the application with this slug. */
export function clientBySlug(world: World, slug: string): Client | undefined {
  const application = world.find("application", "slug", slug);
  const provider = world.byKey(["oauth2", "proxy"], application?.["provider"]);
  return provider === undefined || application === undefined ? undefined : { provider, application };
}

/** The issuer of a client's tokens. @param base the server's address as people see it */
export function issuer({ provider, application }: Client, base: string): string {
  return provider["issuer_mode"] === "global" ? `${base}/` : `${base}/application/o/${textOf(application, "slug")}/`;
}
