import { ledger, retired } from "../../core/define.ts";
import { services as house } from "./house.ts";

/** The house after its calendar was removed. */
export const services = ledger(...house.services.filter(({ name }) => name !== "calendar"), retired("calendar", 2001));
