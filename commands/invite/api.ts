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

/** An invitation that this program created. */
export interface Invitation {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** Undefined: without a limit. */
  readonly until: Date | undefined;
  /** False: its enrollment flow was deleted, so no flow accepts it any more. */
  readonly usable: boolean;
}

/** An invitation to create. */
export interface NewInvitation extends Pick<Invitation, "name" | "groups"> {
  readonly until: Date;
  /** Values with which the form is filled in. */
  readonly filledIn: Readonly<Record<string, string>>;
}

/** The requests to Authentik. Each throws Problems if it fails. */
export interface InvitationApi {
  /** Key of the enrollment flow. */
  readonly flow: () => Promise<string>;
  /** Whether its members are administrators; undefined if there is no such group. */
  readonly administers: (group: string) => Promise<boolean | undefined>;
  readonly create: (flow: string, wanted: NewInvitation) => Promise<Invitation>;
  readonly list: () => Promise<Invitation[]>;
  readonly remove: (id: string) => Promise<void>;
}

/** The requests through Authentik's API. Sends nothing before the first call. */
export function invitationApi(access: ApiAccess): InvitationApi {
  const api = authentikApi(access);
  return {
    list: async () => {
      // Not filtered by flow: Authentik keeps the invitations of a deleted flow, without a flow.
      const rows = (await api.list(PATH)).map((row) => invitation.parse(row));
      return rows.filter(isOwn).map(read);
    },
    flow: async () => {
      const found = await api.get(`flows/instances/${ENROLLMENT_FLOW}/`, flow);
      if (found !== undefined) return found.pk;
      throw problem(
        access.url,
        `has no flow ${ENROLLMENT_FLOW}`,
        "pulumi up creates it with the first service that has a sign-in",
      );
    },
    administers: async (name) => {
      const found = await api.get(`core/groups/?name=${encodeURIComponent(name)}&include_users=false`, groups);
      return found?.results.find((group) => group.name === name)?.is_superuser;
    },
    create: async (key, { name, groups: into, until, filledIn }) => {
      const fixed = { ...filledIn, [INVITED_GROUPS]: into };
      // The flow's own policy marks it as used once the account exists: see core/authentik/enrollment.ts.
      const body = { name, flow: key, single_use: false, expires: until.toISOString(), fixed_data: fixed };
      return read(invitation.parse(await api.send("POST", PATH, body)));
    },
    remove: async (id) => {
      await api.send("DELETE", `${PATH}${encodeURIComponent(id)}/`, undefined, GONE);
    },
  };
}

type Answer = z.output<typeof invitation>;

/** Whether an invitation belongs to this flow, or to a deleted flow of this program. */
const isOwn = ({ flow_obj: its, fixed_data: data }: Answer): boolean =>
  its === null || its === undefined ? INVITED_GROUPS in data : its.slug === ENROLLMENT_FLOW;

function read({ pk, name, expires, fixed_data: data, flow_obj: its }: Answer): Invitation {
  const into = z.array(z.string()).safeParse(data[INVITED_GROUPS]).data ?? [];
  const until = expires ? new Date(expires) : undefined;
  return { id: pk, name, groups: into, until, usable: its?.slug === ENROLLMENT_FLOW };
}

const GONE: Missing = ["has no such invitation", "npm run --silent invite -- --list shows all invitations"];
