import type { Ledger } from "./ledger.ts";
import { rawPeers } from "./unparsed.ts";
import type { Peer, Service } from "./service.ts";

/** Service -> names of its required services, which may not exist. */
export type NeedsByName = ReadonlyMap<string, readonly string[]>;

/**
 * The required services of every service, in the ledger's order: those that its definition names, read even if the
 * rest of it is wrong, and the service that runs Authentik if it has a sign-in.
 */
export function needsByName(ledger: Ledger, services: readonly Service[]): NeedsByName {
  const signOn = services.find(({ web }) => web?.servesSignOn)?.name;
  return new Map(
    ledger.services.map((definition) => {
      const { name } = definition;
      const asks = services.some((service) => service.name === name && service.web?.signOn !== undefined);
      const implied = asks && signOn !== undefined && signOn !== name ? [signOn] : [];
      return [name, [...new Set([...rawPeers(definition, "needs"), ...implied])].sort()];
    }),
  );
}

/**
 * The services with the others that they connect to, sorted topologically by their needs; otherwise their order stays.
 * Expects valid names.
 */
export function withPeers(ledger: Ledger, services: readonly Service[], needs: NeedsByName): Service[] {
  const peers = (names: readonly string[]): Peer[] =>
    names.flatMap((name) => services.filter((each) => each.name === name)).map(asPeer);
  const reached = new Map(ledger.services.map((each) => [each.name, rawPeers(each, "reaches").sort()]));
  const complete = services.map((service) => ({
    ...service,
    needs: peers(needs.get(service.name) ?? []),
    reaches: peers(reached.get(service.name) ?? []),
  }));
  const ordered = new Set<Service>();
  const visit = (service: Service): void => {
    if (ordered.has(service)) return;
    for (const { name } of service.needs) complete.filter((each) => each.name === name).forEach(visit);
    ordered.add(service);
  };
  complete.forEach(visit);
  return [...ordered];
}

const asPeer = ({ name, uid, web }: Service): Peer => ({ name, uid, hosts: web?.hosts ?? [] });

/** The given services and all that require one of them, directly or indirectly. */
export function withThoseThatNeed(chosen: readonly Service[], services: readonly Service[]): Service[] {
  // Each comes after its required services, so one pass is enough.
  const names = new Set(chosen.map(({ name }) => name));
  return services.filter(({ name, needs }) => {
    if (needs.some((need) => names.has(need.name))) names.add(name);
    return names.has(name);
  });
}
