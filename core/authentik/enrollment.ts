/** Slug of the enrollment flow of invitations. */
export const ENROLLMENT_FLOW = "homelab-enrollment";

/** Key of an invitation's fixed data with the names of the new account's groups. */
export const INVITED_GROUPS = "homelab_groups";

/** One field of the form that an invited person fills in. */
export interface EnrollmentField {
  /** The property of the new account, and the key with which an invitation fills in the field. */
  readonly key: string;
  readonly label: string;
  readonly type: "username" | "text" | "email" | "password";
  readonly order: number;
}

/** The form, from top to bottom. Authentik itself rejects a name that is in use and two different passwords. */
export const ENROLLMENT_FIELDS: readonly EnrollmentField[] = [
  { key: "username", label: "Username", type: "username", order: 1 },
  { key: "name", label: "Name", type: "text", order: 2 },
  { key: "email", label: "E-mail", type: "email", order: 3 },
  { key: "password", label: "Password", type: "password", order: 4 },
  { key: "password_repeat", label: "Password (again)", type: "password", order: 5 },
];

/** The invitations that this flow accepts: none of another flow, and none whose flow was deleted. */
const OWN_INVITATIONS = `Invitation.objects.filter(pk=plan.context["invitation"].pk, flow__slug="${ENROLLMENT_FLOW}")`;

/**
 * Python with which Authentik decides whether to show the form. When a stack is destroyed, Authentik deletes the flow
 * but keeps its invitations, and would accept them for any later flow.
 */
export const VALID_EXPRESSION = `from authentik.stages.invitation.models import Invitation
plan = request.context["flow_plan"]
return ${OWN_INVITATIONS}.exists()
`;

/**
 * Python with which Authentik deletes a used invitation and adds the new account to the groups that it names.
 * Authentik's own `single_use` deletes an invitation as soon as its form opens, so a closed browser would need a new
 * link. If the invitation cannot be deleted, the account is not created: of two browsers with one link, the second is
 * refused. The groups are read from the invitation, which the invited person cannot change; groups whose members are
 * administrators are left out.
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

/** The link that an invited person opens. @param signOn Authentik's URL, without a final slash */
export const invitationLink = (signOn: string, invitation: string): string =>
  `${signOn}/if/flow/${ENROLLMENT_FLOW}/?itoken=${invitation}`;
