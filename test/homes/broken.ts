import { defineService, ledger, retired, secret } from "../../core/define.ts";
import { services as house } from "./house.ts";

const limits = { memory: "64 MB", cpu: "50%" } as const;
const health = { http: "/", within: "10 seconds" } as const;

/** The house with three definitions that are wrong on purpose; the type check would report them too. */
const broken = [
  defineService("one", {
    uid: 2003,
    quotta: 1,
    web: { subdomain: "feeds", port: 80 },
    containers: { app: { image: "docker.io/x/y:1", limits, health } },
  } as never),
  defineService("two", {
    uid: 2009,
    replicas: 2,
    containers: {
      app: {
        image: "docker.io/x/y",
        limits,
        health: { tcp: 1, within: "10 seconds" },
        command: ["serve", ";"],
        env: { A: 'any " % \\ character', B: "but\0null", D: `file://${secret.file("nowhere")}` },
        files: { "/etc/x": "x.conf", "/usr": "y.conf" },
      },
    },
    web: { subdomain: "two", port: 80, auth: { none: "a page for everybody" } },
  } as never),
  defineService("three", {
    uid: 2010,
    containers: {
      app: {
        image: "docker.io/x/y:1",
        limits,
        volumes: { "/data": { data: "d", dir: "../up" }, "/data/": { data: "d" } },
      },
    },
    data: { d: { pool: "safe" } },
  } as never),
];

export const services = ledger(...broken, retired("old", 2009), ...house.services);
