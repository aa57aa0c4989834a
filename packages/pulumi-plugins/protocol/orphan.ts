const checkMs = 1_000;

/**
 * Ends this process once the CLI that started it is gone (killed) and its work is done. Without it
 * every killed `pulumi` would leave its plugins behind.
 * @param idle whether no work is in progress
 */
export function endWhenOrphaned(idle: () => boolean): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && idle()) process.exit(0);
  }, checkMs).unref();
}
