import type { Ledger } from "../service/ledger.ts";
import type { Problem } from "../problems/problem.ts";
import { rawSubdomains } from "../service/unparsed.ts";

/** Subdomains that are used twice, by two services or by one. */
export function hostProblems({ services }: Ledger): Problem[] {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const service of new Set(services)) {
    for (const label of rawSubdomains(service)) {
      const owner = owners.get(label);
      if (owner === undefined) owners.set(label, service.name);
      else {
        const problem = `"${label}" is already served by ${owner}`;
        const fix = owner === service.name ? "list it once" : "choose another subdomain";
        problems.push({ where: `${service.name}.web.subdomain`, problem, fix });
      }
    }
  }
  return problems;
}
