import { beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";
import { fingerprint, host } from "../support/host.ts";
import { stateKept } from "../support/stack.ts";
import { rehearsalHost } from "../support/web.ts";

const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8p3eSyqE6tVdO0Qcx1sJ1iQ3n0m1iGz2S1s8mJ8Q3b";

interface Case {
  readonly what: string;
  /** Changes the stack's config file. */
  readonly config: (text: string) => string;
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  {
    what: "another host key",
    config: (text) => text.replace(/ssh-ed25519 [A-Za-z0-9+/=]+/, otherKey),
    says: /host key mismatch/,
  },
  {
    what: "a host that is dead",
    config: (text) => text.replace(/"port": ?\d+/, '"port": 9'),
    says: /connection refused/,
  },
  {
    what: "a key that is refused",
    config: (text) => text.replace(/"user": ?"root"/, '"user": "stranger"'),
    says: /unable to authenticate/,
  },
  {
    what: "a user without rights",
    config: (text) => text.replace(/"user": ?"root"/, '"user": "visitor"'),
    says: /sudo|rights|password is required/,
  },
];

describe("a connection with", () => {
  // What a run takes on this computer before and after it asks the host: nothing of it is waiting.
  let own = 0;
  let before = "";
  let state: string[] = [];
  beforeAll(async () => {
    await host(
      "id stranger >/dev/null 2>&1 || useradd -m -s /bin/bash stranger; id visitor >/dev/null 2>&1 || { useradd -m -s /bin/bash visitor; install -d -o visitor -m 700 ~visitor/.ssh; install -o visitor -m 600 /root/.ssh/authorized_keys ~visitor/.ssh/; }",
    );
    own = (await original.pulumi(["preview", "--color", "never"])).seconds;
    before = await fingerprint();
    state = await stateKept();
  });

  test.each(cases)("$what: a clear error after 20 s of trying at most, the state intact", async ({ config, says }) => {
    const program = new Program().edit("catalog/feeds.ts", '"5 GB"', '"6 GB"');
    const file = join(program.folder, "Pulumi.connection.yaml");
    const settings = readFileSync(join(rehearsalHost().dir, "stack", "Pulumi.rehearsal.yaml"), "utf8");
    expect(config(settings)).not.toBe(settings);
    writeFileSync(file, config(settings));

    const up = await program.pulumi(["up", "--yes", "--skip-preview", "--color", "never", "--config-file", file], {});

    expect(up.code).not.toBe(0);
    expect(up.text).toMatch(says);
    expect(up.text).not.toMatch(/\n\s+at .*\.ts:\d+/);
    expect(up.seconds - own).toBeLessThan(20);
    expect(await fingerprint()).toBe(before);
    expect(await stateKept()).toEqual(state);
    program.remove();
  });
});

test("afterwards the host is as it was", async () => {
  await host(
    'pkill -KILL -u visitor || true; for user in visitor stranger; do timeout 60 bash -c "until userdel -r $user; do sleep 1; done" 2>/dev/null; done',
  );
});
