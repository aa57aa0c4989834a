import { z } from "zod";
import { authentikApi, type Missing } from "../../clients/authentik.ts";
import type { ApiAccess } from "../../clients/credentials.ts";
import { ENROLLMENT_FLOW, INVITED_GROUPS } from "../../core/authentik/enrollment.ts";
import { problem } from "../stack.ts";

const PATH = "stages/invitation/invitations/";
const flow = z.object({ pk: z.string() });
const groups = z.object({ results: z.array(z.object({ name: z.string(), is_superuser: z.boolean() })) });
const invitation = z.object({
  pk: z.string(),
  name: z.string(),
  expires: z.string().nullish(),
  fixed_data: z.record(z.string(), z.unknown()).default({}),
  flow_obj: z.object({ slug: z.string() }).nullish(),
});

/** An invitation of this program's. */
export interface Invitation {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** Undefined: for ever. */
  readonly until: Date | undefined;
  /** False: its form was deleted, with the stack or by hand, and no form takes it any more. */
  readonly usable: boolean;
}

/** What is to be made. */
export interface NewInvitation extends Pick<Invitation, "name" | "groups"> {
  readonly until: Date;
  /** What the form is filled in with. */
  readonly filledIn: Readonly<Record<string, string>>;
}

/** What is asked of Authentik. Every call throws Problems when it is not done. */
export interface InvitationApi {
  /** Key of the flow that invitations lead to. */
  readonly flow: () => Promise<string>;
  /** Whether its members may administer; undefined when there is no such group. */
  readonly administers: (group: string) => Promise<boolean | undefined>;
  readonly create: (flow: string, wanted: NewInvitation) => Promise<Invitation>;
  readonly list: () => Promise<Invitation[]>;
  readonly remove: (id: string) => Promise<void>;
}

/** Authentik's own API; nothing is sent before the first call. */
export function invitationApi(access: ApiAccess): InvitationApi {
  const api = authentikApi(access);
  return {
    list: async () => {
      // Not by flow: Authentik keeps the invitations of a deleted flow, and names none for them.
      const rows = (await api.list(PATH)).map((row) => invitation.parse(row));
      return rows.filter(isOwn).map(read);
    },
    flow: async () => {
      const found = await api.get(`flows/instances/${ENROLLMENT_FLOW}/`, flow);
      if (found !== undefined) return found.pk;
      throw problem(access.url, `has no flow ${ENROLLMENT_FLOW}`, "pulumi up makes it, once a service signs people on");
    },
    administers: async (name) => {
      const found = await api.get(`core/groups/?name=${encodeURIComponent(name)}&include_users=false`, groups);
      return found?.results.find((group) => group.name === name)?.is_superuser;
    },
    create: async (key, { name, groups: into, until, filledIn }) => {
      const fixed = { ...filledIn, [INVITED_GROUPS]: into };
      // The form's own policy uses it up, once the account is made: see core/authentik/enrollment.ts.
      const body = { name, flow: key, single_use: false, expires: until.toISOString(), fixed_data: fixed };
      return read(invitation.parse(await api.send("POST", PATH, body)));
    },
    remove: async (id) => {
      await api.send("DELETE", `${PATH}${encodeURIComponent(id)}/`, undefined, GONE);
    },
  };
}

type Answer = z.output<typeof invitation>;

/** Of this flow; or of none, and with the mark that this program's invitations carry. */
const isOwn = ({ flow_obj: its, fixed_data: data }: Answer): boolean =>
  its === null || its === undefined ? INVITED_GROUPS in data : its.slug === ENROLLMENT_FLOW;

function read({ pk, name, expires, fixed_data: data, flow_obj: its }: Answer): Invitation {
  const into = z.array(z.string()).safeParse(data[INVITED_GROUPS]).data ?? [];
  const until = expires ? new Date(expires) : undefined;
  return { id: pk, name, groups: into, until, usable: its?.slug === ENROLLMENT_FLOW };
}

const GONE: Missing = ["has no such invitation", "npm run --silent invite -- --list shows what there is"];
