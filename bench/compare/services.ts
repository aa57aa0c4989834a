import { defineService, ledger } from "../../core/define.ts";
import { job, type Site } from "./job.ts";

// Takes the place of services/index.ts in the copy of the program that is deployed.
const count = Number(process.env["HOMELAB_BENCH_SERVICES"] ?? "3");
const changed = process.env["HOMELAB_BENCH_CHANGED"] === "yes";

const site = ({ name, uid, greeting }: Site) =>
  defineService(name, {
    uid,
    exposure: "public",
    web: { subdomain: name, port: 8080, auth: { none: "nobody signs on to a measurement" } },
    containers: {
      app: {
        // An image that holds a busybox and little else.
        image: "docker.io/miniflux/miniflux:0.0.1-silent",
        entrypoint: ["/bin/sh", "/etc/site/serve.sh"],
        user: 0,
        env: { GREETING: greeting },
        files: { "/etc/site/serve.sh": "serve.sh" },
        volumes: { "/data": { data: "pages" } },
        limits: { memory: "64 MB", cpu: "100%" },
        health: { http: "/", within: "1 minute" },
      },
    },
    data: { pages: { pool: "tank", quota: "100 MB" } },
  });

export const services = ledger(...job(count, changed).map(site));
