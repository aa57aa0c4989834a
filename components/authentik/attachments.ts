import * as authentik from "@pulumi/authentik";
import * as pulumi from "@pulumi/pulumi";
import { isPlaceholderId } from "../../core/authentik/placeholder-id.ts";
import type { ChildOptions } from "../component.ts";
import type { OutpostApi } from "./outpost-api.ts";

/** The entry of a provider in an outpost's list. */
export interface Attachment {
  readonly resource: authentik.OutpostProviderAttachment;
  /** Resolves once the entry has been read back. */
  readonly kept: pulumi.Output<void>;
}

/**
 * Adds providers to one outpost, one after another. Adding one reads and writes the whole list without a lock, so two
 * at the same time would lose one. The order uses a plain Promise, because a dependency between services would make
 * the destroy of one destroy the others.
 */
export class Attachments {
  readonly #outpost: pulumi.Output<string>;
  readonly #api: OutpostApi;
  readonly #addressed: pulumi.Output<void>;
  #turn: Promise<void> = Promise.resolve();

  /**
   * @param outpost Its UUID.
   * @param signOn The URL to which the outpost redirects people, without a final slash.
   */
  constructor(outpost: pulumi.Output<string>, api: OutpostApi, signOn: string) {
    this.#outpost = outpost;
    this.#api = api;
    this.#addressed = outpost.apply((id) =>
      unlessPreview(async () => {
        // While Authentik is down, the outpost's id is a placeholder.
        if (!isPlaceholderId(id)) await api.keepAddress(id, signOn);
      }),
    );
  }

  /**
   * Adds a provider after all earlier ones.
   * @param provider When it is deleted, Authentik removes it from the list, and nothing else has to write the list.
   * @param key The provider's number, as an Output that is not secret.
   */
  add(name: string, provider: pulumi.Resource, key: pulumi.Output<number>, options: ChildOptions): Attachment {
    const turn = pulumi.output(this.#turn);
    const outpost = pulumi.all([this.#outpost, turn, this.#addressed]).apply(([id]) => id);
    const resource = new authentik.OutpostProviderAttachment(
      name,
      { outpost, protocolProvider: key },
      // In a preview, the outpost's id is a placeholder.
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
