import { CASES } from "../../../plan/cases.ts";

// The program itself stands beside this folder in the copy that runs; the case is the pull request.
const { services } = CASES[process.env["HOMELAB_PLAN_CASE"] ?? "nothing"] ?? CASES["nothing"] ?? {};

export { services };
