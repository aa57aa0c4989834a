import { describe, expect, test } from "@jest/globals";
import { record } from "../../support/recorder.ts";
import { forwardPlan, ssoHomelab, steadyOutpost } from "../../support/sso-homelab.ts";

const names = Array.from({ length: 20 }, (_, index) => `site${index}`);
const planned = Object.fromEntries(names.map((name) => [name, forwardPlan(name)]));
const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

/** Puts providers into a list as Authentik's provider does: reads it whole, and writes it back a moment later. */
function slowOutpost() {
  const outpost = { list: [] as unknown[], busy: 0, most: 0 };
  const making = async (name: string, inputs: Readonly<Record<string, unknown>>) => {
    if (!/^site\d+-outpost$/.test(name)) return;
    outpost.busy += 1;
    outpost.most = Math.max(outpost.most, outpost.busy);
    const before = outpost.list;
    await soon();
    outpost.list = [...before, inputs["protocolProvider"]];
    outpost.busy -= 1;
  };
  return { outpost, making: (name: string, inputs: Readonly<Record<string, unknown>>) => making(name, inputs) };
}

describe("twenty services at one outpost", () => {
  test("take their places one after another", async () => {
    const { outpost, making } = slowOutpost();
    await record(
      () => {
        ssoHomelab(steadyOutpost, planned);
      },
      { making },
    );
    expect(new Set(outpost.list).size).toBe(20);
    expect(outpost.most).toBe(1);
  });

  test("read each place back before the next one is taken", async () => {
    const events: string[] = [];
    const outposts = {
      ...steadyOutpost,
      keepAttached: async () => {
        await soon();
        events.push("read back");
      },
    };
    await record(
      () => {
        ssoHomelab(outposts, planned);
      },
      {
        making: (name) => {
          if (name.endsWith("-outpost")) events.push("taken");
          return undefined;
        },
      },
    );
    expect(events).toEqual(names.flatMap(() => ["taken", "read back"]));
  });

  test("take none in a preview, and wait for nobody", async () => {
    const events: string[] = [];
    const outposts = { ...steadyOutpost, keepAttached: () => Promise.resolve(void events.push("read back")) };
    const preview = await record(
      () => {
        ssoHomelab(outposts, planned);
      },
      { preview: true },
    );
    expect(preview.filter(({ name }) => /^site\d+-outpost$/.test(name))).toHaveLength(20);
    expect(events).toEqual([]);
  });
});
