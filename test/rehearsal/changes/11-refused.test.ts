import { describe, expect, test } from "@jest/globals";
import { fingerprint, host } from "../support/host.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";

describe("bad definitions", () => {
  test("are reported all together, with where, problem and fix, before the host is asked anything", async () => {
    const program = new Program("broken");
    const logins = (): Promise<string> => host("journalctl -u ssh --no-pager -o cat | grep -c Accepted || true");
    const before = await fingerprint();
    const asked = Number(await logins());
    const up = await program.up({ env: { HOMELAB_REHEARSAL_PROBE: "off" } });
    expect(up.code).not.toBe(0);
    for (const words of [
      /quotta/,
      /2003/,
      /retired/,
      /feeds\.home\.test|"feeds"/,
      /tag/,
      /whether each is ready/,
      /";"/,
      /x\.conf/,
      /\/usr/,
      /nowhere/,
      /\.\.\/up/,
      /\/data/,
      /quota/,
      /health/,
    ]) {
      expect(up.text).toMatch(words);
    }
    expect(up.text).toMatch(/error: \d+ problems in services, nothing was changed/);
    expect(up.text.match(/fix:/g)?.length ?? 0).toBeGreaterThanOrEqual(12);
    expect(up.text).not.toMatch(/\n\s+at .*\.ts:\d+/);
    expect(await fingerprint()).toBe(before);
    expect(Number(await logins())).toBeLessThanOrEqual(asked + 2);
    program.remove();
  });
});

describe("a living service", () => {
  test.each([
    { what: "pool", file: "catalog/calendar.ts", from: '"tank"', to: '"safe"', says: /tank\/homelab\/calendar/ },
    { what: "uid", file: "catalog/calendar.ts", from: "uid: 2001", to: "uid: 2019", says: /2001/ },
  ])(
    "cannot change its $what by an update; the error says what does it, and it runs on",
    async ({ file, from, to, says }) => {
      const units = await host("as svc-calendar systemctl --user show 'calendar-*.service' -p Id,InvocationID");
      const program = new Program().edit(file, from, to);
      const up = await program.up();
      expect(up.code).not.toBe(0);
      expect(up.text).toMatch(says);
      expect(up.text).toContain("fix:");
      expect(await host("as svc-calendar systemctl --user show 'calendar-*.service' -p Id,InvocationID")).toBe(units);
      expect(await host("zfs list -H -o name safe/homelab/calendar 2>/dev/null || true")).toBe("");
      expect((await original.up()).code).toBe(0);
      program.remove();
    },
  );
});
