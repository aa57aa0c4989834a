"""zfs list and zfs get."""

from __future__ import annotations

from zfs_stand_in import output
from zfs_stand_in.entries import KNOWN_TYPES, Entry, collect, parse_types
from zfs_stand_in.errors import UsageError
from zfs_stand_in.options import Options, depth, need, parse
from zfs_stand_in.properties import NATIVE, full_name, known
from zfs_stand_in.show import Viewer
from zfs_stand_in.store import Store

_LONG = {"json": "j", "json-int": "int", "parsable": "p", "scripted": "H"}
_COLUMNS = {
    "available": "AVAIL",
    "referenced": "REFER",
    "compressratio": "RATIO",
    "recordsize": "RECSIZE",
    "compression": "COMPRESS",
    "reservation": "RESERV",
    "refreservation": "REFRESERV",
    "readonly": "RDONLY",
    "usedbysnapshots": "USEDSNAP",
    "usedbydataset": "USEDDS",
    "usedbychildren": "USEDCHILD",
    "usedbyrefreservation": "USEDREFRESERV",
    "logicalused": "LUSED",
    "logicalreferenced": "LREFER",
    "refcompressratio": "REFRATIO",
    "casesensitivity": "CASE",
    "dnodesize": "DNSIZE",
    "filesystem_limit": "FSLIMIT",
    "snapshot_limit": "SSLIMIT",
    "filesystem_count": "FSCOUNT",
    "snapshot_count": "SSCOUNT",
    "redundant_metadata": "REDUND_MD",
    "encryptionroot": "ENCROOT",
    "receive_resume_token": "RESUMETOK",
}
_SPACE = "name,available,used,usedbysnapshots,usedbydataset,usedbyrefreservation,usedbychildren"
_SOURCES = ("local", "default", "inherited", "received", "temporary", "none")
_FIELDS = ("name", "property", "value", "received", "source")


def _properties(text: str) -> list[str]:
    names = [full_name(name) for name in text.split(",")]
    for name in names:
        if not known(name):
            raise UsageError(f"bad property list: invalid property '{name}'")
    return names


def _depth(options: Options) -> int | None:
    if options.has("d"):
        return depth(options.value("d"))
    return None if options.has("r") else 0


def run_list(store: Store, arguments: list[str]) -> int:
    """zfs list."""
    options = parse(arguments, "HS:d:jo:prs:t:", _LONG)
    columns = options.value("o", "name,used,available,referenced,mountpoint")
    columns = _SPACE if columns == "space" else columns
    types = parse_types(options.value("t", "filesystem,volume"))
    levels = _depth(options)
    if options.has("t") and types in ({"snapshot"}, {"bookmark"}) and options.words and levels == 0:
        levels = 1
    names = _properties(columns)
    entries, problems = collect(store, options.words, types, levels)
    viewer = Viewer(store)
    for option, name in reversed([each for each in options.given if each[0] in "sS"]):
        wanted = full_name(name)
        if not known(wanted):
            raise UsageError(f"invalid property '{name}'")
        entries.sort(key=lambda entry, by=wanted: _sort_key(viewer, entry, by), reverse=option == "S")  # type: ignore[misc]
    for problem in problems:
        output.warn(problem)
    _print_list(viewer, options, entries, names, bool(problems))
    return 1 if problems else 0


def _sort_key(viewer: Viewer, entry: Entry, name: str) -> tuple[int, str]:
    value = viewer.raw(entry, name)[0] or ""
    return (int(value), "") if value.isdecimal() else (0, value)


def _print_list(viewer: Viewer, options: Options, entries: list[Entry], names: list[str], quiet: bool) -> None:
    integers = options.has("int")
    exact = options.has("p") or integers
    if options.has("j"):
        datasets: output.Json = {}
        for entry in entries:
            shown = {name: viewer.text(entry, name, exact) for name in names if name != "name"}
            properties = {name: output.property_json(*pair, integers) for name, pair in shown.items()}
            datasets[entry.name] = {**output.entry_json(entry, integers), "properties": properties}
        output.print_json("zfs list", {"datasets": datasets})
        return
    if not entries:
        if not quiet and not options.has("H"):
            output.warn("no datasets available")
        return
    right = {at for at, name in enumerate(names) if name in NATIVE and NATIVE[name].kind in ("size", "ratio", "number", "count")}
    header = [_COLUMNS.get(name, name.upper()) for name in names]
    output.table(header, [[viewer.text(entry, name, exact)[0] for name in names] for entry in entries], right, options.has("H"))


def run_get(store: Store, arguments: list[str]) -> int:
    """zfs get."""
    options = parse(arguments, "Hd:jo:prs:t:", _LONG)
    sources = options.value("s", ",".join(_SOURCES)).split(",")
    for source in sources:
        if source not in _SOURCES:
            raise UsageError(f"invalid source '{source}'")
    fields = options.value("o", "name,property,value,source").split(",")
    fields = list(_FIELDS) if fields == ["all"] else fields
    for field in fields:
        if field not in _FIELDS:
            raise UsageError(f"invalid column name '{field}'")
    need(options.words, 1, 0, "property")
    names = [] if options.words[0] == "all" else _properties(options.words[0])
    types = parse_types(options.value("t")) if options.has("t") else set(KNOWN_TYPES)
    entries, problems = collect(store, options.words[1:], types, _depth(options))
    _print_get(Viewer(store), options, entries, names, {each.upper() for each in sources}, fields)
    for problem in problems:
        output.warn(problem)
    return 1 if problems else 0


def _print_get(viewer: Viewer, options: Options, entries: list[Entry], names: list[str], sources: set[str], fields: list[str]) -> None:
    integers = options.has("int")
    exact = options.has("p") or integers
    datasets: output.Json = {}
    rows = []
    for entry in entries:
        found: output.Json = {}
        for name in names or viewer.applicable(entry):
            value, source = viewer.text(entry, name, exact)
            # A property that does not apply to a snapshot is not said of it when many are asked.
            if source.kind not in sources or (value == "-" and options.has("r") and name in NATIVE and entry.letter not in NATIVE[name].of):
                continue
            received = (entry.snap or entry.dataset).received.get(name, "-") if not entry.mark else "-"
            found[name] = output.property_json(value, source, integers)
            cells = {"name": entry.name, "property": name, "value": value, "received": received, "source": source.text()}
            rows.append([cells[field] for field in fields])
        if found:
            datasets[entry.name] = {**output.entry_json(entry, integers), "properties": found}
    if options.has("j"):
        output.print_json("zfs get", {"datasets": datasets})
    elif rows:
        output.table([field.upper() for field in fields], rows, set(), options.has("H"))
