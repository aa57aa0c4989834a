/** A value of the stack's config that a Pulumi provider reads, and the environment variable that may hold it instead. */
export interface ProviderSetting {
  /** Full key, such as `authentik:token`. */
  readonly key: string;
  readonly variable: string;
  /** Who makes a new one, where it opens something; "": it is no secret. */
  readonly issuer: string;
}

export const providerSetting = (key: string, variable: string, issuer = ""): ProviderSetting => ({
  key,
  variable,
  issuer,
});
