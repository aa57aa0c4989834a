import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { objectsHeld, withoutService } from "../support/authentik.ts";
import { baselineFile } from "../support/baseline.ts";
import { recordsHeld } from "../support/cloudflare.ts";
import { fingerprint, host } from "../support/host.ts";
import { original } from "../support/original.ts";
import { resourceNames } from "../support/stack.ts";

const kept = (line: string): boolean => /\/var\/lib\/homelab\/uids|^(safe|tank)\/homelab|\thomelab:owner/.test(line);

test("destroying feeds takes its record, application, provider, bindings and route; the others' stay, byte for byte", async () => {
  const [objects, records] = [await objectsHeld(), await recordsHeld()];
  const destroyed = await original.pulumi([
    "destroy",
    "-t",
    "**::feeds",
    "--target-dependents",
    "--yes",
    "--color",
    "never",
  ]);
  expect(destroyed.code).toBe(0);
  expect(objects["oauth2"]?.map(({ name }) => name)).toEqual(["feeds-oidc"]);
  expect(await objectsHeld()).toEqual(withoutService("feeds", objects));
  expect(await recordsHeld()).toEqual(records.filter(({ name }) => name !== "feeds.home.test"));
  expect(await host("grep -c svc/feeds /var/lib/homelab/ingress/current/lds.json || true")).toBe("0");
});

test("destroying everything leaves the host as it was, but for datasets and the ledger of numbers; nothing stays in DNS or Authentik", async () => {
  const destroyed = await original.pulumi(["destroy", "--yes", "--color", "never"]);
  expect(destroyed.text.slice(-1500)).toContain("deleted");
  expect(destroyed.code).toBe(0);
  expect(await resourceNames()).toEqual([]);
  expect(await recordsHeld()).toEqual([]);
  const left = await objectsHeld();
  for (const kind of ["applications", "oauth2", "proxy", "bindings", "roles"])
    expect([kind, left[kind]]).toEqual([kind, []]);
  expect(left["outposts"]?.map(({ name, providers }) => [name, providers])).toEqual([
    ["authentik Embedded Outpost", []],
  ]);
  const lines = (text: string): string[] => text.split("\n").filter((line) => !kept(line));
  expect(lines(await fingerprint())).toEqual(lines(readFileSync(baselineFile(), "utf8")));
  expect(await host("zfs list -H -o name | grep -c /homelab/ ")).not.toBe("0");
  expect(await host("cat /var/lib/homelab/uids | sort")).toBe(
    "2001 calendar\n2002 metrics\n2003 feeds\n2004 authentication\n2005 contacts",
  );
  expect(await host("podman images -q; pgrep -u 1999,2001,2002,2003,2004 || true")).toBe("");
});
