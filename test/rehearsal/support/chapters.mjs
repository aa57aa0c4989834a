/**
 * Jest's settings for chapters: one host, one story, the files one after the other in the order of their names.
 * @param folder where the chapters lie, from the project's root
 * @param name the rehearsal host's name, apart from the one that `make demo` leaves running
 * @param kind of host: "namespaces" or "vm"
 */
export function chapters({ folder, name, kind }) {
  // Everything that the chapters start has them too.
  process.env["HOMELAB_REHEARSAL"] = name;
  process.env["HOMELAB_REHEARSAL_HOST"] = kind;
  const support = "<rootDir>/test/rehearsal/support";
  return {
    rootDir: new URL("../../..", import.meta.url).pathname,
    extensionsToTreatAsEsm: [".ts"],
    transform: {},
    testMatch: [`<rootDir>/${folder}/*.test.ts`],
    testSequencer: `${support}/by-name.cjs`,
    globalSetup: `${support}/global-setup.ts`,
    globalTeardown: `${support}/global-teardown.ts`,
    testTimeout: 1_200_000,
    bail: false,
    verbose: true,
  };
}
