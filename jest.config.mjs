// Node strips the types itself, so jest needs no transform.
export default {
  extensionsToTreatAsEsm: [".ts"],
  transform: {},
  testMatch: ["<rootDir>/test/**/*.test.ts", "<rootDir>/packages/*/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/rehearsal/", "<rootDir>/test/vm/"],
  // Some tests start processes; a busy computer makes them slow, not wrong.
  testTimeout: 60_000,
};
