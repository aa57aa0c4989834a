import { z } from "zod";
import { ENROLLMENT_FLOW, INVITED_GROUPS } from "../../core/authentik/enrollment.ts";
import { ask, listed, type Asked } from "../ask.ts";
import type { Access } from "../stack.ts";

const flow = z.object({ pk: z.string() });
const groups = z.object({ results: z.array(z.object({ name: z.string(), is_superuser: z.boolean() })) });
const invitation = z.object({
  pk: z.string(),
  name: z.string(),
  expires: z.string().nullish(),
  fixed_data: z.record(z.string(), z.unknown()).default({}),
});

/** A link that somebody may still use. */
export interface Invitation {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** Undefined: for ever. */
  readonly until: Date | undefined;
}

/** What is asked of Authentik. Every call throws Problems when it is not done. */
export interface InvitationApi {
  /** Key of the flow that invitations lead to. */
  readonly flow: () => Promise<string>;
  /** Whether its members may administer; undefined when there is no such group. */
  readonly administers: (group: string) => Promise<boolean | undefined>;
  readonly create: (flow: string, wanted: Omit<Invitation, "id">, filledIn: object) => Promise<Invitation>;
  readonly list: () => Promise<Invitation[]>;
  readonly remove: (id: string) => Promise<void>;
}

/** Authentik's own API; nothing is sent before the first call. */
export function invitationApi(access: Access): InvitationApi {
  return {
    list: async () => {
      const rows = await listed(access, `/stages/invitation/invitations/?flow__slug=${ENROLLMENT_FLOW}`);
      return rows.map((row) => read(invitation.parse(row)));
    },
    flow: async () => flow.parse(await ask(access, "GET", `/flows/instances/${ENROLLMENT_FLOW}/`, NO_FLOW)).pk,
    administers: async (name) => {
      const query = `?name=${encodeURIComponent(name)}&include_users=false`;
      const { results } = groups.parse(await ask(access, "GET", `/core/groups/${query}`));
      return results.find((group) => group.name === name)?.is_superuser;
    },
    create: async (key, { name, groups: into, until }, filledIn) => {
      const body = {
        ...{ name, flow: key, single_use: true, expires: until?.toISOString() ?? null },
        fixed_data: { ...filledIn, [INVITED_GROUPS]: into },
      };
      return read(invitation.parse(await ask(access, "POST", "/stages/invitation/invitations/", { body })));
    },
    remove: async (id) => {
      await ask(access, "DELETE", `/stages/invitation/invitations/${encodeURIComponent(id)}/`, GONE);
    },
  };
}

function read({ pk, name, expires, fixed_data: data }: z.output<typeof invitation>): Invitation {
  const into = z.array(z.string()).safeParse(data[INVITED_GROUPS]).data ?? [];
  return { id: pk, name, groups: into, until: expires ? new Date(expires) : undefined };
}

const GONE: Asked = {
  missing: ["has no such invitation", "npm run --silent invite -- --list shows what there is"],
};
const NO_FLOW: Asked = {
  missing: [`has no flow ${ENROLLMENT_FLOW}`, "pulumi up makes it, once a service signs people on"],
};
