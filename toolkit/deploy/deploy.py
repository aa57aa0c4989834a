"""The context that all steps of a deploy share."""

from dataclasses import dataclass

from deploy.endpoints import Endpoints
from deploy.journal import Journal, JournalFiles
from deploy.probes import Probes, RealProbes
from host.context import Context
from host.names import Account
from ingress.admin import Admin, SocketAdmin
from ingress.paths import admin_socket


@dataclass(frozen=True)
class Deploy:
    """One running deploy. `drain`: seconds for which a slot's open connections may last."""

    ctx: Context
    account: Account
    journal: Journal
    probes: Probes
    endpoints: Endpoints
    admin: Admin
    strategy: str
    drain: int

    @property
    def service(self) -> str:
        """The service's name."""
        return self.account.service


@dataclass(frozen=True)
class Senses:
    """How a deploy observes Envoy and the service; tests replace both."""

    admin: Admin
    probes: Probes


def real_senses(ctx: Context) -> Senses:
    """Envoy's admin socket and the loopback."""
    return Senses(SocketAdmin(admin_socket(ctx)), RealProbes())


def journal_files(ctx: Context, service: str, deploy: str) -> JournalFiles:
    """The files that a deploy writes."""
    return JournalFiles(ctx.paths.journal(service), deploy)


def begin(ctx: Context, account: Account, deploy: str, strategy: str, drain: int, senses: Senses) -> Deploy:
    """Create the context of a deploy. Writes nothing."""
    journal = Journal(ctx, journal_files(ctx, account.service, deploy))
    return Deploy(ctx, account, journal, senses.probes, Endpoints(ctx, account, senses.admin), senses.admin, strategy, drain)
