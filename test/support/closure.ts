/** A resource as `pulumi stack export` writes it (`deployment.resources[]`), as far as a destroy reads it. */
export interface StateResource {
  readonly urn: string;
  readonly parent?: string;
  /** `<urn>::<id>` */
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly deletedWith?: string;
}

/**
 * The resources that `pulumi destroy -t <urn> --target-dependents` takes: the target, all below it, and
 * all that depends on any of those. @returns their URNs, sorted
 */
export function destroyClosure(resources: readonly StateResource[], target: string): string[] {
  return grow(resources, target, (resource) => [...edges(resource), resource.parent]);
}

/** The target and all below it, by parents alone. @returns their URNs, sorted */
export function subtree(resources: readonly StateResource[], target: string): string[] {
  return grow(resources, target, (resource) => [resource.parent]);
}

/** URNs that a resource depends on, parents aside. */
export function edges(resource: StateResource): string[] {
  const byProperty = Object.values(resource.propertyDependencies ?? {}).flatMap((urns) => urns ?? []);
  const provider = resource.provider?.replace(/::[^:]*$/, "");
  const single = [resource.deletedWith, provider].filter((urn) => urn !== undefined && urn !== "");
  return [...new Set([...(resource.dependencies ?? []), ...byProperty, ...single])] as string[];
}

function grow(
  resources: readonly StateResource[],
  target: string,
  follows: (resource: StateResource) => readonly (string | undefined)[],
): string[] {
  const taken = new Set([target]);
  let size = 0;
  while (size < taken.size) {
    size = taken.size;
    for (const resource of resources) {
      if (follows(resource).some((urn) => urn !== undefined && taken.has(urn))) taken.add(resource.urn);
    }
  }
  return [...taken].sort();
}
