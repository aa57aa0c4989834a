"""The table of nouns. Their modules are loaded only when used, so that `--help` is fast."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One noun. `resource` nouns have apply and remove; the others `configure(parser)` and `run(ctx, args)`.

    barewords: additional verbs of a resource noun that take neither a name nor a spec. failure: the exit code after a
    problem on the host.
    """

    module: str
    summary: str
    resource: bool = False
    barewords: tuple[str, ...] = ()
    failure: int = 1


TABLE: dict[str, Entry] = {
    "status": Entry("nouns.status", "the state of all services, one line each"),
    "logs": Entry("nouns.logs", "log lines of a service or of one of its deploys"),
    "history": Entry("nouns.history", "the deploys of a service: who, what changed, how it ended"),
    "rollback": Entry("nouns.rollback", "go back to a version that ran before, with its data if asked for"),
    "restart": Entry("nouns.restart", "drain and restart a service, slot by slot"),
    "smoke": Entry("nouns.smoke", "test a service's path from its name to its page"),
    "drift": Entry("nouns.drift", "what differs from what was applied", failure=2),
    "mend": Entry("nouns.mend", "restore what was applied where it differs"),
    "exec": Entry("nouns.exec", "run a command inside a container"),
    "podman": Entry("nouns.podman", "run podman as a service's account"),
    "host": Entry("nouns.host", "the base of a host", resource=True),
    "ingress": Entry("nouns.ingress", "Envoy, in front of all services", resource=True, barewords=("check", "assemble")),
    "user": Entry("nouns.user", "the account of a service", resource=True),
    "dataset": Entry("nouns.dataset", "a ZFS dataset of a service", resource=True),
    "secrets": Entry("nouns.secrets", "the secrets of a service", resource=True),
    "quadlets": Entry("nouns.quadlets", "a generation of a service's unit files", resource=True),
    "rollout": Entry("nouns.rollout", "the deploy of a generation", resource=True),
    "route": Entry("nouns.route", "the names of a service in the ingress", resource=True),
    "deploy": Entry("nouns.deploy", "the deploy engine (started by rollout, and at boot to recover)"),
}
