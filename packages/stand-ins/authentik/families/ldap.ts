import type { Family } from "../engine/family.ts";
import { providerDefaults, providerFamily, providerFilters, providerReferences, servedView } from "./providers.ts";

const fields = [
  ...["base_dn", "certificate", "tls_server_name", "uid_start_number", "gid_start_number"],
  ...["search_mode", "bind_mode", "mfa_support"],
];

/** LDAP providers. The outpost that speaks LDAP for them is a process of its own (see outpost/ldap.ts). */
export const ldap: Family = {
  ...providerFamily,
  name: "ldap",
  path: "/providers/ldap/",
  defaults: () => ({
    ...providerDefaults,
    base_dn: "DC=ldap,DC=goauthentik,DC=io",
    certificate: null,
    tls_server_name: "",
    uid_start_number: 2000,
    gid_start_number: 4000,
    search_mode: "direct",
    bind_mode: "direct",
    mfa_support: true,
  }),
  references: { ...providerReferences, certificate: { to: ["certificate"], gone: "null" } },
  view: (provider, { world }) => servedView(provider, world, fields),
  filters: providerFilters,
};
