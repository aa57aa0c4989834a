"""The native properties: who may set them, what they take, what they are without being set.

One line each: name | how (r read-only, o only at creation, n settable but not inherited, i inherited) | of (F file systems, S snapshots) |
the values, or `number`, `text`, `size` | default. The order is that of `zfs get all`.
"""

from __future__ import annotations

_TABLE = """
type|r|FSB|text|-
creation|r|FSB|number|-
used|r|FS|size|-
available|r|F|size|-
referenced|r|FSB|size|-
compressratio|r|FS|ratio|-
mounted|r|F|yes,no|-
origin|r|F|text|-
quota|n|F|size|0
reservation|n|F|size|0
recordsize|i|F|size|131072
mountpoint|i|F|text|-
sharenfs|i|F|text|off
checksum|i|F|on,off,fletcher2,fletcher4,sha256,sha512,skein,edonr,blake3|on
compression|i|F|compression|on
atime|i|F|on,off|on
devices|i|FS|on,off|on
exec|i|FS|on,off|on
setuid|i|FS|on,off|on
readonly|i|F|on,off|off
zoned|i|F|on,off|off
snapdir|i|F|disabled,hidden,visible|hidden
aclmode|i|F|discard,groupmask,passthrough,restricted|discard
aclinherit|i|F|discard,noallow,restricted,passthrough,passthrough-x|restricted
createtxg|r|FSB|number|-
canmount|n|F|on,off,noauto|on
xattr|i|FS|on,off,dir,sa|on
copies|i|F|1,2,3|1
version|n|FS|number|5
utf8only|o|FS|on,off|off
normalization|o|FS|none,formC,formD,formKC,formKD|none
casesensitivity|o|FS|sensitive,insensitive,mixed|sensitive
vscan|i|F|on,off|off
nbmand|i|FS|on,off|off
sharesmb|i|F|text|off
refquota|n|F|size|0
refreservation|n|F|size|0
guid|r|FSB|number|-
primarycache|i|FS|all,none,metadata|all
secondarycache|i|FS|all,none,metadata|all
usedbysnapshots|r|F|size|-
usedbydataset|r|F|size|-
usedbychildren|r|F|size|-
usedbyrefreservation|r|F|size|-
defer_destroy|r|S|on,off|-
userrefs|r|S|number|-
logbias|i|F|latency,throughput|latency
objsetid|r|FS|number|-
dedup|i|F|on,off,verify,sha256,sha512,skein,edonr,blake3|off
mlslabel|i|FS|text|none
sync|i|F|standard,always,disabled|standard
dnodesize|i|F|legacy,auto,1k,2k,4k,8k,16k|legacy
refcompressratio|r|FS|ratio|-
written|r|FS|size|-
clones|r|S|text|-
logicalused|r|F|size|-
logicalreferenced|r|FS|size|-
volmode|i|F|default,full,geom,dev,none|default
filesystem_limit|n|F|count|-1
snapshot_limit|n|F|count|-1
filesystem_count|r|F|count|-1
snapshot_count|r|F|count|-1
snapdev|i|F|hidden,visible|hidden
acltype|i|FS|off,nfsv4,posix|off
context|i|FS|text|none
fscontext|i|FS|text|none
defcontext|i|FS|text|none
rootcontext|i|FS|text|none
relatime|i|F|on,off|on
redundant_metadata|i|F|all,most,some,none|all
overlay|i|F|on,off|on
encryption|o|FS|off|off
keylocation|n|F|text|none
keyformat|o|F|none|none
pbkdf2iters|o|F|number|0
keystatus|r|F|text|-
encryptionroot|r|F|text|-
receive_resume_token|r|F|text|-
special_small_blocks|i|F|size|0
snapshots_changed|r|FS|number|-
prefetch|i|FS|none,metadata,all|all
direct|i|F|disabled,standard,always|standard
longname|i|F|on,off|off
inconsistent|r|FS|number|0
ivsetguid|r|FSB|number|-
redacted|r|F|number|-
name|r|FSB|text|-
"""

_SHORT = {
    "avail": "available",
    "rdonly": "readonly",
    "reserv": "reservation",
    "refreserv": "refreservation",
    "refer": "referenced",
    "lused": "logicalused",
    "lrefer": "logicalreferenced",
    "ratio": "compressratio",
    "refratio": "refcompressratio",
    "compress": "compression",
    "recsize": "recordsize",
    "usedsnap": "usedbysnapshots",
    "usedds": "usedbydataset",
    "usedchild": "usedbychildren",
    "usedrefreserv": "usedbyrefreservation",
    "fslimit": "filesystem_limit",
    "sslimit": "snapshot_limit",
    "fscount": "filesystem_count",
    "sscount": "snapshot_count",
    "case": "casesensitivity",
    "redund_md": "redundant_metadata",
    "dnsize": "dnodesize",
    "prop": "property",
}
# Properties that exist, are never in `get all`, and are only shown when they are asked for.
HIDDEN = ("name", "keystatus", "encryptionroot", "receive_resume_token", "inconsistent", "ivsetguid", "redacted")


class Native:
    """One native property."""

    def __init__(self, line: str) -> None:
        self.name, self.how, self.of, kind, self.default = line.split("|")
        self.values = kind.split(",") if "," in kind else []
        self.kind = "index" if self.values else kind

    @property
    def read_only(self) -> bool:
        """Nobody sets it."""
        return self.how == "r"

    @property
    def inherited(self) -> bool:
        """Children have it too."""
        return self.how == "i"


NATIVE = {each.name: each for each in (Native(line) for line in _TABLE.strip().splitlines())}
ALL = [name for name in NATIVE if name not in HIDDEN]


def is_user(name: str) -> bool:
    """A user property has a colon in its name."""
    return ":" in name and "@" not in name


def full_name(name: str) -> str:
    """The property behind a short name."""
    return _SHORT.get(name.lower(), name)


def known(name: str) -> bool:
    """Whether `get` and `list` know it."""
    return (
        name in NATIVE or is_user(name) or name.startswith(("written@", "written#", "userused@", "groupused@", "userquota@", "groupquota@"))
    )
