import { ledger, retired } from "../../core/define.ts";
import { services as house } from "./house.ts";

/** The house after its calendar was taken away. */
export const services = ledger(...house.services.filter(({ name }) => name !== "calendar"), retired("calendar", 2001));
