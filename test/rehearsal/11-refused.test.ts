import { describe, expect, test } from "@jest/globals";
import { fingerprint, host } from "./support/host.ts";
import { original, Program } from "./support/program.ts";

const broken = `import { defineService, secret } from "../core/define.ts";

const limits = { memory: "64 MB", cpu: "50%" } as const;
const health = { http: "/", within: "10 seconds" } as const;

// Everything here is wrong on purpose; the types would say so too.
export const broken = [
  defineService("one", { uid: 2003, quotta: 1, web: { subdomain: "feeds", port: 80 }, containers: { app: { image: "docker.io/x/y:1", limits, health } } } as never),
  defineService("two", { uid: 2009, replicas: 2, containers: { app: { image: "docker.io/x/y", limits, health: { tcp: 1, within: "10 seconds" }, env: { A: 'quote "', B: "per % cent", C: "two\\nlines", D: secret.file("nowhere") } } }, web: { subdomain: "two", port: 80 } }),
  defineService("three", { uid: 2010, containers: { app: { image: "docker.io/x/y:1", limits, volumes: { "/data": { data: "d", dir: "../up" }, "/data/": { data: "d" } } } }, data: { d: { pool: "safe" } } } as never),
];
`;

describe("bad definitions", () => {
  test("are reported all together, with where, problem and fix, before the host is asked anything", async () => {
    const program = new Program()
      .write("services/broken.ts", broken)
      .edit("services/index.ts", /ledger\(/, () => 'ledger(...broken, retired("old", 2009), ')
      .edit("services/index.ts", /^/, () => 'import { broken } from "./broken.ts";\n')
      .edit("services/index.ts", /import \{([^}]*\bledger\b[^}]*)\}/, (text: string) =>
        text.includes("retired") ? `${text} ` : text.replace("ledger", "ledger, retired"),
      );
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
      /two.*readiness|readiness/s,
      /quote/,
      /%/,
      /line/,
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
    { what: "pool", file: "services/calendar.ts", from: '"tank"', to: '"safe"', says: /tank\/homelab\/calendar/ },
    { what: "uid", file: "services/calendar.ts", from: "uid: 2001", to: "uid: 2019", says: /2001/ },
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
