import { chapters } from "../support/chapters.mjs";

/** What happens to a home over the years, up to its end; beside the deploys, on a host of its own. */
export default chapters({ folder: "test/rehearsal/changes", name: "test-changes", kind: "namespaces" });
