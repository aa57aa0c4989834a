import { createServer, type Server } from "node:net";
import type { Ports } from "./state.ts";

const listen = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(undefined);
    });
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      resolve(server);
    });
  });

const portOf = (server: Server): number => {
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });

/**
 * Three free loopback ports. The former ones are taken again where they are free: a stack's
 * settings name the SSH port, and a new one would look like another host.
 */
export async function freePorts(former: Ports | undefined): Promise<Ports> {
  const held: Server[] = [];
  const take = async (wanted: number | undefined): Promise<number> => {
    const server = (wanted === undefined ? undefined : await listen(wanted)) ?? (await listen(0));
    if (server === undefined) throw new Error("no free port on 127.0.0.1");
    held.push(server);
    return portOf(server);
  };
  const ports = { ssh: await take(former?.ssh), https: await take(former?.https), http: await take(former?.http) };
  await Promise.all(held.map(close));
  return ports;
}
