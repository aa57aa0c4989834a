import { twice } from "../../problems/twice.ts";
import type { Problem } from "../../problems/problem.ts";
import type { OidcContext } from "../../schema/auth/oidc.ts";
import { regexProblem } from "../../schema/path-patterns.ts";
import { isPath } from "../../schema/redirects.ts";
import { secret } from "../../schema/secret-refs.ts";
import { applicationSlug, groupKey, SIGN_ON_CA_PATH } from "../sign-on.ts";
import type { SignIn, SignInKind } from "./kind.ts";

/** The application itself asks people to sign in, by OpenID Connect. */
export interface Oidc {
  readonly kind: "oidc";
  /** Paths to which Authentik may redirect people back; patterns with match "regex". */
  readonly redirectPaths: readonly string[];
  readonly match: "strict" | "regex";
  /** Page of the application that redirects to Authentik without a click; undefined: not known. */
  readonly loginPath: string | undefined;
  /** Names of rights within this application. */
  readonly entitlements: readonly string[];
}

/** Its provider in Authentik. */
export interface OidcProviderPlan {
  readonly kind: "oidc";
  readonly name: string;
  readonly redirectUris: readonly { readonly matching_mode: "strict" | "regex"; readonly url: string }[];
  /** Seconds for which the application may renew its session without another sign-in. */
  readonly sessionSeconds: number;
}

/**
 * The issuer's authorization endpoint has to accept the client; without a redirect URI (a pattern) only its discovery
 * is read. `start` is the application's page that has to redirect there with the same client id and redirect URI.
 */
export interface OidcSmoke {
  readonly kind: "oidc";
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri?: string;
  readonly start?: string;
}

/** Podman secret with the client's secret. */
export const CLIENT_SECRET = "oidc-client-secret";

export const oidc: SignInKind<"oidc"> = {
  words: "the application asks people to sign in (OpenID Connect)",
  withDefaults: ({ redirectPath, match = "strict", loginPath, entitlements = [] }) => ({
    kind: "oidc",
    redirectPaths: [redirectPath].flat(),
    match,
    loginPath,
    entitlements,
  }),
  problems: (_, { auth }) => [...redirectProblems(auth), ...repeatedEntitlements(auth.entitlements)],
  secrets: { [CLIENT_SECRET]: { what: "secret", resource: "client-secret" } },
  context,
  connects: ({ role, stays }) => !stays && role === "application",
  provider: ({ service, auth, web }, { sessionSeconds }) => ({
    kind: "oidc",
    name: `${service}-oidc`,
    redirectUris: redirectUris(auth, web.hosts),
    sessionSeconds,
  }),
  providerType: { resource: "authentik:index/providerOauth2:ProviderOauth2", list: "providers/oauth2/" },
  entitlements: ({ entitlements }) => entitlements,
  smoke,
};

/** The issuer, with the final slash that Authentik's tokens have. */
const issuerUrl = (url: string, service: string): string => `${url}/application/o/${applicationSlug(service)}/`;

function context({ service, auth, signOn, web }: SignIn<"oidc">): OidcContext {
  const issuer = issuerUrl(signOn.url, service);
  return {
    issuer,
    discovery: `${issuer}.well-known/openid-configuration`,
    authorizeUrl: new URL("../authorize/", issuer).href,
    tokenUrl: new URL("../token/", issuer).href,
    userinfoUrl: new URL("../userinfo/", issuer).href,
    clientId: applicationSlug(service),
    secretFile: secret.file(CLIENT_SECRET),
    redirectUri: web.url + (auth.redirectPaths.find(isPath) ?? ""),
    caFile: signOn.ca === undefined ? undefined : SIGN_ON_CA_PATH,
  };
}

function redirectProblems({ redirectPaths, match }: Oidc): Problem[] {
  const where = ".web.auth.oidc.redirectPath";
  const repeated = twice(redirectPaths).map((path) => ({ where, problem: `names ${path} twice`, fix: "name it once" }));
  const unreadable = match === "regex" ? redirectPaths.flatMap((path) => regexProblem(path) ?? []) : [];
  return [...repeated, ...unreadable.map((found) => ({ where, ...found }))];
}

const repeatedEntitlements = (entitlements: readonly string[]): Problem[] =>
  twice(entitlements.map(groupKey)).map((key) => ({
    where: ".web.auth.oidc.entitlements",
    problem: `has two names for ${key}`,
    fix: "name each once",
  }));

/**
 * Every redirect path on every name, and addresses with a scheme of their own as they are. In a pattern the name stands
 * for itself, so its dots are escaped.
 */
function redirectUris({ redirectPaths, match }: Oidc, hosts: readonly string[]): OidcProviderPlan["redirectUris"] {
  const prefixes = hosts.map((host) => `https://${match === "regex" ? host.replaceAll(".", "\\.") : host}`);
  const urls = [
    ...prefixes.flatMap((prefix) => redirectPaths.filter(isPath).map((path) => prefix + path)),
    ...redirectPaths.filter((redirect) => !isPath(redirect)),
  ];
  return urls.map((url) => ({ matching_mode: match, url }));
}

function smoke({ service, auth, signOn, web }: SignIn<"oidc">): OidcSmoke {
  const path = auth.redirectPaths.find(isPath);
  const exact = auth.match === "strict" && path !== undefined ? { redirectUri: web.url + path } : {};
  const start = auth.loginPath === undefined ? {} : { start: auth.loginPath };
  const issuer = issuerUrl(signOn.url, service);
  return { kind: "oidc", issuer, clientId: applicationSlug(service), ...exact, ...start };
}
