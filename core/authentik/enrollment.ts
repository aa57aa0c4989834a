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

/**
 * Python by which Authentik puts a new account into the groups that its invitation names. They are read from the
 * invitation, which the invited person cannot change, and one whose members may administer is never given this way.
 */
export const GROUPS_EXPRESSION = `from authentik.core.models import Group
plan = request.context["flow_plan"]
names = plan.context["invitation"].fixed_data.get("${INVITED_GROUPS}", [])
plan.context["groups"] = list(Group.objects.filter(name__in=names, is_superuser=False))
return True
`;

/** The link that an invited person opens. @param signOn where people sign on, without a slash at its end */
export const invitationLink = (signOn: string, invitation: string): string =>
  `${signOn}/if/flow/${ENROLLMENT_FLOW}/?itoken=${invitation}`;
