import type { Family } from "../engine/family.ts";
import { pick } from "../engine/stored.ts";
import {
  outpostNames,
  providerDefaults,
  providerFilters,
  providerReferences,
  providerUnique,
  providerView,
} from "./providers.ts";

const fields = [
  ...["base_dn", "certificate", "tls_server_name", "uid_start_number", "gid_start_number"],
  ...["search_mode", "bind_mode", "mfa_support"],
];

/** LDAP providers. The outpost that speaks LDAP for them is a process of its own (see outpost/ldap.ts). */
export const ldap: Family = {
  name: "ldap",
  path: "/providers/ldap/",
  title: "provider",
  key: "provider",
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
  unique: providerUnique,
  search: ["name"],
  ordering: "name",
  view: (provider, { world }) => ({
    ...providerView(provider, world),
    ...pick(provider, fields),
    outpost_set: outpostNames(provider, world),
  }),
  filters: providerFilters,
};
