/** Sorted by code unit, as the host sorts: the order of a definition must not change what is written there. */
export const byName = <Value>(entries: readonly [string, Value][]): [string, Value][] =>
  entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
