import type { Problem } from "../../problems/problem.ts";
import type { SignIn, SignInKind } from "./kind.ts";

/** The service's proxy asks Authentik before each request. */
export interface ForwardAuth {
  readonly kind: "forwardAuth";
  /** Whether one sign-in is for this service's name only or for everything below the domain. */
  readonly level: "single" | "domain";
  /** Regular expressions of paths that need no sign-in, each anchored at the path's beginning. */
  readonly skip: readonly string[];
  /** Headers that tell the application who the user is. */
  readonly headers: readonly string[];
  /** An additional header with the user name, for applications that read another one. */
  readonly userHeader: string | undefined;
}

/** Its provider in Authentik. */
export interface ForwardAuthProviderPlan {
  readonly kind: "forwardAuth";
  readonly name: string;
  readonly externalHost: string;
  /** Undefined if the sign-in is for this host only. */
  readonly cookieDomain: string | undefined;
  /** Seconds until a person has to sign in again. */
  readonly sessionSeconds: number;
}

/** The outpost has to redirect to the login page: its own, or the domain's. */
export interface ForwardAuthSmoke {
  readonly kind: "forwardAuth";
  readonly level: "single" | "domain";
  /** Authentik's URL, without a final slash. */
  readonly login: string;
}

/** The default headers with which the outpost describes the user. */
const HEADERS = ["Username", "Groups", "Email", "Name", "Uid"].map((name) => `X-Authentik-${name}`);

export const forwardAuth: SignInKind<"forwardAuth"> = {
  words: "its Caddy asks Authentik before each request (forward auth)",
  withDefaults: ({ level = "single", skip = [], headers = HEADERS, userHeader }) => ({
    kind: "forwardAuth",
    level,
    skip,
    headers,
    userHeader,
  }),
  problems: (_, { auth }) => headerProblems(auth),
  problemsTogether: levelProblems,
  secrets: {},
  provider: ({ service, auth, web }, { domain, sessionSeconds }) => ({
    kind: "forwardAuth",
    name: `${service}-forward-auth${auth.level === "domain" ? "-domain" : ""}`,
    externalHost: web.url,
    cookieDomain: auth.level === "domain" ? domain : undefined,
    sessionSeconds,
  }),
  providerType: { resource: "authentik:index/providerProxy:ProviderProxy", list: "providers/proxy/" },
  openPaths: ({ skip }) => skip,
  smoke: ({ auth, signOn }) => ({ kind: "forwardAuth", level: auth.level, login: signOn.url }),
};

function headerProblems({ userHeader = "" }: ForwardAuth): Problem[] {
  if (!/^x[-_]authentik[-_]/i.test(userHeader)) return [];
  const problem = `${userHeader} is a header of Authentik itself, which would then have another meaning`;
  const where = ".web.auth.forwardAuth.userHeader";
  return [{ where, problem, fix: "name a header of the application, or leave it out" }];
}

/**
 * The outpost asks one provider about a domain: of two, one would decide about the other's people. And it knows a
 * service that speaks for itself by one name alone.
 */
function levelProblems(signIns: readonly SignIn<"forwardAuth">[]): Problem[] {
  const speaker = signIns.find(({ auth }) => auth.level === "domain")?.service;
  return signIns.flatMap(({ service, auth: { level }, web: { hosts } }): Problem[] => {
    const where = `${service}.web.auth.forwardAuth.level`;
    const [first = "", ...others] = hosts;
    const several = others.length > 0;
    if (level === "domain" && service !== speaker) {
      const problem = `${speaker ?? ""} already signs people in for the whole domain, and would decide who may use ${service}`;
      return [{ where, problem, fix: `write level: "single"${several ? ", and keep one subdomain" : ""}` }];
    }
    if (level === "domain" || !several) return [];
    const problem = `Authentik would serve ${first} only, and reject ${others.join(", ")}`;
    const domain = speaker === undefined ? 'write level: "domain", or keep one subdomain' : undefined;
    const alone = `keep one subdomain; level: "domain" is for one service of a home, and ${speaker ?? ""} has it`;
    return [{ where, problem, fix: domain ?? alone }];
  });
}
