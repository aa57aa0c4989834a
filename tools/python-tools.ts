/** `node tools/python-tools.ts ruff|mypy`: prints the tool's path, installing the pinned version into the cache once. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cacheDir } from "./cache.ts";

const PINNED = { ruff: "0.17.5", mypy: "2.4.1" };

const tool = process.argv[2];
if (tool !== "ruff" && tool !== "mypy") {
  console.error("usage: python-tools.ts ruff|mypy");
  process.exit(2);
}
const folder = cacheDir("tools", `python-${tool}-${PINNED[tool]}`);
const binary = `${folder}/bin/${tool}`;
if (!existsSync(binary)) {
  try {
    execFileSync("python3", ["-m", "venv", folder], { stdio: ["ignore", 2, 2] });
    execFileSync(`${folder}/bin/pip`, ["install", "--quiet", `${tool}==${PINNED[tool]}`], { stdio: ["ignore", 2, 2] });
  } catch {
    console.error(`error: ${tool} ${PINNED[tool]} could not be installed; it checks the toolkit's Python.`);
    console.error("  fix: apt-get install python3-venv, and let pip reach a Python package index");
    process.exit(1);
  }
}
console.log(binary);
