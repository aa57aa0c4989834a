/** The words that run a command as root: itself, or by sudo, which must not ask. */
export const asRoot = (command: readonly string[]): readonly string[] =>
  process.getuid?.() === 0 ? command : ["sudo", "-n", "--", ...command];
