import { checkAll } from "../../core/checks/check.ts";
import { defineService, type ServiceDefinition } from "../../core/define.ts";
import { ledger, type Retired } from "../../core/service/ledger.ts";
import { Problems } from "../../core/problems/problem.ts";
import { parseSettings } from "../../core/schema/settings.ts";
import { settings } from "./samples.ts";

export const limits = { memory: "256 MB", cpu: "100%" } as const;
export const health = { http: "/", within: "30 seconds" } as const;
/** A container with as little as possible. */
export const app = { image: "docker.io/example/app:1.0", limits, health } as const;

/** A way in that asks nobody who they are, with some fields changed. */
export const web = (change: Readonly<Record<string, unknown>> = {}) => ({
  subdomain: "feeds",
  port: 8080,
  auth: { none: "nobody asks a test" },
  ...change,
});

/** A service that is right, with some fields changed; at run time nothing has checked their types. */
export function service(name: string, change: Readonly<Record<string, unknown>> = {}): ServiceDefinition {
  const spec = { uid: 2001, web: web({ subdomain: name }), containers: { app }, ...change };
  return defineService(name, spec);
}

/** The same with its only container changed. */
export const withApp = (change: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
  service("feeds", { containers: { app: { ...app, ...change } }, ...more });

/** Every complaint as `where | problem | fix`. */
export const complaints = (entries: readonly (ServiceDefinition | Retired)[], changed = settings): string[] =>
  refused(() => checkAll(ledger(...entries), changed));

/** Every complaint about settings that are right but for some fields. */
export const settingsComplaints = (change: Readonly<Record<string, unknown>>): string[] =>
  refused(() => parseSettings({ ...settings, ...change }));

function refused(check: () => unknown): string[] {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Problems)) throw error;
    return error.problems.map(({ where, problem, fix }) => `${where} | ${problem} | ${fix}`);
  }
  return [];
}
