import { z } from "zod";
import { listed } from "../ask.ts";
import { authentikAccess, type ApiAccess, type Environment, problem, type StackConfig } from "../stack.ts";
import { KINDS, type Holder, type Row } from "./kinds.ts";
import { type Held, listOf } from "./match.ts";
import type { Wanted } from "./preview.ts";

const LIMIT_MS = 30_000;
const PAGE = 100;
const CLOUDFLARE = "https://api.cloudflare.com/client/v4/";

const rows = z.array(z.record(z.string(), z.unknown()));
const envelope = z.object({ result: rows });

type List = (path: string) => Promise<Row[]>;

/**
 * Every list in which an object of the missing resources would be. Only who holds one of them is asked.
 * @throws Problems when one does not answer
 */
export async function heldFor(missing: readonly Wanted[], config: StackConfig, env: Environment): Promise<Held> {
  const lists = new Map<string, { holder: Holder; path: string }>();
  for (const wanted of missing) {
    const kind = KINDS[wanted.type];
    if (kind !== undefined) lists.set(listOf(kind, wanted), { holder: kind.holder, path: kind.path(wanted) });
  }
  const holders: Partial<Record<Holder, List>> = {};
  const held = new Map<string, readonly Row[]>();
  for (const [name, { holder, path }] of lists) {
    const list = (holders[holder] ??= HOLDERS[holder](config, env));
    held.set(name, await list(path));
  }
  return held;
}

const HOLDERS: Readonly<Record<Holder, (config: StackConfig, env: Environment) => List>> = {
  authentik: (config, env) => {
    const access = authentikAccess(config, env, "https://auth.example.org");
    return (path) => listed(access, path);
  },
  cloudflare: (config, env) => {
    const access = cloudflareAccess(config, env);
    const list = async (path: string, number = 1): Promise<Row[]> => {
      const found = await records(access, `${path}?page=${number}&per_page=${PAGE}`);
      return found.length < PAGE ? found : [...found, ...(await list(path, number + 1))];
    };
    return list;
  },
};

function cloudflareAccess(config: StackConfig, env: Environment): ApiAccess {
  const token = config.decrypt("cloudflare:apiToken") ?? env["CLOUDFLARE_API_TOKEN"];
  if (!token)
    throw problem("config.cloudflare:apiToken", "is not set", "pulumi config set --secret cloudflare:apiToken");
  const url = config.values["cloudflare:baseUrl"]?.value ?? env["CLOUDFLARE_BASE_URL"] ?? CLOUDFLARE;
  return { url: url.replace(/\/*$/, "/"), token };
}

async function records({ url, token }: ApiAccess, path: string): Promise<Row[]> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(url + path, { headers, signal: AbortSignal.timeout(LIMIT_MS) }).catch((error: unknown) => {
    throw problem(url, `does not answer: ${(error as Error).name}`, "see whether Cloudflare can be reached from here");
  });
  if (answer.ok) return envelope.parse(await answer.json()).result;
  const said = (await answer.text()).slice(0, 300).replaceAll(token, "[token]");
  throw problem(
    url,
    `answers ${answer.status}: ${said}`,
    "a token with Zone, DNS, Edit for the zone may read its records",
  );
}
