"""The layers below HTTP: record, tcp, sni and certificate."""

import contextlib
import ssl

from host.kept import read_kept
from ingress.chains import chains, connections_so_far
from ingress.listeners import cluster_name
from ingress.paths import fragments_folder
from smoke import resolver
from smoke.broken import Broken, NoAnswer, NoSlotReady, Skipped
from smoke.net import Endpoint, connect, handshake, is_own_address, no_trust, trust
from smoke.slots import no_slot_is_ready
from smoke.spec import Record
from smoke.walk import Walk

_SEE_INGRESS = "`systemctl status homelab-ingress` and `journalctl -u homelab-ingress` on the host"


def record(walk: Walk) -> None:
    """Each name with a record resolves to the content of the record."""
    if walk.local:
        raise Skipped("the test runs on the host itself")
    if not walk.spec.records:
        raise Skipped("no DNS record is expected")
    found = {each.name: _lookup(walk, each.name) for each in walk.spec.records}
    for each in walk.spec.records:
        _compare(walk, each, found[each.name])
    for name in walk.spec.names:
        mine = [each for each in walk.spec.records if each.name == name]
        # A proxy's addresses say nothing about this host, so the layers that follow connect to the host itself.
        if mine and not any(each.proxied for each in mine):
            walk.addresses[name] = found[name]["A"] + found[name]["AAAA"]


def _lookup(walk: Walk, name: str) -> dict[str, list[str]]:
    asked = walk.spec.resolver
    try:
        return resolver.addresses(resolver.servers(walk.ctx, asked), name)
    except NoAnswer as error:
        server = f"{asked}, the dns.resolver of the stack's config," if asked else "the host's DNS server (/etc/resolv.conf)"
        raise Broken(f"the DNS query for {name} failed: {error}", f"check that {server} works") from error


def _compare(walk: Walk, record: Record, found: dict[str, list[str]]) -> None:
    got = [address for kind in ("A", "AAAA") if record.type in (kind, "CNAME") or record.proxied for address in found[kind]]
    if not got:
        raise Broken(
            f"{record.name} has no {'address' if record.type == 'CNAME' else record.type + ' record'}",
            'check the record at the DNS provider; a resolver that was asked too early caches "no such name" for minutes',
        )
    if record.proxied:
        return
    wanted = [record.content]
    if record.type == "CNAME":
        target = _lookup(walk, record.content)
        wanted = target["A"] + target["AAAA"]
    if not set(wanted) & set(got):
        raise Broken(
            f"{record.name} resolves to {', '.join(got)} instead of {', '.join(wanted) or record.content}",
            "wait until the TTL of the old record has expired; otherwise look for an override in a DNS server at home or in a hosts file",
        )


def tcp(walk: Walk) -> None:
    """Port 443 accepts connections at every address of every name."""
    names = walk.spec.names
    known = dict.fromkeys(address for name in names for address in walk.addresses.get(name, []))
    reached = [address for address in known if _reachable(walk, address)]
    for name in names:
        walk.addresses[name] = [address for address in walk.addresses.get(name, []) if address in reached]
    for endpoint in dict.fromkeys(walk.endpoint(name) for name in names if not walk.addresses[name]):
        _connect(endpoint)


def _reachable(walk: Walk, address: str) -> bool:
    try:
        connect(address, walk.ports.tls)
    except NoAnswer as error:
        if is_own_address(address):
            raise Broken(f"{address}:{walk.ports.tls}: {error}", f"a firewall blocks it, or the ingress is down: {_SEE_INGRESS}") from error
        # Many routers do not route requests from inside to the outside address, so this host cannot tell whether others reach it.
        walk.ctx.say(f"{walk.spec.service}: {address} cannot be reached from this host ({error}); the test uses the loopback instead")
        return False
    return True


def _connect(endpoint: Endpoint) -> None:
    try:
        connect(endpoint.address, endpoint.port)
    except NoAnswer as error:
        raise Broken(f"{endpoint.address}:{endpoint.port}: {error}", _SEE_INGRESS) from error


def sni(walk: Walk) -> None:
    """The ingress has a chain for this service with each name, and counts a handshake with that name there."""
    service, expected = walk.spec.service, [name for name in walk.spec.names if walk.routed(name)]
    if not expected:
        raise Skipped("no route yet")
    fragment = read_kept(fragments_folder(walk.ctx) / f"{service}.json")
    names = fragment.get("names", []) if fragment else []
    held = chains(walk.ctx.admin)
    if held is None:
        raise Broken("Envoy's admin socket does not answer", _SEE_INGRESS)
    for name in expected:
        if name not in names:
            raise Broken(f"the route of {service} on this host lacks {name}", "run `pulumi up`, which updates the route")
        owner = next((chain for chain, its_names in held.items() if name in its_names), None)
        if owner is None or owner != cluster_name(service):
            where = f"sends {name} to {owner}" if owner else f"has no chain for {name}"
            raise Broken(f"Envoy {where}", "`homelab ingress assemble` rebuilds the routes and reports what Envoy rejects")
        _counted(walk, name)


def _counted(walk: Walk, name: str) -> None:
    service = walk.spec.service
    before = connections_so_far(walk.ctx.admin, service)
    with contextlib.suppress(OSError), handshake(walk.endpoint(name), name, no_trust()):
        pass
    if connections_so_far(walk.ctx.admin, service) <= before:
        raise Broken(
            f"a connection to {walk.address(name)} with the name {name} does not reach {cluster_name(service)}",
            "another program answers at that address, or this host's address is outside the networks that may reach a private service",
        )


def certificate(walk: Walk) -> None:
    """Each name has a certificate that is valid for it and signed by a trusted CA."""
    for name in walk.spec.names:
        context = trust(walk.spec.ca)
        # The names are compared here, so that the message can list them.
        context.check_hostname = False
        try:
            with handshake(walk.endpoint(name), name, context) as secure:
                _named(walk, name, secure)
        except ssl.SSLCertVerificationError as error:
            fix = "`openssl s_client -servername` shows which CA signed it"
            raise Broken(f"{name}: {error.verify_message}", f"{fix}; {walk.see_logs()}") from error
        except OSError as error:
            if walk.deploy is None and (down := no_slot_is_ready(walk.ctx, walk.spec.service)):
                raise NoSlotReady(down, walk.see_application()) from error
            # Caddy answers with a TLS alert as long as it has no certificate.
            problem = f"{name}: no handshake ({getattr(error, 'reason', None) or error or type(error).__name__})"
            raise Broken(problem, f"Caddy may still be waiting for its certificate: `homelab logs {walk.spec.service} --all`") from error


def _named(walk: Walk, name: str, secure: ssl.SSLSocket) -> None:
    names = [str(entry[1]) for entry in (secure.getpeercert() or {}).get("subjectAltName", ()) if entry[0] == "DNS"]
    parent = name.partition(".")[2]
    if name not in names and f"*.{parent}" not in names:
        raise Broken(f"{name} is served with a certificate for {', '.join(names) or 'no name'}", walk.see_logs())
