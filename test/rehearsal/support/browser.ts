import { ask, type Answer } from "./web.ts";

/** How many pages one visit may be sent on. */
const HOPS = 12;

/** What a visit ended with, and the addresses that led there. */
export interface Visit extends Answer {
  readonly url: string;
  readonly way: readonly string[];
}

/** A person's browser: keeps cookies for each host, goes where it is sent, fills in the login's form. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #person: { readonly name: string; readonly password: string } | undefined;

  /** @param person Who fills in the form; nobody stays there. */
  constructor(person?: { readonly name: string; readonly password: string }) {
    this.#person = person;
  }

  /** Opens a page and ends where nobody is sent on. @throws Error after too many pages */
  async visit(url: string, method = "GET", body?: string): Promise<Visit> {
    const way: string[] = [];
    let next = { url: new URL(url), method, body };
    for (let hop = 0; hop < HOPS; hop += 1) {
      way.push(next.url.href);
      const answer = await this.#ask(next.url, next.method, next.body);
      const { location } = answer.headers;
      if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
        next = { url: new URL(location, next.url), method: "GET", body: undefined };
      } else if (this.#person !== undefined && isLogin(next.url, answer)) {
        const { name: username, password } = this.#person;
        const form = { username, password, next: next.url.searchParams.get("next") ?? "" };
        next = { url: next.url, method: "POST", body: new URLSearchParams(form).toString() };
      } else {
        return { ...answer, url: next.url.href, way };
      }
    }
    throw new Error(`${url} goes on and on: ${way.join(" -> ")}`);
  }

  async #ask(url: URL, method: string, body: string | undefined): Promise<Answer> {
    const jar = this.#cookies.get(url.hostname) ?? new Map<string, string>();
    this.#cookies.set(url.hostname, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const form = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
    const headers = { ...(cookie === "" ? {} : { cookie }), ...form };
    const sent = body === undefined ? {} : { body };
    const answer = await ask(url.hostname, url.pathname + url.search, { method, headers, ...sent });
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [pair = ""] = line.split(";");
      const cut = pair.indexOf("=");
      jar.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return answer;
  }
}

const isLogin = (url: URL, { status }: Answer): boolean =>
  status === 200 && url.pathname.startsWith("/if/flow/") && url.searchParams.has("next");
