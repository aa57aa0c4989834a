import { expect, test } from "@jest/globals";
import { until } from "../../tools/until.ts";

test("a condition that holds is not waited for, and what the look gave is the answer", async () => {
  await expect(until("it is there", 0, () => "it")).resolves.toBe("it");
});

test("a look that gives nothing, or fails, is repeated", async () => {
  const looks = [() => undefined, () => false, () => Promise.reject(new Error("not yet")), () => 0];
  await expect(until("the fourth look", 5, () => looks.shift()?.())).resolves.toBe(0);
});

test("after the limit it fails with the condition's words and what was in the way", async () => {
  const failing = until("the door opens", 0.2, () => Promise.reject(new Error("it is locked")));
  await expect(failing).rejects.toMatchObject({
    message: "did not come true within 0.2 s: the door opens",
    cause: { message: "it is locked" },
  });
});
