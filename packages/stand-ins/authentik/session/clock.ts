/** Seconds since 1970. */
export const now = (): number => Math.floor(Date.now() / 1000);

/** Takes out what has expired. */
export function dropExpired<T extends { readonly expires: number }>(entries: Record<string, T>): void {
  for (const [key, { expires }] of Object.entries(entries)) {
    if (expires <= now()) Reflect.deleteProperty(entries, key);
  }
}
