import { expect, test } from "@jest/globals";
import { EncodingError } from "../../../core/text/encode.ts";
import { healthCommand, startupCommand, startupRetries } from "../../../core/units/health-command.ts";
import type { Health } from "../../../core/service/service.ts";

const withinSeconds = 30;

test.each<[health: Health, expected: string]>([
  [{ kind: "http", port: 8080, path: "/ok", withinSeconds }, '["/homelab/busybox","sh","/homelab/http","8080","/ok"]'],
  [{ kind: "tcp", port: 5432, withinSeconds }, '["/homelab/busybox","sh","/homelab/tcp","5432"]'],
  [{ kind: "command", command: ["sh", "-c", "a && b"], withinSeconds }, '["sh","-c","a && b"]'],
  [{ kind: "command", command: ["/bin/check"], withinSeconds }, "CMD /bin/check"],
])("%j", (health, expected) => {
  expect(healthCommand(health).encoded).toBe(expected);
  const words = expected.startsWith("[") ? expected.slice(1, -1) : '"/bin/check"';
  expect(startupCommand(health).encoded).toBe(`["/homelab/busybox","sh","/homelab/until","15",${words}]`);
});

test.each([[["none", "x"]], [["CMD-SHELL", "x"]], [["a b"]], [[]]])("%j is refused", (command) => {
  expect(() => healthCommand({ kind: "command", command, withinSeconds })).toThrow(EncodingError);
  expect(() => startupCommand({ kind: "command", command, withinSeconds })).toThrow(EncodingError);
});

test.each([
  [1, 2],
  [30, 2],
  [31, 3],
  [120, 8],
])("%d seconds for a start are %d probes", (within, probes) => {
  expect(startupRetries({ kind: "tcp", port: 1, withinSeconds: within })).toBe(probes);
});
