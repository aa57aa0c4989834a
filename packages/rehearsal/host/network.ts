/** The host's own address in its network, which leads nowhere else. */
export const hostAddress = "10.0.2.15";

/** Where a host finds the stand-ins: in its own network, over TCP, and nobody else's addresses there. */
export const standInAddresses = { authentik: "10.0.2.100:9800", dns: "10.0.2.53:53" } as const;

/** A stand-in that the host itself talks to; `dns` answers from the records of Cloudflare's. */
export type StandIn = keyof typeof standInAddresses;
