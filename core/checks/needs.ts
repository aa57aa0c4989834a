import type { Ledger } from "../service/ledger.ts";
import type { NeedsByName } from "../service/needs.ts";
import type { Problem } from "../problems/problem.ts";
import { rawPeers } from "../service/unparsed.ts";
import { nearestName } from "../problems/nearest-name.ts";
import { twice } from "../problems/twice.ts";
import type { Service } from "../service/service.ts";

/** Problems of `needs` and `reaches`. */
export function needProblems(ledger: Ledger, services: readonly Service[], needs: NeedsByName): Problem[] {
  return [
    ...ledger.services.flatMap((definition) => {
      const named = { needs: rawPeers(definition, "needs"), reaches: rawPeers(definition, "reaches") };
      return FIELDS.flatMap((field) => {
        const found = [...new Set(named[field])].flatMap(
          (peer) => peerProblem(definition.name, peer, ledger, services) ?? [],
        );
        const again = [...repeated(named[field]), ...(field === "reaches" ? both(named) : [])];
        return [...found, ...again].map((problem) => ({ where: `${definition.name}.${field}`, ...problem }));
      });
    }),
    ...circleProblems(needs),
  ];
}

const FIELDS = ["needs", "reaches"] as const;

type ProblemText = Omit<Problem, "where">;

function peerProblem(
  name: string,
  peer: string,
  ledger: Ledger,
  services: readonly Service[],
): ProblemText | undefined {
  const others = ledger.services.map((definition) => definition.name).filter((each) => each !== name);
  if (peer === name) return { problem: "names the service itself", fix: "remove it" };
  if (others.includes(peer)) {
    const needed = services.find((service) => service.name === peer);
    if (needed === undefined || needed.web) return undefined;
    const problem = `names ${peer}, which has no web: it can be neither reached nor checked for readiness`;
    return { problem, fix: `remove it, or give ${peer} a web` };
  }
  if (ledger.retired.some((retired) => retired.name === peer))
    return { problem: `names ${peer}, which is retired`, fix: "remove it, or define that service again" };
  const near = nearestName(peer, others);
  const fix = near === undefined ? `name one of ${others.join(", ") || "the other services"}` : `did you mean ${near}?`;
  return { problem: `names ${peer}, which is not a service of this home`, fix };
}

const repeated = (names: readonly string[]): ProblemText[] =>
  twice(names).map((name) => ({
    problem: `names ${name} twice`,
    fix: "name it once",
  }));

const both = ({ needs, reaches }: Readonly<Record<(typeof FIELDS)[number], readonly string[]>>): ProblemText[] =>
  [...new Set(reaches.filter((name) => needs.includes(name)))].map((name) => ({
    problem: `names ${name}, which is under needs too`,
    fix: "remove it here: needs gives its names as well",
  }));

/** Each cycle once, at its first service. */
function circleProblems(needs: NeedsByName): Problem[] {
  const told = new Set<string>();
  return [...needs.keys()].flatMap((name) => {
    const circle = told.has(name) ? undefined : wayBack(name, needs);
    circle?.forEach((each) => told.add(each));
    if (circle === undefined || circle.length === 1) return [];
    const problem = `is a cycle: ${[...circle, name].join(" -> ")}`;
    return [
      {
        where: `${name}.needs`,
        problem,
        fix: "write one of these under reaches, which gives its names without an order; a service with a sign-in requires the service that runs Authentik too",
      },
    ];
  });
}

/** The shortest path from a service through its needs back to itself, without its end. */
function wayBack(start: string, needs: NeedsByName): string[] | undefined {
  const seen = new Set<string>();
  let ways = [[start]];
  while (ways.length > 0) {
    const longer: string[][] = [];
    for (const way of ways) {
      for (const next of needs.get(way.at(-1) ?? "") ?? []) {
        if (next === start) return way;
        if (!seen.has(next)) longer.push([...way, next]);
        seen.add(next);
      }
    }
    ways = longer;
  }
  return undefined;
}
