import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { DOMAIN, job } from "../../bench/compare/job.ts";
import { services } from "../../bench/compare/services.ts";
import { checkAll } from "../../core/checks/check.ts";
import { defineService, ledger } from "../../core/define.ts";
import { planService } from "../../core/plan/plan.ts";
import { projectRoot } from "../../tools/project-root.ts";
import { unpack } from "../support/plan-files.ts";
import { settings } from "../support/samples.ts";

// The comparison is fair only while the other tools write what this program writes. `make bench` compares the hosts.
const peers = (path: string): string => readFileSync(join(projectRoot, "bench/peers", path), "utf8");
const [site] = job(1, false);
const port = 10_000 + ((site?.uid ?? 0) - 2000) * 10;
const names: Readonly<Record<string, string>> = {
  "site.name": site?.name ?? "",
  "site.greeting": site?.greeting ?? "",
  "site.port": String(port),
  "site.health_port": String(port + 5),
  domain: DOMAIN,
};
const rendered = (path: string): string =>
  peers(path).replaceAll(/\{\{ ([a-z_.]+) \}\}/g, (_, name: string) => names[name] ?? name);

/** The site as the program plans it, without its script: that is a template only in the copy that is measured. */
function planned(): Record<string, string> {
  const [first] = services.services;
  const app = first?.spec.containers["app"];
  if (first === undefined || app === undefined) throw new Error("the comparison has no site");
  const plain = defineService(first.name, { ...first.spec, containers: { app: { ...app, files: {} } } });
  const [service] = checkAll(ledger(plain), settings);
  return service === undefined ? {} : unpack(planService(service, settings).generation.bundle);
}

const ours = planned();
const script = /^Volume=.*serve\.sh/;

/** Lines that mean something; the image and the secrets are pinned by each tool in its own way. */
const lines = (text: string): string[] =>
  text.split("\n").filter((line) => line.trim() !== "" && !/^\s*#|^(Image|Secret)=/.test(line) && !script.test(line));

test("the other tools' Caddyfile is this program's", () => {
  expect(lines(rendered("templates/Caddyfile"))).toEqual(lines(ours["config/caddy/Caddyfile"] ?? ""));
});

test.each([
  ["slot.pod", "site1-0.pod"],
  ["app.container", "site1-0-app.container"],
  ["caddy.container", "site1-0-caddy.container"],
])("the other tools' %s has the settings of %s", (theirs, unit) => {
  expect(lines(rendered(`templates/${theirs}`)).toSorted()).toEqual(lines(ours[`units/${unit}`] ?? "").toSorted());
});

test.each(["http", "until"])("the other tools' probe %s is this program's", (probe) => {
  const own = readFileSync(join(projectRoot, `toolkit/base/probe-${probe}`), "utf8");
  expect(lines(peers(`files/probe/${probe}`))).toEqual(lines(own));
});
