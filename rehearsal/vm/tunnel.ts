import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** A tunnel's two ends, both TCP on 127.0.0.1. */
export interface Tunnel {
  /** Port in the machine, on which it listens. */
  readonly inside: number;
  /** Port on this computer, to which it leads. */
  readonly outside: number;
}

const againMs = 5_000;

/**
 * Lets the machine reach a port of this computer by SSH: its network leads nowhere outside, on purpose. A tunnel that
 * breaks off is opened again, for example after the machine has restarted.
 * @param ssh arguments of `ssh` that lead to the machine
 * @returns closes the tunnel
 */
export function openTunnel(ssh: readonly string[], { inside, outside }: Tunnel): () => void {
  const forward = ["-R", `127.0.0.1:${inside}:127.0.0.1:${outside}`, "-o", "ExitOnForwardFailure=yes"];
  // A connection of its own: one that is shared keeps its forwards when this process is gone.
  const args = ["-o", "ControlPath=none", ...forward, ...ssh, "cat >/dev/null"];
  const state: { child?: ChildProcess; again?: NodeJS.Timeout; closed: boolean } = { closed: false };
  const open = (): void => {
    // Its input ends with this process, however that ends; `cat` then does, and so does ssh. Detached: Ctrl-C asks
    // `pulumi` to finish what it does, which may need the tunnel.
    state.child = spawn("ssh", args, { stdio: ["pipe", "ignore", "ignore"], detached: true });
    state.child.once("error", () => undefined);
    state.child.once("close", () => {
      if (!state.closed) state.again = setTimeout(open, againMs);
    });
  };
  open();
  return () => {
    state.closed = true;
    clearTimeout(state.again);
    state.child?.kill();
  };
}
