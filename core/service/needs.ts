import type { Ledger } from "./ledger.ts";
import { rawNeeds } from "./unparsed.ts";
import type { Need, Service } from "./service.ts";

/** Service -> names of those it needs; a name may be of no service. */
export type NeedsByName = ReadonlyMap<string, readonly string[]>;

/**
 * What every service needs, in the ledger's order: those that its definition names, read even where the rest of it
 * is wrong, and whoever serves the sign-on of its people.
 */
export function needsByName(ledger: Ledger, services: readonly Service[]): NeedsByName {
  const signOn = services.find(({ web }) => web?.servesSignOn)?.name;
  return new Map(
    ledger.services.map((definition) => {
      const { name } = definition;
      const asks = services.some((service) => service.name === name && service.web?.signOn !== undefined);
      const implied = asks && signOn !== undefined && signOn !== name ? [signOn] : [];
      return [name, [...new Set([...rawNeeds(definition), ...implied])].sort()];
    }),
  );
}

/** The services with their needs, each after all that it needs; otherwise their order stays. Needs are right. */
export function withNeeds(services: readonly Service[], needs: NeedsByName): Service[] {
  const complete = services.map((service) => ({
    ...service,
    needs: (needs.get(service.name) ?? []).flatMap((name) => services.filter((each) => each.name === name)).map(asNeed),
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

const asNeed = ({ name, uid, web }: Service): Need => ({ name, uid, hosts: web?.hosts ?? [] });

/** The given services and all that need one of them, however far away. */
export function withThoseThatNeed(chosen: readonly Service[], services: readonly Service[]): Service[] {
  // Each comes after its needs, so one pass is enough.
  const names = new Set(chosen.map(({ name }) => name));
  return services.filter(({ name, needs }) => {
    if (needs.some((need) => names.has(need.name))) names.add(name);
    return names.has(name);
  });
}
