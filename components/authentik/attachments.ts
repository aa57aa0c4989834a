import * as authentik from "@pulumi/authentik";
import * as pulumi from "@pulumi/pulumi";
import { isLookedUp } from "../../core/authentik/looked-up.ts";
import type { ChildOptions } from "../component.ts";
import type { OutpostApi } from "./outpost-api.ts";

/** A provider's place at an outpost. */
export interface Attachment {
  readonly resource: authentik.OutpostProviderAttachment;
  /** Known once the place has been read back. */
  readonly kept: pulumi.Output<void>;
}

/**
 * The providers of one outpost, put there one after another. Each time its whole list is read and written back with
 * no lock, so two at once would lose one. Services take turns by a plain Promise: an edge between them would let
 * the destroy of one take the others.
 */
export class Attachments {
  readonly #outpost: pulumi.Output<string>;
  readonly #api: OutpostApi;
  readonly #addressed: pulumi.Output<void>;
  #turn: Promise<void> = Promise.resolve();

  /**
   * @param outpost Its UUID.
   * @param signOn Where it sends people, without a slash at its end.
   */
  constructor(outpost: pulumi.Output<string>, api: OutpostApi, signOn: string) {
    this.#outpost = outpost;
    this.#api = api;
    this.#addressed = outpost.apply((id) =>
      unlessPreview(async () => {
        // Nobody was asked for the outpost while Authentik is down.
        if (!isLookedUp(id)) await api.keepAddress(id, signOn);
      }),
    );
  }

  /**
   * Takes the next turn.
   * @param provider What is to be served; when it goes, its place goes with it and nobody writes the list.
   * @param key The provider's number, as a secret-free Output.
   */
  add(name: string, provider: pulumi.Resource, key: pulumi.Output<number>, options: ChildOptions): Attachment {
    const turn = pulumi.output(this.#turn);
    const outpost = pulumi.all([this.#outpost, turn, this.#addressed]).apply(([id]) => id);
    const resource = new authentik.OutpostProviderAttachment(
      name,
      { outpost, protocolProvider: key },
      // Where the outpost is looked up, a preview knows no id.
      { ...options, deletedWith: provider, deleteBeforeReplace: true, ignoreChanges: ["outpost"] },
    );
    const kept = pulumi
      .all([resource.id, this.#outpost, key])
      .apply(([, id, number]) => unlessPreview(() => this.#api.keepAttached(id, number)));
    if (!pulumi.runtime.isDryRun()) {
      this.#turn = new Promise((done) => {
        kept.apply(() => {
          done();
        });
      });
    }
    return { resource, kept };
  }
}

async function unlessPreview(act: () => Promise<void>): Promise<void> {
  if (!pulumi.runtime.isDryRun()) await act();
}
