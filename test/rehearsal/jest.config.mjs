// One machine, one story: the files run one after the other, in the order of their names.
export default {
  rootDir: "../..",
  extensionsToTreatAsEsm: [".ts"],
  transform: {},
  testMatch: ["<rootDir>/test/rehearsal/*.test.ts"],
  testSequencer: "<rootDir>/test/rehearsal/support/by-name.cjs",
  globalSetup: "<rootDir>/test/rehearsal/support/global-setup.ts",
  testTimeout: 1_200_000,
  bail: false,
  verbose: true,
};
