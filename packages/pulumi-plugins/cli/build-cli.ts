import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { step } from "../../../tools/progress.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { installFolder } from "../../../tools/install-folder.ts";
import { requireCommands } from "../../../tools/prerequisites.ts";
import { pulumiVersion } from "./versions.ts";

const recipe = new URL("pulumi-cli/", import.meta.url).pathname;
const module = "github.com/pulumi/pulumi";
const buildLimit = 3600;

async function build(folder: string): Promise<void> {
  await requireCommands({
    command: "go",
    why: "build the Pulumi CLI, which is neither installed nor downloadable here",
    fix: "install Go 1.26 or newer (https://go.dev/doc/install), or Pulumi itself (https://www.pulumi.com/docs/install/)",
  });
  cpSync(recipe, folder, { recursive: true });
  const flags = `-s -w -X ${module}/sdk/v3/go/common/version.Version=v${pulumiVersion}`;
  const args = ["build", "-trimpath", "-ldflags", flags, "-o", "pulumi", `${module}/pkg/v3/cmd/pulumi`];
  // go.mod names the two modules that matter; what they need in turn is held by go.sum.
  const env = { GOFLAGS: "-mod=mod" };
  const label = `Building the Pulumi CLI ${pulumiVersion} from its Go modules (4 to 7 minutes, once)`;
  const options = {
    seconds: buildLimit,
    cwd: folder,
    env,
    purpose: "building the Pulumi CLI",
    fix: "run it again; finished parts are kept",
  };
  await step(label, () => runCommand("go", args, options));
  for (const name of ["go.mod", "go.sum", "tools.go"]) rmSync(join(folder, name));
}

/** Where the CLI of this recipe lies, or would lie, in the cache. */
function builtCliFolder(): string {
  const key = recipeHash([pulumiVersion, process.platform, process.arch], [recipe]);
  return join(cacheDir("tools"), `built-cli-${key}`);
}

/** The folder with the CLI built from the pinned Go modules; builds it when it is missing. */
export async function builtCli(): Promise<string> {
  const target = builtCliFolder();
  if (!existsSync(join(target, "pulumi"))) await installFolder(target, build);
  return target;
}
