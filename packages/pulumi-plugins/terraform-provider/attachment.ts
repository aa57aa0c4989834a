import type { Properties } from "../protocol/property-values.ts";
import { NotFound } from "./api.ts";
import type { Api } from "./api.ts";
import type { ResourceShape } from "./attribute.ts";
import { HalfMade } from "./lifecycle.ts";
import type { Lifecycle } from "./lifecycle.ts";

/** One provider's place in one outpost's list; no object of its own on the server. */
export const attachmentShape: ResourceShape = {
  path: "/outposts/instances/",
  idKey: "pk",
  attributes: {
    outpost: { send: "always", replaces: true },
    protocolProvider: { send: "always", replaces: true },
  },
};

/** The resource's token in the package. */
export const attachmentType = "authentik:index/outpostProviderAttachment:OutpostProviderAttachment";

async function attached(api: Api, outpost: string): Promise<unknown[]> {
  const { providers } = await api.call("GET", `${attachmentShape.path}${encodeURIComponent(outpost)}/`);
  if (!Array.isArray(providers)) throw new Error("no value given for required property providers");
  return providers as unknown[];
}

async function replaceAll(api: Api, outpost: string, providers: readonly unknown[]): Promise<void> {
  await api.call("PATCH", `${attachmentShape.path}${encodeURIComponent(outpost)}/`, { providers });
}

async function read(api: Api, id: string): Promise<Properties> {
  const [outpost = "", provider = "", ...rest] = id.split(":");
  if (provider === "" || rest.length > 0) throw new Error("Invalid ID format");
  const protocolProvider = Number(provider);
  if (!Number.isInteger(protocolProvider)) throw new Error(`"${provider}" is no integer`);
  if (!(await attached(api, outpost)).includes(protocolProvider)) throw new NotFound(`${id} is not attached`);
  return { outpost, protocolProvider };
}

/**
 * Reads the outpost's list and writes it back whole, with no lock, as the official provider does: of
 * two attachments made at once one may be lost. The id is "outpost:provider".
 */
export const attachmentLifecycle: Lifecycle = {
  create: async (api, { outpost, protocolProvider }) => {
    const target = String(outpost);
    const id = `${target}:${String(protocolProvider)}`;
    const before = await attached(api, target);
    if (!before.includes(protocolProvider)) await replaceAll(api, target, [...before, protocolProvider]);
    try {
      return { id, state: await read(api, id) };
    } catch (error) {
      if (error instanceof NotFound) throw error;
      throw new HalfMade({ id, state: { outpost, protocolProvider } }, error);
    }
  },
  read,
  update: () => Promise.reject(new Error("an attachment is never updated: it is replaced")),
  remove: async (api, _id, { outpost, protocolProvider }) => {
    const target = String(outpost);
    const others = (await attached(api, target)).filter((provider) => provider !== protocolProvider);
    await replaceAll(api, target, others);
  },
};
