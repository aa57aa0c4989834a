import { tellFailure } from "../../../tools/tell-failure.ts";
import { registryFolder } from "../images/registry.ts";
import { checkPrerequisites } from "../tree/prerequisites.ts";
import { debianTree } from "../tree/tree.ts";

/** What every start of a host needs; none of it is ever written to. */
export interface Parts {
  /** Folder with the Debian tree. */
  readonly tree: string;
  /** Folder with the container images, and the server that serves them. */
  readonly registry: string;
}

/** Builds the parts that are missing in the cache, beside each other. */
export async function hostParts(): Promise<Parts> {
  await checkPrerequisites();
  const [tree, registry] = await Promise.all([debianTree(), registryFolder()]);
  return { tree, registry };
}

if (import.meta.main) {
  await tellFailure(async () => {
    await hostParts();
  });
}
