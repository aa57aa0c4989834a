import { isIP, isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import { quoted } from "../problems/quoted.ts";
import { type ProblemText, text } from "./builders.ts";

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** A top-level domain begins with a letter, else the whole could be a wrong IPv4 address. */
const DOMAIN = `(${LABEL}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?`;

export const domainName = (fix: string) => text(new RegExp(`^(?=.{1,253}$)${DOMAIN}$`), { what: "a domain name", fix });

/** Addresses that a record must not have. */
const NOWHERE = ["unspecified", "broadcast", "multicast", "loopback", "linkLocal"];

function ipAddress(isOne: (text: string) => boolean, what: string, example: string) {
  const fix = `write one, such as ${example}`;
  return text(/^[0-9A-Fa-f.:]+$/, { what, fix }, (value): ProblemText | undefined => {
    if (!isOne(value)) return { problem: `${quoted(value)} is not ${what}`, fix };
    const range = ipaddr.parse(value).range();
    return NOWHERE.includes(range)
      ? { problem: `${quoted(value)} is not the address of a host (${range})`, fix }
      : undefined;
  });
}

export const ipv4Address = ipAddress(isIPv4, "an IPv4 address", "203.0.113.10");
export const ipv6Address = ipAddress(isIPv6, "an IPv6 address", "2001:db8::10");

const HOST_FIX = "write an IP address or a DNS name; the port of its SSH server goes into host.port";
const HOST_NAME = new RegExp(`^(?=.{1,253}$)(${LABEL}\\.)*${LABEL}\\.?$`, "i");

/** An IP address or a DNS name. */
export const hostAddress = text(
  /^[A-Za-z0-9.:-]+$/,
  { what: "an address", fix: HOST_FIX },
  (value): ProblemText | undefined => {
    const isName = HOST_NAME.test(value) && !/^\d+\.?$/.test(value.split(".").at(-1) ?? "");
    return isIP(value) !== 0 || isName ? undefined : { problem: `${quoted(value)} is not an address`, fix: HOST_FIX };
  },
);

const URL_FIX = "write https:// and a host name in small letters, such as https://auth.example.org";

/** https and a host, without a path. */
export const httpsOrigin = text<`https://${string}`>(
  /^https:\/\/[a-z0-9.-]+$/,
  { what: "Authentik's address", fix: URL_FIX },
  (value): ProblemText | undefined => {
    const host = value.slice("https://".length);
    return isIPv4(host) || new RegExp(`^${DOMAIN}$`).test(host)
      ? undefined
      : { problem: `${quoted(value)} is not Authentik's address`, fix: URL_FIX };
  },
);

const RESOLVER_FIX = 'write its address, such as "192.168.1.1", or "192.168.1.1:5353"';

/** Address of a DNS server, an IPv4 one with its port where that is another. */
export const dnsServer = text(
  /^[0-9A-Fa-f.:]+$/,
  { what: "a DNS server", fix: RESOLVER_FIX },
  (value): ProblemText | undefined => {
    const [, host = "", port = "53"] = /^([^:]+)(?::(\d{1,5}))?$/.exec(value) ?? [];
    const isServer = isIPv4(host) && Number(port) >= 1 && Number(port) <= 65_535;
    return isServer || isIPv6(value)
      ? undefined
      : { problem: `${quoted(value)} is not a DNS server`, fix: RESOLVER_FIX };
  },
);
