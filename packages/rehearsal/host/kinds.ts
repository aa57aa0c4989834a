import { Failure } from "../../../tools/failure.ts";
import { say } from "../../../tools/progress.ts";
import { namespacesKind } from "../namespaces/kind.ts";
import { vmKind } from "../vm/kind.ts";
import type { HostKind } from "./kind.ts";
import { currentKind, hostName, loadHost, setCurrentKind, type KindName } from "./state.ts";

const kinds: Readonly<Record<KindName, HostKind>> = { namespaces: namespacesKind, vm: vmKind };

/** The kind that somebody asked for by HOMELAB_REHEARSAL_HOST. Throws a Failure for another word. */
function askedKind(env: Readonly<Record<string, string | undefined>> = process.env): KindName | undefined {
  const word = env["HOMELAB_REHEARSAL_HOST"];
  if (word === undefined || word === "" || word === "namespaces" || word === "vm")
    return word === "" ? undefined : word;
  throw new Failure("HOMELAB_REHEARSAL_HOST", `"${word}" is not a kind of host`, "use namespaces or vm");
}

/** The kind of the host that the verbs mean: the one that was started last under this name. */
export function presentKind(): HostKind {
  return kinds[currentKind() ?? askedKind() ?? "namespaces"];
}

/** The kind to tell of: the one that was started last, or else the one that `up` would start. */
export async function kindToShow(): Promise<HostKind> {
  const known = currentKind() ?? askedKind();
  if (known !== undefined) return kinds[known];
  return (await kinds.namespaces.obstacle()) === undefined ? kinds.namespaces : kinds.vm;
}

/** The kind beside the given one, with why it is not used. */
export async function otherKind({ name }: HostKind): Promise<{ readonly name: KindName; readonly why: string }> {
  if (name === "namespaces")
    return { name: "vm", why: "it is slower (to use it: ./rehearse down, then ./rehearse up --vm)" };
  const obstacle = await kinds.namespaces.obstacle();
  return { name: "namespaces", why: obstacle ?? "the virtual machine was selected" };
}

/**
 * The kind of host to start: the one that is asked for, else namespaces where this computer can have them.
 * @param asked by the command line; it goes before HOMELAB_REHEARSAL_HOST
 */
export async function kindToStart(asked: KindName | undefined): Promise<HostKind> {
  const word = asked ?? askedKind();
  const running = loadHost();
  if (running !== undefined && (word ?? running.kind) !== running.kind)
    throw new Failure(
      `rehearsal "${hostName()}"`,
      `runs as ${running.kind}`,
      "./rehearse down, then start the other kind",
    );
  const chosen = running === undefined ? await chooseKind(word) : kinds[running.kind];
  setCurrentKind(chosen.name);
  return chosen;
}

/** The kind that was asked for, or namespaces, or, where those cannot be had, the virtual machine. */
async function chooseKind(word: KindName | undefined): Promise<HostKind> {
  if (word === "vm") return kinds.vm;
  const obstacle = await kinds.namespaces.obstacle();
  if (obstacle === undefined) return kinds.namespaces;
  const fix = "mend that, or use the virtual machine: ./rehearse up --vm";
  if (word === "namespaces") throw new Failure("a host in namespaces", obstacle, fix);
  say(`No host in namespaces: ${obstacle}. Using the virtual machine.`);
  return kinds.vm;
}
