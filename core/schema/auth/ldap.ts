import { fields, text } from "../builders.ts";

const baseDn = text(/^[a-z]+=[A-Za-z0-9._-]+(,[a-z]+=[A-Za-z0-9._-]+)*$/, {
  what: "a base DN",
  fix: 'write one such as "dc=home,dc=example,dc=org"',
});

const ldap = fields({
  /**
   * The base of the directory: people are in `ou=users` below it, groups in `ou=groups`.
   * @default the domain, such as "dc=example,dc=org"
   * @example "dc=home,dc=example,dc=org"
   */
  baseDn: baseDn.optional(),
});

/** As a field of `auth`. */
export const ldapForm = fields({
  /**
   * The application uses an LDAP directory in its own pod, whose address is in `ldap` of an `env` function.
   * @example {}
   */
  ldap,
});

export const LDAP_EXAMPLE = "{ ldap: {} }";

/** The address of the directory, and the account with which the application searches it. */
export interface LdapContext {
  /**
   * Address of the directory; without TLS, because nothing leaves the pod.
   * @example "ldap://127.0.0.1:3389"
   */
  readonly url: string;
  /** Host of `url`. */
  readonly host: string;
  /** TCP port of `url`. */
  readonly port: number;
  /**
   * The base of the directory, as `auth: { ldap: { baseDn } }` says.
   * @example "dc=example,dc=org"
   */
  readonly baseDn: string;
  /** Where people are: `cn=<user name>,ou=users,…`. */
  readonly usersDn: string;
  /** Where groups are: `cn=<group>,ou=groups,…`. */
  readonly groupsDn: string;
  /** The account's own name. */
  readonly bindDn: string;
  /** Path of the file with its password, which exists in the container that uses it. */
  readonly passwordFile: string;
}
