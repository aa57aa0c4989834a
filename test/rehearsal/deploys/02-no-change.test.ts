import { describe, expect, test } from "@jest/globals";
import { fingerprint, host, invocations } from "../support/host.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";
import { ask } from "../support/web.ts";

describe("nothing changed", () => {
  test("a preview never logs in, and leaves the host as it is, byte for byte", async () => {
    const before = await fingerprint();
    // The test's own commands share one connection, so each login more is the preview's.
    const logins = (): Promise<string> => host("journalctl -u ssh --no-pager -o cat | grep -c Accepted");
    const known = await logins();
    const preview = await original.pulumi(["preview", "--expect-no-changes", "--color", "never"]);
    expect(preview.text).toContain("unchanged");
    expect(preview.code).toBe(0);
    expect(await logins()).toBe(known);
    expect(await fingerprint()).toBe(before);
  });

  test("a second up runs nothing on the host", async () => {
    const before = await fingerprint();
    const up = await original.up();
    expect(up.code).toBe(0);
    expect(up.text).toMatch(/Resources:\s+\d+ unchanged/);
    expect(await fingerprint()).toBe(before);
  });
});

describe("a larger quota", () => {
  test("previews as one line of one resource, and restarts nothing", async () => {
    const program = new Program().edit("catalog/feeds.ts", '"5 GB"', '"6 GB"');
    const units = await invocations("feeds");
    const preview = await program.pulumi(["preview", "--diff", "--color", "never"]);
    expect(preview.text).toMatch(/Resources:\s+~ 1 to update\s+\d+ unchanged/);
    const changed = preview.text
      .split("\n")
      .filter((line) => /^\s+[-+] \S+=/.test(line) || /^\s+[-+]\s+refquota/.test(line));
    expect(changed.map((line) => line.trim().replace(/\s+/g, " "))).toEqual(["- refquota=5G", "+ refquota=6G"]);
    const up = await program.up();
    expect(up.code).toBe(0);
    expect(up.text).toMatch(/~ 1 updated/);
    expect(await host("zfs get -Hpo value refquota safe/homelab/feeds/db")).toBe(String(6 * 1024 ** 3));
    expect(await invocations("feeds")).toBe(units);
    expect((await original.up()).code).toBe(0);
    expect(await host("zfs get -Hpo value refquota safe/homelab/feeds/db")).toBe(String(5 * 1024 ** 3));
    expect((await ask("feeds.home.test", "/healthcheck")).status).toBe(200);
    program.remove();
  });
});
