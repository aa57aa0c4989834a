import { describe, expect, test } from "@jest/globals";
import type { ServiceDefinition } from "../../../core/define.ts";
import { retired } from "../../../core/service/ledger.ts";
import { app, complaints, service, web } from "../../support/definitions.ts";

const LIST = 'name the services that have to be there first: needs: ["photos"]';
const CIRCLE =
  "write one of these under reaches, which gives its names without an order; a service with a sign-in requires the service that runs Authentik too";
const REACHED = 'name the services whose names its pods have to know: reaches: ["office"]';

const needing = (name: string, uid: number, ...needs: unknown[]) => service(name, { uid, needs });
const reaching = (name: string, uid: number, ...reaches: unknown[]) => service(name, { uid, reaches });
const photos = service("photos", { uid: 2005 });
const worker = service("worker", {
  uid: 2006,
  web: undefined,
  containers: { app: { ...app, health: { tcp: 1, within: "1 second" } } },
});
const some = (needs: string[]) => (needs.length > 0 ? { needs } : {});
const signedOn = (name: string, uid: number, ...needs: string[]) =>
  service(name, { uid, ...some(needs), web: web({ subdomain: name, auth: { forwardAuth: {} }, access: ["family"] }) });
const authentication = (...needs: string[]) =>
  service("authentication", { uid: 2010, ...some(needs), web: web({ subdomain: "auth" }) });

const rows: { of: ServiceDefinition[]; says: string[] }[] = [
  { of: [needing("feeds", 2001, "photos"), photos], says: [] },
  { of: [signedOn("feeds", 2001, "authentication"), authentication("photos"), photos], says: [] },
  { of: [needing("feeds", 2001)], says: [`feeds.needs | is an empty list | ${LIST}`] },
  { of: [service("feeds", { needs: "photos" }), photos], says: [`feeds.needs | "photos" is not a list | ${LIST}`] },
  { of: [needing("feeds", 2001, 7)], says: [`feeds.needs.0 | 7 is not a service's name | ${LIST}`] },
  {
    of: [needing("feeds", 2001, "photo"), photos],
    says: ["feeds.needs | names photo, which is not a service of this home | did you mean photos?"],
  },
  {
    of: [needing("feeds", 2001, "kitchen"), photos],
    says: ["feeds.needs | names kitchen, which is not a service of this home | name one of photos"],
  },
  {
    of: [needing("feeds", 2001, "feeds")],
    says: ["feeds.needs | names the service itself | remove it"],
  },
  {
    of: [needing("feeds", 2001, "photos", "photos"), photos],
    says: ["feeds.needs | names photos twice | name it once"],
  },
  {
    of: [needing("feeds", 2001, "worker"), worker],
    says: [
      "feeds.needs | names worker, which has no web: it can be neither reached nor checked for readiness | remove it, or give worker a web",
    ],
  },
  { of: [reaching("feeds", 2001, "photos"), reaching("photos", 2005, "feeds")], says: [] },
  { of: [needing("feeds", 2001, "photos"), reaching("photos", 2005, "feeds")], says: [] },
  { of: [reaching("feeds", 2001)], says: [`feeds.reaches | is an empty list | ${REACHED}`] },
  {
    of: [reaching("feeds", 2001, "photo", "feeds", "worker"), photos, worker],
    says: [
      "feeds.reaches | names photo, which is not a service of this home | did you mean photos?",
      "feeds.reaches | names the service itself | remove it",
      "feeds.reaches | names worker, which has no web: it can be neither reached nor checked for readiness | remove it, or give worker a web",
    ],
  },
  {
    of: [reaching("feeds", 2001, "photos", "photos"), photos],
    says: ["feeds.reaches | names photos twice | name it once"],
  },
  {
    of: [service("feeds", { needs: ["photos"], reaches: ["photos"] }), photos],
    says: ["feeds.reaches | names photos, which is under needs too | remove it here: needs gives its names as well"],
  },
  {
    of: [needing("feeds", 2001, "photos"), needing("photos", 2005, "wiki"), needing("wiki", 2007, "photos", "feeds")],
    says: [`feeds.needs | is a cycle: feeds -> photos -> wiki -> feeds | ${CIRCLE}`],
  },
  {
    of: [signedOn("feeds", 2001), authentication("feeds")],
    says: [`feeds.needs | is a cycle: feeds -> authentication -> feeds | ${CIRCLE}`],
  },
  {
    // Both at once, and nothing about a service only because its definition cannot be read.
    of: [needing("feeds", 2001, "photos", "photo"), service("photos", { uid: 2005, web: 1 })],
    says: [
      "feeds.needs | names photo, which is not a service of this home | did you mean photos?",
      expect.stringMatching(/^photos\.web \|/) as unknown as string,
    ],
  },
];

describe("needs and reaches", () => {
  test.each(rows)("$says", ({ of, says }) => {
    expect(complaints(of)).toEqual(says);
  });

  test("of a service that is retired", () => {
    const says = "feeds.needs | names photos, which is retired | remove it, or define that service again";
    expect(complaints([needing("feeds", 2001, "photos"), retired("photos", 2005)])).toEqual([says]);
  });
});
