import { main } from "@pulumi/pulumi/provider/index.js";
import type { Provider } from "@pulumi/pulumi/provider/index.js";
import { endWhenOrphaned } from "./orphan.ts";

/** The resource's type token out of its URN (…::parentType$type::name). */
export function typeOf(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}

/** The address of the engine, which it gives as the only argument that is no flag. */
export function engineAddress(): string | undefined {
  return process.argv.slice(2).find((argument) => !argument.startsWith("-"));
}

/** Counts the operations in flight, so that an orphaned plugin ends only when its work is done. */
export class InFlight {
  #count = 0;

  get idle(): boolean {
    return this.#count === 0;
  }

  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await work();
    } finally {
      this.#count -= 1;
    }
  }
}

/** Serves a provider to the engine until the engine ends it or is gone. */
export async function serve(provider: Provider, inFlight: InFlight): Promise<void> {
  // The SDK's server prints every failed call with its stack trace, although the engine gets the message anyway.
  console.error = () => undefined;
  endWhenOrphaned(() => inFlight.idle);
  await main(provider, process.argv.slice(2));
}
