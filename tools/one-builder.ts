import { createHash } from "node:crypto";
import { createServer, type Server } from "node:net";
import { platform } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./progress.ts";

/**
 * An abstract Unix socket is a lock without a file: one process can have the name, and the kernel takes it back when
 * that process ends, however it ends. Elsewhere than on Linux nothing is locked.
 */
function take(name: string): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(`\0${name}`, () => {
      resolve(server);
    });
  });
}

async function wait(name: string, what: string): Promise<Server> {
  let told = false;
  for (;;) {
    const server = await take(name);
    if (server !== undefined) return server;
    if (!told) say(`  waiting for another process that writes ${what}`);
    told = true;
    await sleep(100);
  }
}

/**
 * Runs work while no other work on the same thing runs, in this process or in another one. Who comes second waits, and
 * looks again at what is there.
 * @param what the thing that both would write: a path
 */
export async function oneBuilder<T>(what: string, work: () => Promise<T>): Promise<T> {
  if (platform() !== "linux") return work();
  const name = `homelab-${createHash("sha256").update(what).digest("hex").slice(0, 24)}`;
  const server = await wait(name, what);
  try {
    return await work();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
