# Sourced by run-all.sh and run-vm.sh: parts of a run in lanes that run beside each other, each part with its time and
# its report, and an end that leaves nothing running. $results is the folder that test/count.ts reads.
# shellcheck shell=bash
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export PATH="$PWD/node_modules/.bin:$PATH"
results=$(mktemp -d)
# Every process of this run has the mark in its environment, those included that leave its process group.
export HOMELAB_TEST_RUN="$$-$RANDOM"
began_all=$SECONDS
hosts=()
lanes=()

end() {
  trap - EXIT INT TERM
  # Those that still run, and no others: the number of one that has ended may be somebody else's by now.
  for job in $(jobs -pr); do
    kill -TERM -- "-$job" 2>/dev/null || kill -TERM "$job" 2>/dev/null || true
  done
  if [ "${HOMELAB_TEST_KEEP:-}" != 1 ]; then
    for host in "${hosts[@]}"; do
      HOMELAB_QUIET=1 HOMELAB_REHEARSAL="$host" ./rehearse down >/dev/null 2>&1 || true
    done
  fi
  for environ in /proc/[0-9]*/environ; do
    pid=${environ#/proc/}
    pid=${pid%/environ}
    if [ "$pid" != $$ ] && grep -qsz "^HOMELAB_TEST_RUN=$HOMELAB_TEST_RUN\$" "$environ"; then
      kill -KILL "$pid" 2>/dev/null || true
    fi
  done
  rm -rf "$results"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# beside NAME NICENESS COMMAND…: starts set-up in the background, in a process group of its own; `ready NAME` waits.
beside() {
  # shellcheck disable=SC2016 # the inner shell expands them
  setsid nice -n "$2" bash -c 'ended=0; "${@:2}" || ended=$?; echo "$ended" >"$1.new"; mv "$1.new" "$1"' \
    beside "$results/set-up-$1" "${@:3}" &
}

# ready NAME: waits for the end of a set-up; its exit code.
ready() {
  until [ -e "$results/set-up-$1" ]; do sleep 0.2; done
  return "$(cat "$results/set-up-$1")"
}

# part NAME COMMAND…: runs one part, tells its time, and goes on when it fails.
part() {
  local began=$SECONDS ended=0
  printf '=== %s\n' "$1"
  "${@:2}" || ended=$?
  printf '%s\t%s\t%s\n' "$((SECONDS - began))" "$ended" "$1" >>"$results/parts"
}

# lane NAME FUNCTION: runs parts one after the other, beside other lanes; its lines begin with its name.
lane() {
  # Its parts tell whether they failed: errexit would end the lane at the first one that does.
  (set +e && "$2") 2>&1 | sed -u "s/^/$(printf '%-8s' "$1")| /" &
  lanes+=("$!")
}

# chapters NAME CONFIG: the chapters of one host.
chapters() {
  npm run --silent jest -- --config "$2" --runInBand --json --outputFile="$results/$1.json"
}

unittests() { # NAME COMMAND…: Python's own tests, with their summary kept
  "${@:2}" 2>&1 | tee "$results/$1.unittest" | tail -n 4
  return "${PIPESTATUS[0]}"
}

# finish REPORT…: waits for the lanes, then the last lines and the exit code; every REPORT has to be there.
finish() {
  wait "${lanes[@]}" || true
  printf '\n'
  local status=0
  node test/count.ts "$results" "$((SECONDS - began_all))" "$@" || status=1
  exit "$status"
}
