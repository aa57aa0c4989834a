import { Agent } from "node:https";
import { ask } from "./web.ts";

export interface Load {
  /** Ends the load early and waits for it. */
  stop(): Promise<{ readonly answered: number; readonly failures: readonly string[] }>;
  readonly done: Promise<{ readonly answered: number; readonly failures: readonly string[] }>;
}

/** Bounded load: `requests` new TLS connections in all, four at a time, each for one page of the service. */
export function load(host: string, path: string, requests: number, pauseMs = 0): Load {
  let started = 0;
  let answered = 0;
  let ended = false;
  const failures: string[] = [];
  // A connection for each request; sessions are taken up again, as browsers do.
  const agent = new Agent({ keepAlive: false });
  const client = async (): Promise<void> => {
    while (started < requests && !ended) {
      started += 1;
      try {
        const { status } = await ask(host, path, { agent });
        if (status === 200) answered += 1;
        else failures.push(`status ${status}`);
      } catch (error) {
        failures.push(String(error));
      }
      await new Promise((ok) => setTimeout(ok, pauseMs));
    }
  };
  const done = Promise.all([client(), client(), client(), client()]).then(() => ({ answered, failures }));
  return {
    done,
    stop: () => {
      ended = true;
      return done;
    },
  };
}
