"""Every kind of sign-in, by its name in a spec."""

from smoke.auth import Auth
from smoke.kinds.forward_auth import ForwardAuth
from smoke.kinds.ldap import Ldap
from smoke.kinds.none import NoSignIn
from smoke.kinds.oidc import Oidc

KINDS: dict[str, type[Auth]] = {kind.kind: kind for kind in (Oidc, ForwardAuth, Ldap, NoSignIn)}
