import type { Auth } from "../../core/service/auth/kinds.ts";
import { CLIENT_SECRET } from "../../core/service/auth/oidc.ts";
import type { SignOn } from "../../core/service/sign-on.ts";
import type { Service } from "../../core/service/service.ts";
import { container, finished, service, settings, web } from "./samples.ts";

/** A sign-on on the same host, with a certificate of the home's own authority. */
export const signOn: SignOn = {
  url: "https://auth.home.test",
  host: "auth.home.test",
  ca: settings.tls.caCertificate,
};

/** Its server, as a service that has people sign on there needs it. */
const needs = [{ name: "authentication", uid: 2010, hosts: [signOn.host] }];

const access = ["family"];
const asked = (name: string, auth: Auth) => ({ ...web(name), auth, access, signOn });

const HEADERS = ["X-Authentik-Username", "X-Authentik-Groups"];

/** Behind forward auth, with paths that anybody may ask. */
export const checked: Service = service({
  name: "papers",
  uid: 2011,
  needs,
  web: asked("papers", {
    kind: "forwardAuth",
    level: "single",
    skip: ["^/api/v\\d+/", "^/public/"],
    headers: HEADERS,
    userHeader: "X-Remote-User",
  }),
});

/** Behind forward auth with two names, each with an application of its own. */
export const twice: Service = finished({
  ...checked,
  name: "albums",
  web: {
    ...asked("albums", { kind: "forwardAuth", level: "single", skip: [], headers: HEADERS, userHeader: undefined }),
    subdomains: ["albums", "old.albums"],
    hosts: ["albums.home.test", "old.albums.home.test"],
  },
});

/** Speaks OpenID Connect, and has a state pod. */
export const client: Service = service({
  name: "photos",
  uid: 2012,
  needs,
  web: asked("photos", {
    kind: "oidc",
    redirectPaths: ["/cb"],
    match: "strict",
    loginPath: undefined,
    entitlements: [],
  }),
  containers: [
    container({ secrets: [{ secret: CLIENT_SECRET, type: "mount", target: CLIENT_SECRET }] }),
    container({ name: "db", stays: true, health: { kind: "tcp", port: 5432, withinSeconds: 30 } }),
  ],
});

/** Where people sign on. */
export const server: Service = service({
  name: "authentication",
  uid: 2010,
  web: { ...web("auth"), port: 9000, servesSignOn: true },
});

export const ssoSamples: readonly Service[] = [
  server,
  checked,
  twice,
  client,
  finished({
    ...checked,
    name: "wiki",
    needs: [],
    reaches: [],
    web: {
      ...asked("wiki", { kind: "forwardAuth", level: "domain", skip: [], headers: HEADERS, userHeader: undefined }),
      hosts: ["wiki.home.test", "notes.home.test"],
      signOn: { ...signOn, ca: undefined },
    },
  }),
];
