"""The layers below HTTP: name, connection, the ingress's chain, certificate."""

import contextlib
import ssl

from host import files
from ingress.chains import chains, connections_so_far
from ingress.listeners import cluster_name
from ingress.paths import fragments_folder
from smoke import resolver
from smoke.broken import Broken, NoAnswer, Skipped
from smoke.net import Door, connect, handshake, is_own_address, no_trust, trust
from smoke.spec import Record
from smoke.walk import Walk

_SEE_INGRESS = "`systemctl status homelab-ingress` and `journalctl -u homelab-ingress` on the host"


def record(walk: Walk) -> None:
    """Each name with a record resolves to what the record says."""
    if walk.local:
        raise Skipped("asked on the host itself")
    if not walk.spec.records:
        raise Skipped("no DNS record is expected")
    found = {each.name: _lookup(walk, each.name) for each in walk.spec.records}
    for each in walk.spec.records:
        _compare(walk, each, found[each.name])
    for name in walk.spec.names:
        mine = [each for each in walk.spec.records if each.name == name]
        # A proxy's addresses say nothing about this host: the layers that follow ask the host itself.
        if mine and not any(each.proxied for each in mine):
            walk.addresses[name] = found[name]["A"] + found[name]["AAAA"]


def _lookup(walk: Walk, name: str) -> dict[str, list[str]]:
    asked = walk.spec.resolver
    try:
        return resolver.addresses(resolver.servers(walk.ctx, asked), name)
    except NoAnswer as error:
        server = f"{asked}, the dns.resolver of the stack's config," if asked else "the host's DNS server (/etc/resolv.conf)"
        raise Broken(f"no answer about {name}: {error}", f"see that {server} works") from error


def _compare(walk: Walk, record: Record, found: dict[str, list[str]]) -> None:
    got = [address for kind in ("A", "AAAA") if record.type in (kind, "CNAME") or record.proxied for address in found[kind]]
    if not got:
        raise Broken(
            f"{record.name} has no {'address' if record.type == 'CNAME' else record.type + ' record'}",
            'see the record in the DNS provider\'s list; a resolver that was asked too early remembers "no such name" for minutes',
        )
    if record.proxied:
        return
    wanted = [record.content]
    if record.type == "CNAME":
        target = _lookup(walk, record.content)
        wanted = target["A"] + target["AAAA"]
    if not set(wanted) & set(got):
        raise Broken(
            f"{record.name} resolves to {', '.join(got)}, and should to {', '.join(wanted) or record.content}",
            "an old answer lives on until its TTL is over; else a DNS server at home or the hosts file says otherwise",
        )


def tcp(walk: Walk) -> None:
    """:443 takes connections at every address of every name."""
    names = walk.spec.names
    known = dict.fromkeys(address for name in names for address in walk.addresses.get(name, []))
    reached = [address for address in known if _reachable(walk, address)]
    for name in names:
        walk.addresses[name] = [address for address in walk.addresses.get(name, []) if address in reached]
    for door in dict.fromkeys(walk.door(name) for name in names if not walk.addresses[name]):
        _connect(door)


def _reachable(walk: Walk, address: str) -> bool:
    try:
        connect(address, walk.doors.tls)
    except NoAnswer as error:
        if is_own_address(address):
            raise Broken(f"{address}:{walk.doors.tls}: {error}", f"a firewall, or an ingress that is down: {_SEE_INGRESS}") from error
        # Many routers do not let the inside use the outside address, so this host cannot tell whether others get through.
        walk.ctx.say(f"{walk.spec.service}: {address} cannot be reached from this host ({error}); asked over loopback instead")
        return False
    return True


def _connect(door: Door) -> None:
    try:
        connect(door.address, door.port)
    except NoAnswer as error:
        raise Broken(f"{door.address}:{door.port}: {error}", _SEE_INGRESS) from error


def sni(walk: Walk) -> None:
    """The ingress has a chain with the name for this service, and a handshake by that name is counted there."""
    service, expected = walk.spec.service, [name for name in walk.spec.names if walk.routed(name)]
    if not expected:
        raise Skipped("no route yet")
    fragment = files.read_json(fragments_folder(walk.ctx) / f"{service}.json")
    names = fragment["names"] if fragment else []
    held = chains(walk.admin)
    if held is None:
        raise Broken("Envoy's admin socket does not answer", _SEE_INGRESS)
    for name in expected:
        if name not in names:
            raise Broken(f"the route of {service} on this host does not have {name}", "run `pulumi up`: the route's step comes first")
        owner = next((chain for chain, its_names in held.items() if name in its_names), None)
        if owner is None or owner != cluster_name(service):
            where = f"sends {name} to {owner}" if owner else f"has no chain for {name}"
            raise Broken(f"Envoy {where}", "`homelab ingress assemble` takes the routes over anew and says what Envoy refuses")
        _counted(walk, name)


def _counted(walk: Walk, name: str) -> None:
    service = walk.spec.service
    before = connections_so_far(walk.admin, service)
    with contextlib.suppress(OSError), handshake(walk.door(name), name, no_trust()):
        pass
    if connections_so_far(walk.admin, service) <= before:
        raise Broken(
            f"a connection for {name} at {walk.address(name)} does not arrive at {cluster_name(service)}",
            "something else answers at that address, or this host's address is outside the ranges that a private service serves",
        )


def certificate(walk: Walk) -> None:
    """Each name is served with a certificate for it, by an authority that is trusted."""
    for name in walk.spec.names:
        context = trust(walk.spec.ca)
        # The names are compared here, so that the message can list them.
        context.check_hostname = False
        try:
            with handshake(walk.door(name), name, context) as secure:
                _named(walk, name, secure)
        except ssl.SSLCertVerificationError as error:
            fix = "see which authority `openssl s_client -servername` shows"
            raise Broken(f"{name}: {error.verify_message}", f"{fix}; {walk.see_logs()}") from error
        except OSError as error:
            # Caddy answers with an alert as long as it has none.
            problem = f"{name}: no handshake ({getattr(error, 'reason', None) or error or type(error).__name__})"
            raise Broken(problem, f"Caddy may wait for its certificate: `homelab logs {walk.spec.service}`") from error


def _named(walk: Walk, name: str, secure: ssl.SSLSocket) -> None:
    names = [str(entry[1]) for entry in (secure.getpeercert() or {}).get("subjectAltName", ()) if entry[0] == "DNS"]
    parent = name.partition(".")[2]
    if name not in names and f"*.{parent}" not in names:
        raise Broken(f"{name} is served with a certificate for {', '.join(names) or 'no name'}", walk.see_logs())
