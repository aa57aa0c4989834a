import { expect, test } from "@jest/globals";
import { EncodingError } from "../../core/encode.ts";
import { healthCommand, usesProbe } from "../../core/health-command.ts";
import type { Health } from "../../core/service.ts";

const withinSeconds = 30;

test.each<[health: Health, expected: string]>([
  [{ kind: "http", port: 8080, path: "/ok", withinSeconds }, '["/homelab/busybox","sh","/homelab/http","8080","/ok"]'],
  [{ kind: "tcp", port: 5432, withinSeconds }, '["/homelab/busybox","sh","/homelab/tcp","5432"]'],
  [{ kind: "command", command: ["sh", "-c", "a && b"], withinSeconds }, '["sh","-c","a && b"]'],
  [{ kind: "command", command: ["/bin/check"], withinSeconds }, "CMD /bin/check"],
])("%j", (health, expected) => {
  expect(healthCommand(health).encoded).toBe(expected);
  expect(usesProbe(health)).toBe(health.kind !== "command");
});

test.each([[["none", "x"]], [["CMD-SHELL", "x"]], [["a b"]], [[]]])("%j is refused", (command) => {
  expect(() => healthCommand({ kind: "command", command, withinSeconds })).toThrow(EncodingError);
});
