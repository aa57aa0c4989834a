import { existsSync, readFileSync } from "node:fs";
import { argv, stdin, stdout } from "node:process";
import { answerTo } from "./dns-answer.ts";
import { parseState, type Zone } from "./state.ts";

// node name-server.ts STATE
// One connection of DNS over TCP on stdin and stdout (RFC 1035, section 4.2.2: each message after its length), answered
// from the stand-in's state file as it is at that moment. QEMU starts one for each connection of the machine.

const idleMs = 10_000;

function zones(file: string): readonly Zone[] {
  return existsSync(file) ? parseState(JSON.parse(readFileSync(file, "utf8"))).zones : [];
}

/** Answers the whole messages in what has come so far. @returns what is left of it */
function answerAll(received: Buffer, file: string): Buffer {
  let rest = received;
  while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
    const end = 2 + rest.readUInt16BE(0);
    const answer = answerTo(rest.subarray(2, end), zones(file));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(answer.length);
    stdout.write(Buffer.concat([length, answer]));
    rest = rest.subarray(end);
  }
  return rest;
}

const [, , file = ""] = argv;
let rest: Buffer = Buffer.alloc(0);
// Whoever asks nothing for a while is gone.
let idle = setTimeout(() => stdin.destroy(), idleMs);
stdin.on("data", (chunk: Buffer) => {
  clearTimeout(idle);
  idle = setTimeout(() => stdin.destroy(), idleMs);
  rest = answerAll(Buffer.concat([rest, chunk]), file);
});
stdin.on("end", () => {
  clearTimeout(idle);
});
