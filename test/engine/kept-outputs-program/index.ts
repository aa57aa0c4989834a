import { Config } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { keepOutputs } from "../../../components/stack/keep-outputs.ts";

// One output that is known at once and one of a resource, which fails for a length below 4.
const config = new Config();

if (config.requireBoolean("keep")) keepOutputs();

const password = new RandomPassword("password", { length: config.requireNumber("length"), minUpper: 4 });

export const services = { feeds: config.require("url") };
export const length = password.length;
