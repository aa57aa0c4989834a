import { z } from "zod";

const stored = z.record(z.string(), z.unknown());

const session = z.object({ user: z.number(), expires: z.number(), since: z.number() });
const grant = z.object({
  provider: z.number(),
  user: z.number(),
  expires: z.number(),
  scopes: z.array(z.string()),
  nonce: z.string().optional(),
  redirectUri: z.string().optional(),
  challenge: z.object({ method: z.enum(["plain", "S256"]), value: z.string() }).optional(),
  authenticated: z.number(),
});

const state = z.object({
  /** The next number of the two integer sequences: one for all providers, one for users. */
  next: z.object({ provider: z.number(), user: z.number() }),
  /** Family name -> its objects, oldest first. */
  objects: z.record(z.string(), z.array(stored)),
  /** What the server hashes user identifiers with. */
  secretKey: z.string(),
  /** User number -> salted hash of the password. */
  passwords: z.record(z.string(), z.string()),
  /** Hash of the cookie -> who is logged in at Authentik. */
  sessions: z.record(z.string(), session),
  /** Hash of the cookie -> who is logged in at an application's outpost. */
  outpostSessions: z.record(z.string(), session.extend({ provider: z.number() })),
  /** Hash of an authorization code -> what it stands for. */
  codes: z.record(z.string(), grant),
  /** Key of an outpost -> the token of its process. */
  outpostTokens: z.record(z.string(), z.string()).default({}),
  /** What the browser of an open form is known by -> its invitation. */
  openForms: z.record(z.string(), stored).default({}),
  /** Hash of a refresh token -> what it stands for. */
  refreshTokens: z.record(z.string(), grant).default({}),
  /** Hash of an access token -> what it stands for. */
  tokens: z.record(z.string(), grant),
});

/** Everything that the stand-in keeps; times are seconds since 1970. */
export type State = z.infer<typeof state>;

/** What an authorization code or an access token stands for. */
export type Grant = z.infer<typeof grant>;

/** @throws when the JSON is not a stand-in's state */
export function parseState(json: unknown): State {
  return state.parse(json);
}
