import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { exit, stdin, stdout } from "node:process";

// node stand-in-relay.ts RECORD authentik|dns
// Started by QEMU for each connection that the machine makes to a stand-in: stdin and stdout are that connection. RECORD is read each time, because the stand-in may have got another port while the machine ran.
// Nothing is printed: QEMU would send that to the machine as well.

interface Ports {
  readonly ports: Readonly<Record<string, number>>;
}

function portOf(standIn: string, record: string): number {
  try {
    return (JSON.parse(readFileSync(record, "utf8")) as Ports).ports[standIn] ?? exit(1);
  } catch {
    // No stand-in has ever been started: the machine finds the connection closed.
    return exit(1);
  }
}

const [record = "", name = ""] = process.argv.slice(2);
const standIn = connect(portOf(name, record), "127.0.0.1");
stdin.pipe(standIn).pipe(stdout);
for (const stream of [stdin, standIn, stdout]) stream.on("error", () => exit(1));
// Not exit(): what is still on its way to the machine is written first, then nothing keeps this process.
standIn.on("close", () => stdin.destroy());
