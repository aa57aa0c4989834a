import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { HomelabComponent } from "../../components/component.ts";
import { record } from "../support/recorder.ts";

class Book extends pulumi.CustomResource {}

class Shelf extends HomelabComponent {
  constructor(name: string, childName: string) {
    super("homelab:index:Shelf", name, undefined);
    new Book("test:index:Book", childName, {}, { parent: this });
  }
}

test.each(["feeds-book", "feeds-book-2"])("a child named %s is fine", async (child) => {
  const found = await record(() => new Shelf("feeds", child));
  expect(found.map(({ name }) => name)).toEqual(["feeds", child]);
});

test.each(["book", "feedsbook", "feeds"])("a child named %s is refused", async (child) => {
  await record(() => {
    expect(() => new Shelf("feeds", child)).toThrow(`"${child}" belongs to "feeds"`);
  });
});
