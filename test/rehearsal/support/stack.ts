import { original } from "./original.ts";

interface Exported {
  readonly deployment: {
    readonly resources?: readonly StackResource[];
    readonly pending_operations?: readonly unknown[];
  };
}

export interface StackResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The stack as saved, secrets encrypted. */
export async function exported(): Promise<Exported> {
  const ran = await original.pulumi(["stack", "export"]);
  if (ran.code !== 0) throw new Error(ran.text);
  return JSON.parse(ran.stdout) as Exported;
}

/** Logical names of all resources in the stack, sorted. */
export async function resourceNames(): Promise<string[]> {
  const { deployment } = await exported();
  return (deployment.resources ?? []).map((resource) => resource.urn.split("::").at(-1) ?? "").sort();
}

export async function outputs(): Promise<Record<string, Record<string, unknown>>> {
  const ran = await original.pulumi(["stack", "output", "__services", "--json"]);
  if (ran.code !== 0) throw new Error(ran.text);
  return JSON.parse(ran.stdout) as Record<string, Record<string, unknown>>;
}

/** What the stack knows of each resource, one line each: without times, source positions and fresh encryptions of old secrets. */
export async function stateKept(): Promise<string[]> {
  const { deployment } = await exported();
  const plain = (key: string, value: unknown): unknown => (key === "ciphertext" ? "[secret]" : value);
  return (deployment.resources ?? [])
    .map(({ urn, id, inputs, outputs }) => JSON.stringify([urn, id, inputs, outputs], plain))
    .sort();
}
