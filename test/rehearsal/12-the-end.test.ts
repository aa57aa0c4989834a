import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { baselineFile } from "./support/baseline.ts";
import { recordsHeld } from "./support/cloudflare.ts";
import { fingerprint, host } from "./support/host.ts";
import { original } from "./support/program.ts";
import { resourceNames } from "./support/stack.ts";

const kept = (line: string): boolean => /\/var\/lib\/homelab\/uids|^(safe|tank)\/homelab|\thomelab:owner/.test(line);

test("destroying everything leaves the host as it was, but for datasets and the ledger of numbers, and no DNS record", async () => {
  const destroyed = await original.pulumi(["destroy", "--yes", "--color", "never"]);
  expect(destroyed.text.slice(-1500)).toContain("deleted");
  expect(destroyed.code).toBe(0);
  expect(await resourceNames()).toEqual([]);
  expect(await recordsHeld()).toEqual([]);
  const lines = (text: string): string[] => text.split("\n").filter((line) => !kept(line));
  expect(lines(await fingerprint())).toEqual(lines(readFileSync(baselineFile, "utf8")));
  expect(await host("zfs list -H -o name | grep -c /homelab/ ")).not.toBe("0");
  expect(await host("cat /var/lib/homelab/uids | sort")).toBe(
    "2001 calendar\n2002 metrics\n2003 feeds\n2004 authentication\n2005 contacts",
  );
  expect(await host("podman images -q; pgrep -u 1999,2001,2002,2003,2004 || true")).toBe("");
});
