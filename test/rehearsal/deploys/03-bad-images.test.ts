import { describe, expect, test } from "@jest/globals";
import { host } from "../support/host.ts";
import { load } from "../support/load.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";

const committed = (): Promise<string> =>
  host(
    'python3 -c \'import json; print(json.load(open("/var/lib/homelab/services/feeds/current.json"))["generation"])\'',
  );
const image = "docker.io/miniflux/miniflux:2.2.6";

// How long an image that never answers is waited for; the two minutes of the definition show nothing more.
const within = "20 seconds";

describe.each([
  { what: "never becomes healthy", tag: "0.0.1-silent", words: /slot 0/ },
  { what: "exits at once", tag: "0.0.2-exits", words: /panic: rehearsal image that exits at once/ },
])("an image that $what", ({ tag, words }) => {
  test("fails the up with a clear message while the old version goes on answering; taking it back deploys nothing", async () => {
    const before = await committed();
    const program = new Program()
      .edit("catalog/feeds.ts", image, `docker.io/miniflux/miniflux:${tag}`)
      .edit("catalog/feeds.ts", '"2 minutes"', `"${within}"`);

    const traffic = load("feeds.home.test", "/healthcheck", 100);
    const up = await program.up();
    const { answered, failures } = await traffic.stop();

    expect(up.code).not.toBe(0);
    expect(up.text).toMatch(/failed at .*slot 0.*rolled back/s);
    expect(up.text).toMatch(words);
    expect(up.text).toMatch(/homelab logs feeds --deploy/);
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(100);
    expect(await committed()).toBe(before);

    const rollouts = await host("ls /var/lib/homelab/services/feeds/journal/*.log | wc -l");
    const reverted = await original.up();
    expect(reverted.code).toBe(0);
    expect(await host("ls /var/lib/homelab/services/feeds/journal/*.log | wc -l")).toBe(rollouts);
    program.remove();
  });
});
