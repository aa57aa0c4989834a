import { describe, expect, test } from "@jest/globals";
import { nextFreeUid } from "../../../core/checks/uids.ts";
import { defineService } from "../../../core/define.ts";
import { ledger, retired } from "../../../core/service/ledger.ts";
import { app, complaints, service, web } from "../../support/definitions.ts";

const feeds = service("feeds", { uid: 2003 });
const tcp = { tcp: 1, within: "1 minute" };

test.each([
  {
    what: "a UID of another service",
    entries: [feeds, service("calendar", { uid: 2003 })],
    says: ["calendar.uid | 2003 belongs to feeds | take a free one; the next is 2004"],
  },
  {
    what: "a retired UID under another name",
    entries: [service("calendar", { uid: 2009 }), retired("photos", 2009)],
    says: ["calendar.uid | 2009 belonged to photos, which is retired | take a free one; the next is 2010"],
  },
  {
    what: "a retired UID under its own name",
    entries: [service("photos", { uid: 2009 }), retired("photos", 2009)],
    says: [],
  },
  {
    what: "another UID than a retired service of that name had",
    entries: [service("photos", { uid: 2001 }), retired("photos", 2009)],
    says: ["photos.uid | photos had 2009, and its files still belong to it | write uid: 2009"],
  },
  {
    what: "a UID retired twice",
    entries: [retired("photos", 2009), retired("music", 2009)],
    says: [
      "retired music | 2009 is also retired for photos | keep the right entry: a UID belongs to one name for ever",
    ],
  },
  {
    what: "a UID below the range",
    entries: [service("calendar", { uid: 1999 })],
    says: ["calendar.uid | 1999 is outside 2000 to 3999 | take a free one; the next is 2000"],
  },
  {
    what: "a UID above the range",
    entries: [feeds, service("calendar", { uid: 4000 })],
    says: ["calendar.uid | 4000 is outside 2000 to 3999 | take a free one; the next is 2004"],
  },
  {
    what: "a name that is none",
    entries: [service("feeds-1")],
    says: ["feeds-1 | a service name does not end in -<number>: that is how slots are named | choose another name"],
  },
  {
    what: "a name given twice",
    entries: [feeds, service("feeds", { uid: 2003, web: undefined, containers: {} })],
    says: [
      "feeds.containers | has no container | write at least one: { app: { … } }",
      "feeds | another service has this name | rename one of them",
    ],
  },
  {
    what: "a subdomain of another service",
    entries: [feeds, service("calendar", { web: web({ subdomain: ["cal", "feeds"], port: 80 }) })],
    says: ['calendar.web.subdomain | "feeds" is already served by feeds | choose another subdomain'],
  },
  {
    what: "a subdomain listed twice",
    entries: [service("calendar", { web: web({ subdomain: ["cal", "cal"], port: 80 }) })],
    says: ['calendar.web.subdomain | "cal" is already served by calendar | list it once'],
  },
])("$what", ({ entries, says }) => {
  expect(complaints(entries)).toEqual(says);
});

test.each<[what: string, entry: unknown, says: string]>([
  [
    "an import that is not there",
    undefined,
    "entry 2 of ledger(…) is undefined | import the definition by the name under which its file exports it",
  ],
  [
    "a whole module",
    { calendar: service("calendar", { uid: 2004 }), other: 1 },
    "entry 2 of ledger(…) is a module, not the definition in it | import { calendar } from its file",
  ],
  [
    "a definition without defineService",
    { uid: 2004, containers: {} },
    'entry 2 of ledger(…) is not a definition | write defineService("name", { … }), or retired("name", 2001)',
  ],
  [
    "null",
    null,
    'entry 2 of ledger(…) is not a definition | write defineService("name", { … }), or retired("name", 2001)',
  ],
])("%s is told of: dropped, its service would be deleted", (_, entry, says) => {
  expect(complaints([feeds, entry as never])).toEqual([`services/index.ts | ${says}`]);
});

test("a definition that is undefined is no stack trace", () => {
  const [first = ""] = complaints([defineService("feeds", undefined as never)]);
  expect(first).toMatch(/^feeds \| is missing \| /);
});

test("one definition listed twice is told of once, with web and without", () => {
  const says = ["feeds | is listed twice in services/index.ts | list it once"];
  expect(complaints([feeds, feeds])).toEqual(says);
  const quiet = service("feeds", { web: undefined, containers: { app: { ...app, health: tcp } } });
  expect(complaints([quiet, quiet])).toEqual(says);
});

test.each(["host", "none", "bridge", "private", "default", "container", "ns", "pasta", "slirp4netns", "podman"])(
  "%s is no name for a service",
  (name) => {
    expect(complaints([service(name)])).toEqual([
      `${name} | is a word of Podman's for a network, and a service's network has the service's name | choose another name`,
    ]);
  },
);

describe("two services whose resources would have one name", () => {
  const data = { user: { pool: "safe", quota: "1 GB" } };
  const withUser = { containers: { app: { ...app, volumes: { "/data": { data: "user" } } } }, data };
  const uses = (name: string) => ({
    containers: { app: { ...app, secrets: [name] } },
    secrets: { [name]: "generated" },
  });
  test.each([
    {
      one: service("a", withUser),
      two: service("a-dataset", { uid: 2002 }),
      says: "a-dataset | its step would have the name a-dataset-user, which a resource of a has already | choose another name for this service",
    },
    {
      one: service("a", { web: web({ subdomain: ["a", "dns"] }) }),
      two: service("a-dns", { uid: 2002 }),
      says: "a-dns | its record would have the name a-dns-dns, which a resource of a has already | choose another name for this service",
    },
    {
      one: service("a", uses("generated-x")),
      two: service("a-generated", { uid: 2002, ...uses("x") }),
      says: "a-generated | its password would have the name a-generated-generated-x, which a resource of a has already | choose another name for this service",
    },
    {
      one: service("a", { web: web({ subdomain: ["a", "b"], auth: { forwardAuth: {} }, access: ["family"] }) }),
      two: service("a-b", {
        uid: 2002,
        web: web({ subdomain: "c", auth: { oidc: { redirectPath: "/cb" } }, access: ["family"] }),
      }),
      says: "a-b | its application would have the name a-b-app, which a resource of a has already | choose another name for this service",
    },
  ])("$says", ({ one, two, says }) => {
    expect(complaints([one, two])).toEqual([says]);
  });

  test("names that only look alike are fine", () => {
    expect(complaints([service("a"), service("a-dns", { uid: 2002 }), service("a-dataset", { uid: 2003 })])).toEqual(
      [],
    );
  });
});

test("UIDs and subdomains are compared even when a definition is otherwise unreadable", () => {
  const unreadable = service("calendar", { uid: 2003, web: web({ port: undefined }), containers: 7 });
  expect(complaints([feeds, unreadable])).toEqual([
    "calendar.web.port | is missing | write the port that the application listens on",
    "calendar.containers | 7 is not a map | write { app: { … } }",
    "calendar.uid | 2003 belongs to feeds | take a free one; the next is 2004",
    'calendar.web.subdomain | "feeds" is already served by feeds | choose another subdomain',
  ]);
});

describe("the next free UID", () => {
  test.each([
    { what: "the first", entries: [], next: 2000 },
    { what: "one above all that were ever used", entries: [feeds, retired("photos", 2009)], next: 2010 },
    { what: "the lowest unused one at the end of the range", entries: [retired("photos", 3999), feeds], next: 2000 },
  ])("is $what", ({ entries, next }) => {
    expect(nextFreeUid(ledger(...entries))).toBe(next);
  });
});
