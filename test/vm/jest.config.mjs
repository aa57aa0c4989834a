import { chapters } from "../rehearsal/support/chapters.mjs";

/** What needs a kernel of its own, real OpenZFS, a boot, or a power cut. Everything here is slow: it may be emulated. */
export default chapters({ folder: "test/vm", name: "test-vm", kind: "vm" });
