"""The entries that a directory shows, as Authentik's outpost names them, and which of them a search finds."""

from ldap_stand_in.ber import Part

from ldap_stand_in.authentik import Authentik, Provider

BASE, ONE_LEVEL = 0, 1
Entry = tuple[str, dict[str, list[str]]]
_USER_CLASSES = ["top", "person", "organizationalPerson", "inetOrgPerson", "user", "posixAccount", "goauthentik.io/ldap/user"]
_GROUP_CLASSES = ["top", "group", "groupOfNames", "groupOfUniqueNames", "posixGroup", "goauthentik.io/ldap/group"]


def root(providers: list[Provider]) -> Entry:
    """What anybody may ask: which directories there are."""
    contexts = [name for one in providers for name in (one.base_dn, one.users(), one.groups())]
    known = {"objectClass": ["top", "OpenLDAProotDSE"], "supportedLDAPVersion": ["3"], "namingContexts": contexts}
    return "", {**known, "vendorName": ["goauthentik.io"], "vendorVersion": ["a stand-in for the authentik LDAP outpost"]}


def entries(authentik: Authentik, provider: Provider, only: int | None) -> list[Entry]:
    """Everything below the base DN. `only`: the number of the one user who is shown, with his groups."""
    groups = {group["pk"]: group for group in authentik.groups()}
    users = [user for user in authentik.users() if only in (None, user["pk"])]
    shown = [group for group in groups.values() if only is None or only in group["users"]]
    found: list[Entry] = [(provider.base_dn, {"objectClass": ["top", "domain"]})]
    for name in (provider.users(), provider.groups()):
        found.append((name, {"objectClass": ["top", "nsContainer", "organizationalUnit"], "ou": [name[3:].split(",")[0]]}))
    found += [_user(provider, user, groups) for user in users]
    return found + [_group(provider, group, users) for group in shown]


def _user(provider: Provider, user: dict, groups: dict) -> Entry:
    name, number = user["username"], str(2000 + user["pk"])
    return f"cn={name},{provider.users()}", {
        "cn": [name],
        "sAMAccountName": [name],
        "uid": [user["uid"]],
        "name": [user["name"]],
        "displayName": [user["name"]],
        "sn": [user["name"]],
        "mail": [user["email"]],
        "objectClass": _USER_CLASSES,
        "uidNumber": [number],
        "gidNumber": [number],
        "homeDirectory": [f"/home/{name}"],
        "memberOf": [f"cn={groups[key]['name']},{provider.groups()}" for key in user["groups"] if key in groups],
        "ak-active": [str(user["is_active"]).upper()],
        "ak-superuser": [str(user["is_superuser"]).upper()],
    }


def _group(provider: Provider, group: dict, users: list[dict]) -> Entry:
    members = [f"cn={user['username']},{provider.users()}" for user in users if user["pk"] in group["users"]]
    return f"cn={group['name']},{provider.groups()}", {
        "cn": [group["name"]],
        "uid": [group["pk"]],
        "objectClass": _GROUP_CLASSES,
        "member": members,
        "ak-superuser": [str(group["is_superuser"]).upper()],
    }


def within(name: str, base: str, scope: int) -> bool:
    """Whether an entry is where a search looks."""
    low, top = name.lower(), base.lower()
    if low == top:
        return scope != ONE_LEVEL
    if scope == BASE or not low.endswith(f",{top}"):
        return False
    return scope != ONE_LEVEL or "," not in low[: -len(top) - 1]


def matches(wanted: Part, attributes: dict[str, list[str]]) -> bool:
    """Whether an entry fits a filter. Letters count alike in either case, as in the attributes that people search by."""
    kind = wanted.tag & 0x1F
    if kind == 7:
        return bool(_values(attributes, wanted.text))
    parts = wanted.parts
    if kind in (0, 1):
        fits = (matches(part, attributes) for part in parts)
        return all(fits) if kind == 0 else any(fits)
    if kind == 2:
        return not matches(parts[0], attributes)
    held = _values(attributes, parts[0].text)
    if kind == 4:
        return any(_substrings(value, parts[1].parts) for value in held)
    # Equality; what is near or ordered is not played, and finds nothing.
    return kind == 3 and parts[1].text.lower() in held


def _values(attributes: dict[str, list[str]], name: str) -> list[str]:
    return [value.lower() for key, values in attributes.items() if key.lower() == name.lower() for value in values if value]


def _substrings(value: str, pieces: list[Part]) -> bool:
    at = 0
    for piece in pieces:
        kind, text = piece.tag & 0x1F, piece.text.lower()
        found = value.find(text, at)
        if found < 0 or (kind == 0 and found != 0) or (kind == 2 and not value.endswith(text)):
            return False
        at = found + len(text)
    return True
