"""The files that `homelab host apply` puts on a host, as they look there."""

from dataclasses import dataclass

_HEAD = "# Written by `homelab host apply`; `homelab host remove` takes it away.\n"


@dataclass(frozen=True)
class BaseFile:
    """`path` as the host names it. `systemd`: its change asks for a daemon-reload."""

    path: str
    text: str
    systemd: bool = False


USER_MANAGER = BaseFile(
    "/etc/systemd/system/user@.service.d/10-homelab-zfs.conf",
    _HEAD
    + """# Lingering services start with their user manager: never before the datasets are mounted.
[Unit]
After=zfs-mount.service zfs.target
""",
    systemd=True,
)

CONTAINERS_CONF = BaseFile(
    "/etc/containers/containers.conf.d/homelab.conf",
    _HEAD
    + """[containers]
# Containers show the host's time zone.
tz="local"
# The host's /etc/hosts is none of a pod's business, and it would go stale there.
base_hosts_file="none"
""",
)

RECOVER_UNIT = "homelab-recover.service"
RECOVER = BaseFile(
    f"/etc/systemd/system/{RECOVER_UNIT}",
    _HEAD
    + """[Unit]
Description=Close the homelab deploys that a power loss left open
After=zfs-mount.service systemd-user-sessions.service homelab-ingress.service

[Service]
Type=exec
ExecStart=/var/lib/homelab/toolkit/current/homelab deploy recover
TimeoutStopSec=30

[Install]
WantedBy=multi-user.target
""",
    systemd=True,
)

_PROBE_HEAD = _HEAD + "# Runs inside containers, with nothing but the static busybox beside it.\n"

_UPTIME = r"""# The clock on the wall may jump at boot.
uptime() {
  read -r up rest </proc/uptime
  up=${up%.*}
}
"""

PROBE_HTTP = BaseFile(
    "/var/lib/homelab/probe/http",
    _PROBE_HEAD
    + r"""# http PORT PATH: exit code 0 when 127.0.0.1:PORT answers PATH with 2xx or 3xx within 2 s.
busybox=${HOMELAB_BUSYBOX:-/homelab/busybox}
if [ "$1" = ask ]; then
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\nUser-Agent: homelab-probe\r\n\r\n' "$2"
  read -r -t 2 answer
  case $answer in HTTP/1.[01]\ [23][0-9][0-9]*) exit 0 ;; esac
  exit 1
fi
# -e keeps our half of the connection open: some servers take its end for a client that went away.
exec "$busybox" nc -w 2 127.0.0.1 "$1" -e "$busybox" sh "$0" ask "$2"
""",
)

PROBE_TCP = BaseFile(
    "/var/lib/homelab/probe/tcp",
    _PROBE_HEAD
    + """# tcp PORT: exit code 0 when 127.0.0.1:PORT accepts a connection within 2 s.
exec /homelab/busybox nc -w 2 127.0.0.1 "$1" -e /homelab/busybox true
""",
)

PROBE_UNTIL = BaseFile(
    "/var/lib/homelab/probe/until",
    _PROBE_HEAD
    + r"""# until SECONDS COMMAND [ARGUMENT]...: exit code 0 as soon as COMMAND ends well, 1 when the time is over.
busybox=${HOMELAB_BUSYBOX:-/homelab/busybox}
limit=$1 program=$2
shift 2
# The image's own program, never busybox's of the same name.
case $program in
*/*) ;;
*)
  name=$program program=/nowhere/$program
  IFS=:
  for folder in $PATH; do
    [ -x "$folder/$name" ] && program=$folder/$name && break
  done
  unset IFS
  ;;
esac
"""
    + _UPTIME
    + r"""uptime
end=$((up + limit))
pause=1 # tenths of a second: most programs are there in a moment, the others get all of the processor
until "$program" "$@"; do
  uptime
  [ "$up" -lt "$end" ] || exit 1
  if [ "$pause" -lt 10 ]; then
    "$busybox" sleep "0.$pause"
    pause=$((pause * 2))
  else
    "$busybox" sleep 1
  fi
done
""",
)

# Asked on the health ports of every slot that a service can have, so that another number of slots changes nothing here.
PROBE_AWAIT = BaseFile(
    "/var/lib/homelab/probe/await",
    _HEAD
    + r"""# await SECONDS [SERVICE PORT]...: returns when each service is ready at one of its slots, or when the time is over.
# PORT is the health port of the first slot. Always exit code 0: what waits starts without it then, and says so.
busybox=${HOMELAB_BUSYBOX:-/var/lib/homelab/probe/busybox}
export HOMELAB_BUSYBOX="$busybox"
ready() {
  for slot in 0 1 2 3 4; do
    "$busybox" sh "${0%/*}/http" $(($1 + slot)) /readyz && return 0
  done 2>/dev/null
  return 1
}
"""
    + _UPTIME
    + r"""limit=$1
shift
uptime
end=$((up + limit))
said=
while :; do
  left=$(($# / 2))
  while [ "$left" -gt 0 ]; do
    ready "$2" || set -- "$@" "$1" "$2"
    shift 2
    left=$((left - 1))
  done
  [ $# -gt 0 ] || exit 0
  uptime
  [ "$up" -lt "$end" ] || break
  [ -n "$said" ] || echo "waiting up to $limit s for $1, which this service needs" >&2
  said=1
  "$busybox" sleep 1
done
while [ $# -gt 0 ]; do
  echo "$1 is not ready after $limit s: starting without it" >&2
  shift 2
done
exit 0
""",
)

PROBE_BUSYBOX = "/var/lib/homelab/probe/busybox"

BASE_FILES = (USER_MANAGER, CONTAINERS_CONF, RECOVER, PROBE_HTTP, PROBE_TCP, PROBE_UNTIL, PROBE_AWAIT)
