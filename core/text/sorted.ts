/** Sorted by code unit, as the host sorts: the order of a definition must not change what is written there. */
export const sortedBy = <Item>(items: readonly Item[], key: (item: Item) => string): Item[] =>
  items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

/** The entries of a record by their keys, sorted likewise. */
export const byName = <Value>(entries: readonly [string, Value][]): [string, Value][] =>
  sortedBy(entries, ([name]) => name);
