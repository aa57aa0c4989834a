import type { Problem } from "../../problems/problem.ts";
import type { SignIn, SignInKind } from "./kind.ts";

/** The service's proxy asks Authentik before each request. */
export interface ForwardAuth {
  readonly kind: "forwardAuth";
  /** Whether each name of the service has its own sign-in, or one is for everything below the domain. */
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
  // The outpost knows a provider for single names by one name.
  applicationForEachName: ({ level }) => level === "single",
  openPaths: ({ skip }) => skip,
  smoke: ({ auth, signOn }) => ({ kind: "forwardAuth", level: auth.level, login: signOn.url }),
};

function headerProblems({ userHeader = "" }: ForwardAuth): Problem[] {
  if (!/^x[-_]authentik[-_]/i.test(userHeader)) return [];
  const problem = `${userHeader} is a header of Authentik itself, which would then have another meaning`;
  const where = ".web.auth.forwardAuth.userHeader";
  return [{ where, problem, fix: "name a header of the application, or leave it out" }];
}

/** The outpost asks one provider about a domain: of two, one would decide about the other's people. */
function levelProblems(signIns: readonly SignIn<"forwardAuth">[]): Problem[] {
  const [speaker, ...others] = signIns.filter(({ auth }) => auth.level === "domain");
  return others.map(({ service }) => ({
    where: `${service}.web.auth.forwardAuth.level`,
    problem: `${speaker?.service ?? ""} already signs people in for the whole domain, and would decide who may use ${service}`,
    fix: 'write level: "single"',
  }));
}
