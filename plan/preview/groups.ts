import type { Preview, Step } from "./preview.ts";

const SERVICE = "homelab:index:Service";
const HOST = "homelab:index:Host";

/** The steps of a preview by what they belong to. */
export interface Groups {
  /** By the service's name, in the preview's order. */
  readonly services: ReadonlyMap<string, readonly Step[]>;
  /** By the host's name. */
  readonly hosts: ReadonlyMap<string, readonly Step[]>;
  /** What services share, such as Authentik's objects; providers of Pulumi are left out. */
  readonly shared: readonly Step[];
}

/** Groups steps by their component. */
export function grouped({ steps }: Preview): Groups {
  const services = new Map<string, Step[]>();
  const hosts = new Map<string, Step[]>();
  const shared: Step[] = [];
  for (const step of steps) {
    const [type = "", name = ""] = ownerOf(step);
    const group = type === SERVICE ? services : type === HOST ? hosts : undefined;
    if (group === undefined) {
      if (!step.type.startsWith("pulumi:providers:")) shared.push(step);
    } else group.set(name, [...(group.get(name) ?? []), step]);
  }
  return { services, hosts, shared };
}

/** Type and name of the component that a resource is, or is in. */
function ownerOf({ urn, parent = "" }: Step): string[] {
  const own = typeAndName(urn);
  return [SERVICE, HOST].includes(own[0] ?? "") ? own : typeAndName(parent);
}

const typeAndName = (urn: string): string[] => urn.split("::").slice(2);

/** The step of a service or a host with a role: `feeds-rollout` has the role `rollout`. */
export const stepOf = (steps: readonly Step[], owner: string, role: string): Step | undefined =>
  steps.find(({ name }) => name === `${owner}-${role}`);

/** The component itself. */
export const componentOf = (steps: readonly Step[], owner: string): Step | undefined =>
  steps.find(({ name, type }) => name === owner && [SERVICE, HOST].includes(type));

/** A replacement is several steps of one resource. */
export const isReplaced = ({ op }: Step): boolean => op.includes("replace");
