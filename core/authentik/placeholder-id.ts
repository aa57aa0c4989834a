const END = ": asked for when it is needed)";

/** A placeholder for an id that has not been looked up. @param what the object in words, such as "group admins" */
export const placeholderId = (what: string): string => `(${what}${END}`;

/** Whether a value is such a placeholder. */
export const isPlaceholderId = (value: unknown): boolean => typeof value === "string" && value.endsWith(END);
