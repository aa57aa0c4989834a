import { setTimeout as pause } from "node:timers/promises";
import { Agent } from "node:https";
import { ask } from "./web.ts";

export interface Outcome {
  readonly answered: number;
  readonly failures: readonly string[];
}

export interface Load {
  /** Requests that have been answered so far. */
  readonly answered: () => number;
  /** Ends the load once this many requests were made in all, the missing ones as fast as they go. */
  readonly stop: (atLeast?: number) => Promise<Outcome>;
}

const CLIENTS = 4;

/**
 * Load until it is stopped: new TLS connections, four at a time, each for one page of the service.
 * @param pace milliseconds that each of the four waits between its requests: the computer has other work as well
 */
export function load(name: string, path: string, pace: number): Load {
  let made = 0;
  let answered = 0;
  let wanted = Infinity;
  const failures: string[] = [];
  // A connection for each request; sessions are taken up again, as browsers do.
  const agent = new Agent({ keepAlive: false });
  const request = async (): Promise<void> => {
    made += 1;
    try {
      const { status } = await ask(name, path, { agent });
      if (status === 200) answered += 1;
      else failures.push(`status ${status}`);
    } catch (error) {
      failures.push(String(error));
    }
  };
  const client = async (): Promise<void> => {
    while (made < wanted) {
      await request();
      if (wanted === Infinity) await pause(pace);
    }
  };
  const done = Promise.all(Array.from({ length: CLIENTS }, client));
  return {
    answered: () => answered,
    stop: async (atLeast = 0) => {
      wanted = atLeast;
      await done;
      return { answered, failures };
    },
  };
}
