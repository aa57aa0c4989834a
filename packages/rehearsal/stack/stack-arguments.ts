import { stackName } from "./stack.ts";

// Commands that read the program's config, and those that only need to know the stack.
const takeConfig = new Set([
  "up",
  "update",
  "preview",
  "pre",
  "destroy",
  "down",
  "refresh",
  "import",
  "watch",
  "config",
]);
const takeStack = new Set([...takeConfig, "cancel", "stack", "state", "logs", "about", "console"]);
// Of `pulumi stack`, these name their stack otherwise or work on all.
const ownStack = new Set(["init", "ls", "select", "unselect", "new"]);

function names(args: readonly string[], ...flags: readonly string[]): boolean {
  return args.some((arg) => flags.some((flag) => arg === flag || arg.startsWith(`${flag}=`)));
}

/** Commands that connect to the host. */
export function reachesHost(args: readonly string[]): boolean {
  const dry = names(args, "--help", "-h", "--preview-only");
  return !dry && ["up", "update", "destroy", "down", "refresh"].includes(args[0] ?? "");
}

/** The arguments of a `pulumi` call with the rehearsal's stack and config file, where the command takes them. */
export function withStack(args: readonly string[], configFile: string): string[] {
  const [command = "", sub = ""] = args;
  const added: string[] = [];
  const free = command === "stack" && ownStack.has(sub);
  if (takeStack.has(command) && !free && !names(args, "--stack", "-s")) added.push("--stack", stackName);
  if (takeConfig.has(command) && !names(args, "--config-file")) added.push("--config-file", configFile);
  // What follows `--` is no flag any more.
  const end = args.indexOf("--");
  return end < 0 ? [...args, ...added] : [...args.slice(0, end), ...added, ...args.slice(end)];
}
