/** The lines `key=value` of a spec. */
export const pairs = (spec: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    spec
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

/** What a spec of a dataset says. */
export interface DatasetSpec {
  readonly dataset: string;
  /** In the notation of ZFS, such as `5G`. */
  readonly quota: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly directories: Readonly<Record<string, string>>;
}

export function datasetSpec(spec: string): DatasetSpec {
  const read = pairs(spec);
  const below = (prefix: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(read)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    );
  return {
    dataset: read["dataset"] ?? "",
    quota: read["refquota"] ?? "",
    properties: below("property."),
    directories: below("dir."),
  };
}

/** What the spec of a rollout says. */
export interface RolloutSpec {
  readonly strategy: string;
  readonly drain: string;
  readonly needs: readonly string[];
  /** Name of each secret -> its revision, which is public. */
  readonly secrets: Readonly<Record<string, string>>;
}

export function rolloutSpec(spec: string): RolloutSpec {
  const { strategy = "", drain = "", needs = "", secrets = "{}" } = pairs(spec);
  return {
    strategy,
    drain,
    needs: needs === "" ? [] : needs.split(","),
    secrets: JSON.parse(secrets) as Record<string, string>,
  };
}

/** What the spec of a route says: names, and the networks that may ask; none: everybody may. */
export interface RouteSpec {
  readonly names: readonly string[];
  readonly sources: readonly string[];
}

export function routeSpec(spec: string): RouteSpec {
  const { names = [], sources = [] } = JSON.parse(spec) as Partial<RouteSpec>;
  return { names, sources };
}
