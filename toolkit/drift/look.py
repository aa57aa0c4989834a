"""Looks at everything, or at some services only, and collects what differs."""

from collections.abc import Callable, Sequence
from functools import partial

from drift.accounts import account_differences
from drift.containers import container_differences, secret_differences
from drift.datasets import Known, dataset_differences, known_datasets
from drift.difference import Found, Report, Uncompared
from drift.host_base import base_differences, toolkit_differences, toolkit_version
from drift.ingress import ingress_differences
from drift.machine import Machine, Service, read_machine, read_service
from drift.podman_store import read_store
from drift.pods import generation_differences, pod_differences
from drift.routes import endpoint_differences, fragment_differences
from host.context import Context
from host.errors import HostProblem, UsageProblem, of_system
from host.uid_ledger import known


def look(ctx: Context, names: Sequence[str]) -> Report:
    """Compare these services; without names, all of them and the host's own parts. UsageProblem for an unknown name."""
    accounts = [account for account in known(ctx) if not names or account.service in names]
    if missing := sorted(set(names) - {account.service for account in accounts}):
        raise UsageProblem(f"this host has no service {', '.join(missing)}")
    report = Report([account.service for account in accounts], toolkit_version(ctx))
    services = [read_service(ctx, account) for account in accounts]
    datasets: dict[str, list[Known]] = {}
    for service in services:
        _compare(report, partial(_remember, ctx, service, datasets))
    properties = sorted({key for each in datasets.values() for known_one in each for key in known_one.spec.properties})
    machine = read_machine(ctx, services, properties)
    for service in services:
        _service(ctx, report, service, machine, datasets.get(service.name, []))
    _compare(report, partial(fragment_differences, ctx, names or None))
    if not names:
        _compare(report, partial(toolkit_differences, ctx))
        _compare(report, partial(base_differences, ctx))
        _compare(report, partial(ingress_differences, ctx, machine))
    return report


def _remember(ctx: Context, service: Service, datasets: dict[str, list[Known]]) -> Found:
    datasets[service.name] = known_datasets(ctx, service)
    return []


def _service(ctx: Context, report: Report, service: Service, machine: Machine, datasets: Sequence[Known]) -> None:
    _compare(report, partial(account_differences, ctx, service.account, machine))
    for each in datasets:
        _compare(report, partial(_dataset, ctx, service, each, machine))
    _compare(report, partial(_pods, ctx, service, machine))


def _dataset(ctx: Context, service: Service, known_one: Known, machine: Machine) -> Found:
    return dataset_differences(ctx, service.name, known_one, machine.datasets())


def _pods(ctx: Context, service: Service, machine: Machine) -> Found:
    """Files, units, containers and secrets, unless they are just changing."""
    if service.newer is not None:
        raise service.newer
    if machine.deploys(service.name):
        return [Uncompared(service.name, "units and containers", "a deploy is running")]
    if service.version is None:
        return [Uncompared(service.name, "units and containers", "it has never been deployed on this host")]
    found = generation_differences(service)
    if service.manifest is None:
        return found
    store = read_store(ctx, service.account)
    found += pod_differences(ctx, service, service.manifest, service.version)
    found += container_differences(service, service.manifest, service.version, machine, store)
    found += secret_differences(service.name, service.version, store)
    return found + endpoint_differences(ctx, service, machine.envoy())


def _compare(report: Report, comparison: Callable[[], Found]) -> None:
    try:
        report.add(comparison())
    except HostProblem as problem:
        if str(problem) not in map(str, report.problems):
            report.problems.append(problem)
    except OSError as error:
        report.problems.append(of_system(error, "homelab drift"))
