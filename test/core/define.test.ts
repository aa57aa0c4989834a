import { expect, test } from "@jest/globals";
import { defineService, type ServiceSpec } from "../../core/define.ts";
import { health, limits } from "../support/definitions.ts";

test("the editor refuses what a run refuses", () => {
  const ok = { image: "docker.io/x/y:1", limits, health } as const;
  const good = { uid: 2003, containers: { app: ok } } as const;
  const one = (spec: ServiceSpec["containers"][string]) =>
    defineService("one", { uid: 2003, containers: { app: spec } });
  expect([defineService("good", good), one(ok)]).toHaveLength(2);
  const signed = { subdomain: "x", port: 80, auth: { oidc: { redirectPath: "/cb" } }, access: ["family"] } as const;
  expect(defineService("signed", { ...good, web: signed }).name).toBe("signed");
  // @ts-expect-error -- nothing says how people sign on
  defineService("bad", { ...good, web: { subdomain: "x", port: 80 } });
  // @ts-expect-error -- a redirect that is no path
  defineService("bad", { ...good, web: { ...signed, auth: { oidc: { redirectPath: "cb" } } } });
  // @ts-expect-error -- a misspelt field
  defineService("bad", { ...good, replica: 2 });
  // @ts-expect-error -- the UID is missing
  defineService("bad", { containers: good.containers });
  // @ts-expect-error -- the quota is missing
  defineService("bad", { ...good, data: { db: { pool: "safe" } } });
  // @ts-expect-error -- the limits are missing
  one({ image: "docker.io/x/y:1", health });
  // @ts-expect-error -- the health check is missing
  one({ image: "docker.io/x/y:1", limits });
  // @ts-expect-error -- a misspelt field of a container
  one({ ...ok, comand: ["run"] });
  // @ts-expect-error -- an unknown unit
  one({ ...ok, stop: "30 secs" });
  // @ts-expect-error -- a unit without a number
  one({ ...ok, limits: { ...limits, memory: "MB" } });
  // @ts-expect-error -- an image without a tag
  one({ ...ok, image: "docker.io/x/y" });
  // @ts-expect-error -- a relative path
  one({ ...ok, files: { "etc/x": "x" } });
});
