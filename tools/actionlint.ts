import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "./cache.ts";
import { installFolder } from "./install-folder.ts";
import { requireCommands } from "./prerequisites.ts";
import { step } from "./progress.ts";
import { runCommand } from "./run-command.ts";

const version = "1.7.12";
const seconds = 900;

async function build(folder: string): Promise<void> {
  await requireCommands({
    command: "go",
    why: "build actionlint, which checks the workflows",
    fix: "install Go 1.24 or newer (https://go.dev/doc/install)",
  });
  const purpose = `building actionlint ${version}`;
  const options = { seconds, env: { GOBIN: folder }, purpose, fix: "see that Go reaches a module proxy; run it again" };
  await step(`Building actionlint ${version} from its Go modules (once)`, () =>
    runCommand("go", ["install", `github.com/rhysd/actionlint/cmd/actionlint@v${version}`], options),
  );
}

/** The path of actionlint, built when it is missing. */
export async function actionlint(): Promise<string> {
  const folder = join(cacheDir("tools"), `actionlint-${version}`);
  const program = join(folder, "actionlint");
  if (!existsSync(program)) await installFolder(folder, build);
  return program;
}
