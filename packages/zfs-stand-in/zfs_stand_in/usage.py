"""How the commands are called: what a usage error shows after its sentence."""

from __future__ import annotations

ZFS = {
    "version": ["version [-j]"],
    "create": [
        "create [-Pnpuv] [-o property=value] ... <filesystem>",
        "create [-Pnpsv] [-b blocksize] [-o property=value] ... -V <size> <volume>",
    ],
    "destroy": [
        "destroy [-fnpRrv] <filesystem|volume>",
        "destroy [-dnpRrv] <filesystem|volume>@<snap>[%<snap>][,...]",
        "destroy <filesystem|volume>#<bookmark>",
    ],
    "snapshot": ["snapshot [-r] [-o property=value] ... <filesystem|volume>@<snap> ..."],
    "rollback": ["rollback [-rRf] <snapshot>"],
    "clone": ["clone [-p] [-o property=value] ... <snapshot> <filesystem|volume>"],
    "promote": ["promote <clone-filesystem>"],
    "rename": [
        "rename [-f] <filesystem|volume|snapshot> <filesystem|volume|snapshot>",
        "rename -p [-f] <filesystem|volume> <filesystem|volume>",
        "rename -u [-f] <filesystem> <filesystem>",
        "rename -r <snapshot> <snapshot>",
    ],
    "bookmark": ["bookmark <snapshot|bookmark> <newbookmark>"],
    "list": [
        "list [-Hp] [-j [--json-int]] [-r|-d max] [-o property[,...]] [-s property]...",
        "    [-S property]... [-t type[,...]] [filesystem|volume|snapshot] ...",
    ],
    "get": [
        'get [-rHp] [-j [--json-int]] [-d max] [-o "all" | field[,...]]',
        "    [-t type[,...]] [-s source[,...]]",
        '    <"all" | property[,...]> [filesystem|volume|snapshot|bookmark] ...',
    ],
    "set": ["set [-u] <property=value> ... <filesystem|volume|snapshot> ..."],
    "inherit": ["inherit [-rS] <property> <filesystem|volume|snapshot> ..."],
    "mount": ["mount [-j]", "mount [-flvO] [-o opts] <-a | filesystem>"],
    "unmount": ["unmount [-fu] <-a | filesystem|mountpoint>"],
    "send": ["send [-DnPpRVvLecwhb] [-[i|I] snapshot] <snapshot>"],
    "receive": [
        "receive [-vMnsFhu] [-o <property>=<value>] ... [-x <property>] ... <filesystem|volume|snapshot>",
        "receive [-vMnsFhu] [-o <property>=<value>] ... [-x <property>] ... [-d | -e] <filesystem>",
    ],
    "hold": ["hold [-r] <tag> <snapshot> ..."],
    "holds": ["holds [-rHp] <snapshot> ..."],
    "release": ["release [-r] <tag> <snapshot> ..."],
}
ZPOOL = {
    "version": ["version [-j]"],
    "create": ["create [-fnd] [-o property=value] ... [-O file-system-property=value] ... [-m mountpoint] <pool> <vdev> ..."],
    "destroy": ["destroy [-f] <pool>"],
    "list": ["list [-gHLpPv] [-j [--json-int, --json-pool-key-guid]] [-o property[,...]] [pool] ..."],
    "status": ["status [-DdegiLPpstvx] [-j [--json-int, --json-flat-vdevs, ...]] [pool] ..."],
    "get": ['get [-Hp] [-j [--json-int]] [-o "all" | field[,...]] <"all" | property[,...]> <pool> ...'],
    "set": ["set <property=value> <pool>"],
    "import": ["import [-d dir] [-D]", "import [-N] [-f] <-a | pool>"],
    "export": ["export [-af] <pool> ..."],
    "scrub": ["scrub [-s | -p] [-w] <pool> ..."],
    "history": ["history [-il] [<pool>] ..."],
    "sync": ["sync [pool] ..."],
    "wait": ["wait [-Hp] [-t <activity>[,...]] <pool>"],
}


def text(tool: str, command: str) -> str:
    """The usage of one command, or of the tool."""
    known = ZFS if tool == "zfs" else ZPOOL
    if command in known:
        lines = "".join(f"\t{line}\n" for line in known[command])
        return f"usage:\n{lines}" + ("\nFor the property list, run: zfs set|get\n" if tool == "zfs" else "")
    lines = "".join(f"\t{line}\n" for each in known.values() for line in each)
    return f"usage: {tool} command args ...\nwhere 'command' is one of the following:\n\n{lines}"
