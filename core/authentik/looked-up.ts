const END = ": asked for when it is needed)";

/** What stands for an id while nobody was asked for it. @param what in words of a person, such as "group admins" */
export const lookedUp = (what: string): string => `(${what}${END}`;

/** Whether a value is such words. */
export const isLookedUp = (value: unknown): boolean => typeof value === "string" && value.endsWith(END);
