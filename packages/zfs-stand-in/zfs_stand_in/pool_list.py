"""zpool list, get and set."""

from __future__ import annotations

from zfs_stand_in import make, output
from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.model import Pool
from zfs_stand_in.options import need, parse
from zfs_stand_in.pool_properties import ALL, PoolViewer, check_property, full_name, header, known
from zfs_stand_in.properties import is_user
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store

_LONG = {"json": "j", "json-int": "int", "json-flat-vdevs": "flat", "json-pool-key-guid": "key", "power": "power"}
_DEFAULT = "name,size,allocated,free,checkpoint,expandsize,fragmentation,capacity,dedupratio,health,altroot"
_TEXT = ("name", "health", "altroot", "comment", "bootfs", "cachefile", "failmode", "version")


def chosen(store: Store, names: list[str], unknown: str = "cannot open '{}': no such pool") -> tuple[list[Pool], int]:
    """The pools of these names, or all; 1 when one is missing, which is said."""
    if not names:
        return store.pools(), 0
    found, code = [], 0
    for name in names:
        pool = store.pool(name) if "/" not in name and "@" not in name else None
        if pool:
            found.append(pool)
        else:
            output.warn(unknown.format(name))
            code = 1
    return found, code


def pool_json(pool: Pool, integers: bool) -> output.Json:
    """What is said of every pool."""
    numbers = {"pool_guid": pool.guid, "txg": pool.txg, "spa_version": 5000, "zpl_version": 5}
    return {"state": "ONLINE", **{key: output.number_or_text(str(value), integers) for key, value in numbers.items()}}


def _names(text: str) -> list[str]:
    names = [full_name(name) for name in text.split(",")]
    for name in names:
        if not known(name):
            raise UsageError(f"bad property list: invalid property '{name}'")
    return names


def run_list(store: Store, arguments: list[str]) -> int:
    """zpool list."""
    options = parse(arguments, "gHjLo:pPT:v", _LONG)
    names = _names(options.value("o", _DEFAULT))
    words = options.words
    pools, code = chosen(store, words)
    integers = options.has("int")
    exact = options.has("p") or integers
    viewer = PoolViewer(store)
    if options.has("j"):
        body: output.Json = {}
        for pool in pools:
            shown = {name: viewer.value(pool, name, exact) for name in names if name != "name"}
            properties = {name: output.property_json(*pair, integers) for name, pair in shown.items()}
            body[pool.name] = {"name": pool.name, "type": "POOL", **pool_json(pool, integers), "properties": properties}
        output.print_json("zpool list", {"pools": body})
    elif pools:
        right = {at for at, name in enumerate(names) if name not in _TEXT and not is_user(name)}
        rows = [[viewer.value(pool, name, exact)[0] for name in names] for pool in pools]
        output.table([header(name) for name in names], rows, right, options.has("H"))
    elif not words:
        output.warn("no pools available")
    return code


def run_get(store: Store, arguments: list[str]) -> int:
    """zpool get."""
    options = parse(arguments, "Hjo:p", _LONG)
    need(options.words, 1, 0, "property")
    names = [] if options.words[0] == "all" else _names(options.words[0])
    fields = options.value("o", "name,property,value,source").split(",")
    fields = ["name", "property", "value", "source"] if fields == ["all"] else fields
    unknown = "Cannot get properties of {}: no such pool available."
    pools, code = chosen(store, options.words[1:], unknown)
    viewer = PoolViewer(store)
    integers = options.has("int")
    rows, body = [], output.Json()
    for pool in pools:
        found: output.Json = {}
        for name in names or [*ALL, *sorted(filter(is_user, pool.props))]:
            value, source = viewer.value(pool, name, options.has("p") or integers)
            found[name] = output.property_json(value, source, integers)
            cells = {"name": pool.name, "property": name, "value": value, "source": source.text()}
            rows.append([cells[field] for field in fields])
        body[pool.name] = {"name": pool.name, "type": "POOL", **pool_json(pool, integers), "properties": found}
    if options.has("j"):
        output.print_json("zpool get", {"pools": body})
    elif rows:
        output.table([field.upper() for field in fields], rows, set(), options.has("H"))
    return code


def run_set(store: Store, arguments: list[str]) -> int:
    """zpool set: comment, user properties and the switches."""
    options = parse(arguments, "")
    need(options.words, 1, 2, "property=value")
    if len(options.words) < 2:
        raise UsageError("missing pool name")
    setting, name = options.words
    key, equals, text = setting.partition("=")
    if not equals:
        raise UsageError("missing value in property=value argument")
    make.require_root(f"cannot set property for '{name}'")
    with Change(store, volumes=False):
        pool = store.pool(name)
        if pool is None or "/" in name:
            raise ZfsError(f"cannot open '{name}': no such pool")
        full, value = check_property(f"cannot set property for '{name}'", full_name(key), text)
        pool.props[full] = value
        store.save(pool)
    return 0
