import { z } from "zod";
import { fields, text, worded } from "./builders.ts";

const certificate = text(/^-----BEGIN CERTIFICATE-----\n[\s\S]+\n-----END CERTIFICATE-----\n?$/, {
  what: "a certificate in PEM form",
  fix: "write the CA certificate with its BEGIN and END lines",
});

/** The characters of addresses that no configuration file gives a meaning. */
const email = text(/^[A-Za-z0-9._+-]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/, {
  what: "an e-mail address",
  fix: "write where the CA may reach you, in letters, digits and . _ + -, such as owner@example.org",
});

const MODE_FIX = 'write { mode: "internal", caCertificate } or { mode: "acme", email }';
const mode = <Word extends string>(word: Word) => worded(z.literal(word), { what: "a mode", fix: MODE_FIX });

/** Who signs certificates. */
export const tlsSettings = worded(
  z.discriminatedUnion("mode", [
    fields({
      /**
       * `"internal"`: a CA of your own signs all names; devices have to import it. `"acme"`: a public CA signs the names
       * that it can reach.
       * @example "internal"
       */
      mode: mode("internal"),
      /**
       * Certificate of your own CA, in PEM form; its key is the secret `homelab:tlsCaKey`, and docs/dns.md says how to
       * make both. With `"acme"` it signs the names that the public CA cannot reach: private services, and those behind
       * the DNS provider's proxy.
       */
      caCertificate: certificate,
    }),
    fields({
      /**
       * `"internal"`: a CA of your own signs all names; devices have to import it. `"acme"`: a public CA signs the names
       * that it can reach.
       * @example "acme"
       */
      mode: mode("acme"),
      /**
       * Where the CA may reach you.
       * @example "owner@example.org"
       */
      email,
      /**
       * URL of the CA's ACME directory.
       * @default Let's Encrypt's
       * @example "https://acme-staging-v02.api.letsencrypt.org/directory"
       */
      directory: text(/^https:\/\/[A-Za-z0-9._~:/?=&%-]+$/, {
        what: "an https URL",
        fix: "write the URL of the ACME directory",
      }).optional(),
      /**
       * Certificate of your own CA, in PEM form; its key is the secret `homelab:tlsCaKey`, and docs/dns.md says how to
       * make both. With `"acme"` it signs the names that the public CA cannot reach: private services, and those behind
       * the DNS provider's proxy.
       * @default none with "acme", where such services are refused
       */
      caCertificate: certificate.optional(),
    }),
  ]),
  { what: "a way to get certificates", fix: MODE_FIX },
);
