"""The context that all steps of a deploy share."""

from dataclasses import dataclass

from deploy.endpoints import Endpoints
from deploy.journal import Journal
from host.context import Context
from host.names import Account
from state.journal_files import journal_files


@dataclass(frozen=True)
class Deploy:
    """One running deploy. `drain`: seconds for which a slot's open connections may last."""

    ctx: Context
    account: Account
    journal: Journal
    endpoints: Endpoints
    strategy: str
    drain: int

    @property
    def service(self) -> str:
        """The service's name."""
        return self.account.service


def begin(ctx: Context, account: Account, deploy: str, strategy: str, drain: int) -> Deploy:
    """Create the context of a deploy. Writes nothing."""
    journal = Journal(ctx, journal_files(ctx, account.service, deploy))
    return Deploy(ctx, account, journal, Endpoints(ctx, account), strategy, drain)
