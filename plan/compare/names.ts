/** `+ A, - B, ~ C`: which of the entries are new, gone and changed; "" if none is. Shows keys only. */
export function keyChanges(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const told = keys.flatMap((key) => {
    if (!(key in before)) return [`+ ${key}`];
    if (!(key in after)) return [`- ${key}`];
    return before[key] === after[key] ? [] : [`~ ${key}`];
  });
  return told.join(", ");
}

/** The same for lists, which have no changed entries. */
export const listChanges = (before: readonly string[], after: readonly string[]): string =>
  keyChanges(asKeys(before), asKeys(after));

const asKeys = (list: readonly string[]): Record<string, string> => Object.fromEntries(list.map((key) => [key, ""]));

/** Entries of the first list that the second one has not. */
export const without = (list: readonly string[], others: readonly string[]): string[] =>
  list.filter((one) => !others.includes(one));

/** "a", "a and b", "a, b and c". */
export const enumerated = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
