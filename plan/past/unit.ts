import contract from "../../contract/constants.json" with { type: "json" };

/** A container's unit, as far as its changes are told. Values of its environment are never read out of it. */
export interface Unit {
  /** Name of each variable -> its line, which is only compared. */
  readonly env: Readonly<Record<string, string>>;
  /** Path in the container -> what is mounted there. */
  readonly data: Readonly<Record<string, { readonly folder: string; readonly readOnly: boolean }>>;
  /** Key -> its lines, of everything else; sorted. */
  readonly others: Readonly<Record<string, string>>;
}

const LINE = /^([A-Za-z]+)=(.*)$/;
const DATASETS = `${contract.paths.datasets}/`;

/** Reads a `.container` file of this program. */
export function readUnit(text: string): Unit {
  const lines = text.split("\n").flatMap((line) => {
    const [, key = "", value = ""] = LINE.exec(line) ?? [];
    return key === "" ? [] : [{ key, value }];
  });
  const env = lines.filter(({ key }) => key === "Environment").map(({ value }) => [variableOf(value), value] as const);
  const volumes = lines.filter(({ key, value }) => key === "Volume" && value.startsWith(DATASETS));
  const rest = lines.filter(
    ({ key, value }) => key !== "Environment" && !(key === "Volume" && value.startsWith(DATASETS)),
  );
  const others: Record<string, string> = {};
  for (const { key, value } of rest) others[key] = [...(others[key]?.split("\n") ?? []), value].sort().join("\n");
  return { env: Object.fromEntries(env), data: Object.fromEntries(volumes.map(({ value }) => mount(value))), others };
}

/** The name in `NAME=value` and in `"NAME=value"`. */
const variableOf = (value: string): string => value.replace(/^"/, "").split("=")[0] ?? "";

function mount(value: string) {
  const [folder = "", path = "", mode] = value.split(":");
  return [path, { folder, readOnly: mode === "ro" }] as const;
}
