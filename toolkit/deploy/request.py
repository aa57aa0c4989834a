"""The request of a deploy, which is written before the deploy starts."""

import secrets
from dataclasses import asdict, dataclass, field

from host import spec
from host.context import Context
from host.contract import CONTRACT
from host.errors import HostProblem
from host.kept import build, read_kept, write_kept
from host.names import Account
from host.who import who
from state.journal_files import deploy_ids, journal_files
from state.version import Version

STRATEGIES: list[str] = CONTRACT["strategies"]
WHERE = "rollout"


@dataclass(frozen=True)
class Request:
    """One deploy. `drain` in seconds; `restart`: restart applications even if nothing differs; `needs`: services by name."""

    id: str
    service: str
    uid: int
    generation: str
    strategy: str = "inPlace"
    drain: int = 30
    revisions: dict[str, str] = field(default_factory=dict)
    restart: bool = False
    needs: list[str] = field(default_factory=list)
    who: str = ""
    # A rollback: the deploy that brought the version to go to, and dataset -> snapshot to put back.
    to: str = ""
    data: dict[str, str] = field(default_factory=dict)

    def version(self, digests: dict[str, str]) -> Version:
        """The version that this deploy creates."""
        return Version(self.generation, self.revisions, digests, self.id, self.strategy, self.drain, self.needs)


def new_id(ctx: Context) -> str:
    """Sortable, with an end that is short enough to type: `2026-11-20T21:04:11Z-7f3a`."""
    return f"{ctx.clock.now():%Y-%m-%dT%H:%M:%SZ}-{secrets.token_hex(2)}"


def request_of(ctx: Context, account: Account, version: Version) -> Request:
    """A new request for a version that the host knows, as it was deployed."""
    return Request(
        id=new_id(ctx),
        service=account.service,
        uid=account.uid,
        generation=version.generation,
        strategy=version.strategy,
        drain=version.drain,
        revisions=version.revisions,
        needs=version.needs,
        who=who(),
    )


def parse_spec(ctx: Context, service: str, text: str) -> Request:
    """Parse a rollout's spec."""
    where = f"{service}.{WHERE}"
    values = spec.pairs(text, where, ["uid", "generation", "strategy", "drain", "secrets"], ["needs"])
    if values["strategy"] not in STRATEGIES:
        raise spec.bad_spec(where, f"strategy={values['strategy']} is not one of {', '.join(STRATEGIES)}")
    if not values["drain"].isdigit():
        raise spec.bad_spec(where, f"drain={values['drain']} is not a number of seconds")
    if not values["generation"].isalnum():
        raise spec.bad_spec(where, "generation is not a hash")
    revisions = spec.json_value(values["secrets"], where)
    if not isinstance(revisions, dict) or not all(isinstance(each, str) for each in revisions.values()):
        raise spec.bad_spec(where, "secrets is not an object of revisions")
    return Request(
        id=new_id(ctx),
        service=service,
        uid=spec.uid_of(values, where),
        generation=values["generation"],
        strategy=values["strategy"],
        drain=int(values["drain"]),
        revisions=revisions,
        needs=[spec.service_name(name) for name in filter(None, values.get("needs", "").split(","))],
        who=who(),
    )


def write_request(ctx: Context, request: Request) -> None:
    """Write the request for the transient unit."""
    write_kept(journal_files(ctx, request.service, request.id).request, asdict(request))


def read_request(ctx: Context, service: str, deploy: str) -> Request:
    """The request of a deploy. HostProblem if there is none, or if this version of homelab cannot read it."""
    path = journal_files(ctx, service, deploy).request
    raw = read_kept(path)
    if raw is None:
        raise HostProblem(f"{service} deploy {deploy}", "there is no request for this deploy", "`pulumi up` starts deploys")
    return build(Request, raw, str(path))


def latest_open(ctx: Context, service: str) -> str | None:
    """Id of the newest deploy that has no result yet."""
    ids = reversed(deploy_ids(ctx, service))
    return next((each for each in ids if not journal_files(ctx, service, each).result.exists()), None)
