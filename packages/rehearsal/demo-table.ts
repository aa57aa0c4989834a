import { columns } from "../../core/text/columns.ts";

/** The fields of the stack's output `services` that the demo shows. */
export interface Deployed {
  readonly url?: string;
  readonly exposure: "public" | "private" | "local";
  readonly auth: string;
  readonly access: readonly string[];
}

/** What `homelab smoke --json` says. */
export interface SmokeResult {
  readonly ok: boolean;
  /** The layers that pass. */
  readonly layers: readonly string[];
  /** The first layer that fails. */
  readonly failure?: { readonly layer: string };
}

/** Who gets in: by where they are, and by the groups they are in. */
export function whoGetsIn({ exposure, auth, access }: Deployed): string {
  if (exposure === "local") return "nobody from outside";
  const people = auth === "none" ? "everybody" : access.join(", ");
  return exposure === "private" ? `${people}, at home` : people;
}

/** A smoke test's result in words. */
export function smokeWords({ ok, layers, failure }: SmokeResult): string {
  return ok ? `passes (${layers.length} layers)` : `FAILS: ${failure?.layer ?? "no answer"}`;
}

/** The table at the end of a demo. @param smoke undefined for a service without HTTP, which was not tested */
export function demoTable(
  services: Readonly<Record<string, Deployed>>,
  smoke: (service: string) => string | undefined,
): string {
  const rows = Object.entries(services).map(([name, service]) => [
    ...[name, service.url ?? "-", service.auth, whoGetsIn(service), smoke(name) ?? "-"],
  ]);
  return columns([["SERVICE", "URL", "SIGN-IN", "WHO GETS IN", "SMOKE TEST"], ...rows]);
}

/** What to try next; more than opening a page if the repository's own services run. */
export function whatToTry(services: Readonly<Record<string, Deployed>>): string {
  const page = services["feeds"]?.url ?? Object.values(services).find(({ url }) => url !== undefined)?.url;
  const open = page === undefined ? "" : `Open one:     ./rehearse curl -L ${page}/`;
  if (services["feeds"] === undefined || services["calendar"] === undefined) return open;
  return `${open}
Its administrator's password:  ./rehearse ssh homelab exec feeds app -- cat /run/secrets/admin-password

Then try:
  1. change a quota       edit catalog/feeds.ts ("5 GB" -> "6 GB"), then: ./rehearse pulumi preview --diff
  2. break an image       set miniflux to 0.0.2-exits, then: ./rehearse pulumi up     (watch it roll back)
  3. invite a person     ./rehearse invite --group family --name anna
  4. remove a service    ./rehearse pulumi destroy -t '**::calendar' --target-dependents
     and bring it back    ./rehearse pulumi up     (its data is still there)`;
}
