import { beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { environment, jsonArgument, words } from "../../core/text/encode.ts";
import { healthCommand } from "../../core/units/health-command.ts";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
import { generate } from "../support/check-units.ts";
import { systemdWords } from "../support/systemd-words.ts";

let quadlet = "";
beforeAll(async () => {
  ({ quadlet } = await ensureValidators());
}, 600_000);

const hostile = fc
  .string({ unit: fc.constantFrom(..."aZ09 %$\"'\\;#=,.:/-_{}[]<>|&~*?!é€\n\t\r\u0001\u007f".split(/(?:)/u)), minLength: 1, maxLength: 20 })
  .filter((value) => value !== ";");
const list = fc.array(hostile, { minLength: 2, maxLength: 5 });
const samples = fc.sample(fc.record({ entrypoint: list, command: list, value: hostile, health: list }), 200);

test("what a definition says is what podman is called with", () => {
  const unit = ({ entrypoint, command, value, health }: (typeof samples)[number]) =>
    [
      "[Container]",
      "Image=docker.io/example/app:1",
      `Entrypoint=${jsonArgument(entrypoint).encoded}`,
      `Exec=${words(command).encoded}`,
      `Environment=${environment("VALUE", value).encoded}`,
      `HealthCmd=${healthCommand({ kind: "command", command: health, withinSeconds: 1 }).encoded}`,
      "",
    ].join("\n");
  const units = Object.fromEntries(samples.map((each, index) => [`s${index}.container`, unit(each)]));
  const { code, complaints, services } = generate(quadlet, units);
  expect({ code, complaints }).toEqual({ code: 0, complaints: "" });

  const seen = samples.map((_, index) => {
    const line = /^ExecStart=(.*)$/m.exec(services[`s${index}.service`] ?? "")?.[1] ?? "";
    const args = systemdWords(line);
    const after = (flag: string) => args[args.indexOf(flag) + 1] ?? "";
    return {
      entrypoint: JSON.parse(after("--entrypoint")) as unknown,
      command: args.slice(args.indexOf("docker.io/example/app:1") + 1),
      value: after("--env").replace("VALUE=", ""),
      health: JSON.parse(after("--health-cmd")) as unknown,
    };
  });
  expect(seen).toEqual(samples);
});
