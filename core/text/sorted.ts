/** Sorted by code unit, as on the host, so that the order in a definition has no effect on files. */
export const sortedBy = <Item>(items: readonly Item[], key: (item: Item) => string): Item[] =>
  items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

/** The entries of a record, sorted by key in the same way. */
export const byName = <Value>(entries: readonly [string, Value][]): [string, Value][] =>
  sortedBy(entries, ([name]) => name);
