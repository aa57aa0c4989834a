import { contacts } from "../../catalog/contacts.ts";
import { ledger } from "../../core/define.ts";
import { services as house } from "./house.ts";

/** The house, and a service with a sign-in by LDAP. */
export const services = ledger(...house.services, contacts);
