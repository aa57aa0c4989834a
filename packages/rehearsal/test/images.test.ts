import { describe, expect, test } from "@jest/globals";
import { imageRecipes } from "../images/apps/index.ts";
import { imageDocuments } from "../images/oci.ts";
import { layerHash, treeEnvironment } from "../images/pack.ts";
import { parseReference } from "../images/recipe.ts";

const recipe = (name: string) => {
  const found = imageRecipes.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no recipe ${name}`);
  return found;
};
const layer = { digest: `sha256:${"a".repeat(64)}`, bytes: 10 };

describe("image names", () => {
  test("are split into repository and tag, without the registry's host", () => {
    expect(parseReference("docker.io/library/postgres:17")).toEqual({ repository: "library/postgres", tag: "17" });
    expect(parseReference("ghcr.io/kozea/radicale:3.5.3")).toEqual({ repository: "kozea/radicale", tag: "3.5.3" });
  });

  test.each(["postgres:17", "docker.io/library/postgres", "docker.io/a@sha256:00"])("%s is refused", (name) => {
    expect(() => parseReference(name)).toThrow("not an image name with tag");
  });

  test("are all different", () => {
    const names = imageRecipes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("image documents", () => {
  test("the manifest names config and layer with digest and size", () => {
    const { config, manifest } = imageDocuments({ Cmd: ["/bin/true"] }, layer);
    const told = JSON.parse(manifest.text) as { config: { digest: string; size: number }; layers: unknown[] };
    expect(told.config).toMatchObject({ digest: config.digest, size: config.text.length });
    expect(told.layers).toEqual([
      { mediaType: "application/vnd.oci.image.layer.v1.tar", digest: layer.digest, size: layer.bytes },
    ]);
    expect(JSON.parse(config.text)).toMatchObject({ architecture: "amd64", config: { Cmd: ["/bin/true"] } });
  });

  test("equal input gives equal digests", () => {
    const twice = [1, 2].map(() => imageDocuments({ User: "1" }, layer).manifest.digest);
    expect(twice[0]).toBe(twice[1]);
  });

  test("miniflux 2.2.6-1 is the same application under another digest", () => {
    const [first, second] = ["2.2.6", "2.2.6-1"].map((tag) => recipe(`docker.io/miniflux/miniflux:${tag}`));
    if (first === undefined || second === undefined) throw new Error("unreachable");
    expect(layerHash(first)).toBe(layerHash(second));
    expect(imageDocuments(first.config, layer).manifest.digest).not.toBe(
      imageDocuments(second.config, layer).manifest.digest,
    );
  });
});

test("what tree.sh gets: one thing a line", () => {
  const env = treeEnvironment(recipe("docker.io/prom/prometheus:v2.53.3"), ["/a.deb", "/b.deb"]);
  expect(env).toMatchObject({
    DEBS: "/a.deb\n/b.deb",
    OWNED: "prometheus 65534 755\netc/prometheus 65534 755",
    PASSWD: "nobody:x:65534:65534::/:/sbin/nologin",
    GROUP: "nobody:x:65534:",
    COMPILE: "no",
  });
});
