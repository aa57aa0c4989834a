import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { host } from "../support/host.ts";
import { original } from "../support/original.ts";
import { memoryLimit } from "../support/power-cut.ts";
import { Program } from "../support/program.ts";

const dataset = "tank/homelab/calendar/collections";
const mark = "/zfs/tank/calendar/collections/radicale/mark";

const write = (text: string): Promise<string> => host(`echo '${text}' >${mark}`);
const read = (): Promise<string> => host(`cat ${mark}`);
const setAside = (): Promise<string> => host(`zfs list -H -o name | grep -- '${dataset}-' || true`);

interface Deploy {
  readonly id: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly changes: readonly string[];
  readonly snapshots: Readonly<Record<string, string>>;
}

async function deploys(): Promise<readonly Deploy[]> {
  const { deploys: found } = JSON.parse(await host("homelab history calendar --json")) as { deploys: Deploy[] };
  return found;
}

/** The end of the running version's id. A repair of the same content is a deploy, but no version of its own. */
const running = (): Promise<string> =>
  host(
    `python3 -c 'import json; print(json.load(open("/var/lib/homelab/services/calendar/current.json"))["deploy"][-4:])'`,
  );

/** The end of a deploy's id, as people type it. */
const short = (deploy: Deploy | undefined): string => deploy?.id.slice(-4) ?? "";

describe("going back", () => {
  const program = new Program();
  const versions: string[] = [];
  beforeAll(async () => {
    await write("as the first version left it");
    versions.push(await running());
    for (const limit of [257, 258]) {
      program.edit("catalog/calendar.ts", /memory: "\d+ MB"/, `memory: "${limit} MB"`);
      expect((await program.up()).code).toBe(0);
      versions.push(await running());
      await write(`written with ${limit}`);
    }
  }, 600_000);
  afterAll(async () => {
    program.remove();
    await original.up();
    const release = "zfs list -H -t snapshot -o name -r $each | xargs -r zfs release homelab-deploy";
    await host(
      `for each in $(zfs list -H -o name | grep -- '${dataset}-'); do ${release}; zfs destroy -r $each || true; done; rm ${mark}`,
    );
  }, 600_000);

  test("each change took a held snapshot, and the history says what it changed", async () => {
    const [newest] = await deploys();
    const snapshot = newest?.snapshots[dataset] ?? "";
    expect(newest?.changes).toEqual(["units: calendar-0-app.container"]);
    expect(await host(`zfs holds -H ${snapshot} | cut -f2`)).toBe("homelab-deploy");
    expect(await host("homelab history calendar -n 1")).toMatch(
      new RegExp(`^${short(newest)} .* deploy .* ok .* running now\n.*units: calendar-0-app.container\n.*${snapshot}$`),
    );
  });

  test("to the version before: the data stays, and pulumi up goes forward only when told", async () => {
    const said = await host("homelab rollback calendar --yes 2>&1");
    expect(said).toMatch(new RegExp(`runs now .*${versions[2] ?? ""}\n.*goes to .*${versions[1] ?? ""}`));
    expect([await memoryLimit(), await read()]).toEqual([257, "written with 258"]);
    const held = new RegExp(`runs ${versions[1] ?? ""}, declared ${versions[2] ?? ""}: somebody went back`);
    expect(await host("homelab status")).toMatch(held);

    expect((await program.up()).code).toBe(0);
    expect(await memoryLimit()).toBe(257);
    await host(`homelab rollback calendar --to ${versions[2] ?? ""} --yes 2>&1`);
    expect(await memoryLimit()).toBe(258);
    expect(await host("homelab status")).not.toMatch(/somebody went back/);
  });

  test("to the one before that, with its data: what was written since is kept aside", async () => {
    await host(`homelab rollback calendar --to ${versions[0] ?? ""} --data --yes 2>&1`);
    expect([await memoryLimit(), await read()]).toEqual([256, "as the first version left it"]);
    // Podman's own mount namespace has the dataset as well.
    expect(await host("homelab exec calendar app -- cat /var/lib/radicale/mark")).toBe("as the first version left it");
    const aside = (await setAside()).split("\n");
    expect(aside).toHaveLength(1);
    expect(await host(`zfs get -H -o value homelab:failed,canmount ${aside[0] ?? ""} | paste -sd' '`)).toBe(
      "calendar/collections noauto",
    );
    const properties = `zfs get -H -o property,value,source -s local refquota,mountpoint,homelab:owner ${dataset}`;
    expect(await host(properties)).toMatch(/refquota\s+1G\s+local[^]*homelab:owner\s+calendar\/collections\s+local/);
    expect((await program.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
  });

  test("without somebody to ask and without --yes nothing happens", async () => {
    expect(await host(`homelab rollback calendar --to ${versions[1] ?? ""} </dev/null 2>&1 || echo code $?`)).toMatch(
      /add --yes[^]*code 2/,
    );
    expect(await memoryLimit()).toBe(256);
  });

  test("an update that migrates and fails under recreate comes back with its data, by itself", async () => {
    await write("before the migration");
    program
      .edit(
        "catalog/calendar.ts",
        /health: \{ http: "[^"]+", within: "[^"]+" \}/,
        'health: { http: "/nowhere", within: "15 seconds" }',
      )
      .edit("catalog/calendar.ts", 'exposure: "public",', 'exposure: "public", update: "recreate",')
      .edit(
        "catalog/calendar.ts",
        'command: ["--config"',
        'entrypoint: ["/bin/sh", "-c", "echo half >/var/lib/radicale/mark; sleep 60"], command: ["--config"',
      );
    const up = await program.up();
    expect(up.code).not.toBe(0);
    expect(up.text).toMatch(/rolled back in .*was rolled back to homelab-/s);
    expect([await read(), await memoryLimit()]).toEqual(["before the migration", 256]);
    expect((await deploys())[0]).toMatchObject({ ok: false, kind: "deploy" });
  });
});
