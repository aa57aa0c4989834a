import { chapters } from "./support/chapters.mjs";

/** What is true of every host, on one in namespaces: native speed, so this is where nearly everything is tested. */
export default chapters({ folder: "test/rehearsal", name: "test", kind: "namespaces" });
