import { registryDisk } from "./registry-disk.ts";
import { tellFailure } from "../../../tools/tell-failure.ts";
import { checkPrerequisites } from "../tree/prerequisites.ts";
import { rootfs, type Rootfs } from "./rootfs.ts";

/** What every start of the machine needs: its system, and the disk of the image registry. Built when missing. */
export async function machineParts(): Promise<{ readonly parts: Rootfs; readonly registry: string }> {
  await checkPrerequisites();
  return { parts: await rootfs(), registry: await registryDisk() };
}

if (import.meta.main) {
  await tellFailure(async () => {
    await machineParts();
  });
}
