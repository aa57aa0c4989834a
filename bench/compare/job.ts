/** One service of the job that every tool is given: a container with a small static server behind its TLS sidecar. */
export interface Site {
  readonly name: string;
  readonly uid: number;
  /** What its page says. */
  readonly greeting: string;
}

/** Services answer under it. */
export const DOMAIN = "home.test";

const FIRST_UID = 2100;
const PLAIN = "good morning";
const CHANGED = "good evening";

/**
 * The services of the job.
 * @param count how many
 * @param changed whether the first of them has another greeting, which is the one change that is measured
 */
export function job(count: number, changed: boolean): Site[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `site${index + 1}`,
    uid: FIRST_UID + index,
    greeting: changed && index === 0 ? CHANGED : PLAIN,
  }));
}
