import { chapters } from "../support/chapters.mjs";

/** From the first `up` to a power cut in the middle of a deploy, on a host in namespaces: it has native speed. */
export default chapters({ folder: "test/rehearsal/deploys", name: "test-deploys", kind: "namespaces" });
