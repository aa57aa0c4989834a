import type { Finding } from "./match.ts";
import type { PlannedResource } from "./preview.ts";

/** A package as its SDK describes itself in package.json. */
export interface Sdk {
  readonly version: string;
  readonly pulumi: {
    readonly name: string;
    readonly version?: string | undefined;
    readonly parameterization?: { readonly value: string } | undefined;
  };
}

type Entry = Readonly<Record<string, unknown>>;

/** What `pulumi import --file` reads. */
export interface ImportFile {
  readonly nameTable: Readonly<Record<string, string>>;
  readonly resources: readonly Entry[];
}

/**
 * The import file for the found objects and their components: existing components by their URN, missing ones to be
 * created with the objects.
 * @param sdks by the name of the package
 */
export function importFile(
  findings: readonly Finding[],
  missing: readonly PlannedResource[],
  sdks: Readonly<Record<string, Sdk>>,
): ImportFile {
  const found = findings.filter((one) => one.outcome === "found");
  const components = new Map(missing.filter(({ component }) => component).map((one) => [one.urn, one]));
  const above = (one: PlannedResource): string[] => {
    if (one.parent === undefined) return [];
    const parent = components.get(one.parent);
    return [one.parent, ...(parent === undefined ? [] : above(parent))];
  };
  const parents = [...new Set(found.flatMap(({ planned }) => above(planned)))];
  const there = parents.filter((urn) => !components.has(urn));
  const making = missing.filter(({ urn, component }) => component && parents.includes(urn));
  return {
    // Resources may share a name, URNs are unique.
    nameTable: Object.fromEntries(there.map((urn) => [urn, urn])),
    resources: [
      ...making.map((one) => ({ ...place(one), component: true })),
      ...found.map(({ planned, id }) => ({ ...place(planned), id, ...versions(planned.type, sdks) })),
    ],
  };
}

const place = ({ urn, type, name, parent }: PlannedResource): Entry => ({
  ...{ type, name: urn, logicalName: name },
  ...(parent === undefined ? {} : { parent }),
});

function versions(type: string, sdks: Readonly<Record<string, Sdk>>): Entry {
  const sdk = sdks[type.split(":")[0] ?? ""];
  if (sdk === undefined) return {};
  const { name: pluginName, version: pluginVersion, parameterization } = sdk.pulumi;
  const parameters = { pluginName, pluginVersion, value: parameterization?.value };
  return { version: sdk.version, ...(parameterization === undefined ? {} : { parameterization: parameters }) };
}
