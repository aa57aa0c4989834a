/** Who may reach a service, the most first: everybody · only the home's networks · nobody from outside its pods. */
export const EXPOSURES = ["public", "private", "local"] as const;

export type Exposure = (typeof EXPOSURES)[number];
