/** Nobody has to sign in. */
export interface NoSignIn {
  readonly kind: "none";
  readonly reason: string;
}

/** An anonymous visitor meets anything but a refusal. */
export interface NoSmoke {
  readonly kind: "none";
}

/** What people meet, for notices. */
export const NO_SIGN_IN_WORDS = "nobody has to sign in";

export const noSignIn = (reason: string): NoSignIn => ({ kind: "none", reason });
