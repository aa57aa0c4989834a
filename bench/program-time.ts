import { cpuUsage } from "node:process";
import * as pulumi from "@pulumi/pulumi";
import { hostAnswer } from "../test/support/host-answers.ts";
import { programConfig } from "./program-copy.ts";

// `node bench/program-time.ts <index.ts>` runs a program without an engine and prints its milliseconds of
// CPU: loading its modules, checking, planning, and handing every resource over. CPU, not wall: nobody is waited for.
const [, , program = ""] = process.argv;

pulumi.runtime.setAllConfig(programConfig());
await pulumi.runtime.setMocks(
  {
    call: () => ({}),
    newResource: ({ name, inputs }) => {
      const state = inputs as Record<string, unknown>;
      // Secrets arrive wrapped; the answers need the shape of their text alone.
      const text = typeof state["stdin"] === "string" ? state["stdin"] : "";
      return { id: name, state: { ...state, result: "generated", stdout: hostAnswer(String(state["create"]), text) } };
    },
  },
  "homelab",
  "bench",
);

const start = cpuUsage();
await import(program);
await pulumi.runtime.disconnect(false);
const { user, system } = cpuUsage(start);
console.log(String(Math.round((user + system) / 1000)));
