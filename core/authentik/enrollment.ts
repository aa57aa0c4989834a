/** Slug of the flow that an invitation leads to. */
export const ENROLLMENT_FLOW = "homelab-enrollment";

/** Key of an invitation's fixed data with the names of the groups that the invited person gets into. */
export const INVITED_GROUPS = "homelab_groups";

/** One line of the form that an invited person fills in. */
export interface EnrollmentField {
  /** The property of the new account; also the key by which an invitation fills it in beforehand. */
  readonly key: string;
  readonly label: string;
  readonly type: "username" | "text" | "email" | "password";
  readonly order: number;
}

/** The form, from top to bottom. Authentik itself refuses a name that is taken and two passwords that differ. */
export const ENROLLMENT_FIELDS: readonly EnrollmentField[] = [
  { key: "username", label: "Username", type: "username", order: 1 },
  { key: "name", label: "Name", type: "text", order: 2 },
  { key: "email", label: "E-mail", type: "email", order: 3 },
  { key: "password", label: "Password", type: "password", order: 4 },
  { key: "password_repeat", label: "Password (again)", type: "password", order: 5 },
];

/** The invitations that this flow takes: those that were made for another one, or lost theirs, are none of them. */
const OWN_INVITATIONS = `Invitation.objects.filter(pk=plan.context["invitation"].pk, flow__slug="${ENROLLMENT_FLOW}")`;

/**
 * Python by which Authentik decides whether the form is shown. It deletes the flow together with the stack, keeps the
 * flow's invitations without one, and would take such an invitation for any flow that comes later.
 */
export const VALID_EXPRESSION = `from authentik.stages.invitation.models import Invitation
plan = request.context["flow_plan"]
return ${OWN_INVITATIONS}.exists()
`;

/**
 * Python by which Authentik uses an invitation up and puts the new account into the groups that it names. Authentik's
 * own `single_use` deletes an invitation as soon as its form opens, so a closed browser would cost a new link. Without
 * an invitation that can be deleted the account is not made: of two browsers with one link the second is refused.
 * The groups are read from the invitation, which the invited person cannot change, and one whose members may administer is never
 * given this way.
 */
export const GROUPS_EXPRESSION = `from authentik.core.models import Group
from authentik.stages.invitation.models import Invitation
plan = request.context["flow_plan"]
deleted, _ = ${OWN_INVITATIONS}.delete()
if deleted == 0:
    return False
names = plan.context["invitation"].fixed_data.get("${INVITED_GROUPS}", [])
plan.context["groups"] = list(Group.objects.filter(name__in=names, is_superuser=False))
return True
`;

/** The link that an invited person opens. @param signOn where people sign in, without a slash at its end */
export const invitationLink = (signOn: string, invitation: string): string =>
  `${signOn}/if/flow/${ENROLLMENT_FLOW}/?itoken=${invitation}`;
