// $0 is the key; ssh-agent runs this script in its own place and ends when it does.
const addKeyThenRun = 'ssh-add -q "$0" </dev/null && exec "$@"';

/** What follows `ssh-agent` in a command line so that `command` runs with that one key. @param key path of the private key */
export function withSshKey(key: string, ...command: readonly string[]): string[] {
  return ["sh", "-c", addKeyThenRun, key, ...command];
}
