import { remote } from "@pulumi/command";
import { Config, secret } from "@pulumi/pulumi";
import { RandomBytes, RandomPassword } from "@pulumi/random";

// A program that uses both stand-in plugins; engine.test.ts runs it and says what to change by config.
const config = new Config("test");
const file = config.require("file");
const connection = {
  host: "127.0.0.1",
  port: config.requireNumber("port"),
  user: config.require("user"),
  hostKey: config.require("hostKey"),
  dialErrorLimit: 2,
  perDialTimeout: 5,
};
const options = { deleteBeforeReplace: true };

const password = new RandomPassword("password", { length: 20, keepers: { round: config.require("round") } });
const key = new RandomBytes("key", { length: 16 });

const written = new remote.Command(
  "written",
  {
    connection,
    create: `echo "writing" >&2; cat >${file}; cat ${file}; exit ${config.require("exit")}`,
    delete: `rm -f ${file}`,
    stdin: config.require("text"),
    addPreviousOutputInEnv: false,
  },
  options,
);

new remote.Command(
  "hidden",
  {
    connection,
    create: "tr a-z n-za-m",
    stdin: secret("open-sesame"),
    logging: "none",
    addPreviousOutputInEnv: false,
  },
  { ...options, additionalSecretOutputs: ["stdout", "stderr"], dependsOn: written },
);

export const text = written.stdout;
export const result = password.result;
export const hex = key.hex;
