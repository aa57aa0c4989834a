/** `node tools/require-command.ts COMMAND PACKAGE PURPOSE`: has a command for a test; as root on Debian it is installed. */
import { requireCommands } from "./prerequisites.ts";
import { tellFailure } from "./tell-failure.ts";

const [command = "", debian = "", why = ""] = process.argv.slice(2);
await tellFailure(() => requireCommands({ command, debian, why }));
