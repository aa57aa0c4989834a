import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
import { until } from "../../tools/until.ts";
import { run } from "../support/run.ts";

const toolkit = join(import.meta.dirname, "../../toolkit");
const CLUSTER = `
import json, sys
sys.path.insert(0, sys.argv[1])
from ingress.clusters import clusters
from ingress.fragments import parse_fragment
fragment = {"service": "feeds", "uid": 2003, "names": ["feeds.home.test"], "health": "/readyz", "sources": []}
print(json.dumps(clusters([parse_fragment(json.dumps(fragment), "test")])[0]))
`;

let folder = "";
let slot: Server;
let envoy: ChildProcess;
/** What the slot's health port answers, one after the other; the last one for ever. */
let answers: number[] = [200];

beforeAll(async () => {
  const program = (await ensureValidators()).envoy;
  folder = mkdtempSync(join(tmpdir(), "homelab-envoy-"));
  slot = createServer((_, response) => {
    response.writeHead((answers.length > 1 ? answers.shift() : answers[0]) ?? 200).end();
  });
  await new Promise<void>((listening) => slot.listen(0, "127.0.0.1", listening));
  writeFileSync(join(folder, "envoy.json"), JSON.stringify(bootstrap((slot.address() as AddressInfo).port)));
  const options = ["--log-level", "error", "--disable-hot-restart", "--concurrency", "1"];
  envoy = spawn(program, ["-c", join(folder, "envoy.json"), ...options], { stdio: "ignore" });
}, 600_000);

afterAll(async () => {
  envoy.kill();
  await new Promise((closed) => slot.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

/** The cluster as the host has it, but that its endpoint is written here instead of read from a file. */
function bootstrap(port: number): object {
  const made = run("python3", ["-c", CLUSTER, toolkit]);
  expect(made.err).toBe("");
  const cluster = JSON.parse(made.out) as Record<string, unknown>;
  for (const key of ["@type", "type", "eds_cluster_config"]) Reflect.deleteProperty(cluster, key);
  const endpoint = { address: { socket_address: { address: "127.0.0.1", port_value: port } } };
  const assignment = { cluster_name: "svc/feeds", endpoints: [{ lb_endpoints: [{ endpoint }] }] };
  return {
    admin: { address: { pipe: { path: join(folder, "admin") } } },
    static_resources: { clusters: [{ ...cluster, type: "STATIC", load_assignment: assignment }] },
  };
}

/** A number of the cluster's statistics; -1 as long as Envoy does not answer. */
function statistic(name: string): Promise<number> {
  return new Promise((known) => {
    const request = get({ socketPath: join(folder, "admin"), path: `/stats?filter=${name}$` }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => {
        known(Number(/: (\d+)/.exec(text)?.[1] ?? -1));
      });
    });
    request.on("error", () => {
      known(-1);
    });
  });
}

const reaches = (name: string, value: number): Promise<true> =>
  until(`${name} reaches ${value}`, 40, async () => (await statistic(name)) >= value);

test("one refusal of a busy slot does not take its traffic away, three in a row do", async () => {
  await reaches("membership_healthy", 1);
  answers = [502, 200];
  await reaches("health_check.failure", 1);
  expect(await statistic("membership_healthy")).toBe(1);
  answers = [502];
  await reaches("health_check.failure", 4);
  expect(await statistic("membership_healthy")).toBe(0);
}, 60_000);
