# Sourced by run-all.sh and run-vm.sh: parts of a run, each with its time and its report, and an end that leaves
# nothing running. $results is the folder that test/count.ts reads.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
results=$(mktemp -d)
status=0
# Every process of this run has the mark in its environment, those included that leave its process group.
export HOMELAB_TEST_RUN="$$-$RANDOM"
began_all=$SECONDS

end() {
  trap - EXIT INT TERM
  # Those that still run, and no others: the number of one that has ended may be somebody else's by now.
  for job in $(jobs -pr); do kill -TERM -- "-$job" 2>/dev/null || true; done
  if [ -n "${HOMELAB_REHEARSAL:-}" ] && [ "${HOMELAB_TEST_KEEP:-}" != 1 ]; then
    HOMELAB_QUIET=1 ./rehearse down >/dev/null 2>&1 || true
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

# beside NICENESS COMMAND…: starts set-up in the background, in a process group of its own; its number is in $job.
beside() {
  setsid nice -n "$1" "${@:2}" &
  job=$!
}

# part NAME COMMAND…: runs one part, tells its time, and goes on when it fails.
part() {
  local began=$SECONDS ended=0
  printf '\n=== %s\n' "$1"
  "${@:2}" || ended=$?
  printf '%s\t%s\t%s\n' "$((SECONDS - began))" "$ended" "$1" >>"$results/parts"
  if [ "$ended" != 0 ]; then status=1; fi
}

# chapters NAME CONFIG: the chapters of one kind of host.
chapters() {
  npm run --silent jest -- --config "$2" --runInBand --json --outputFile="$results/$1.json"
}

unittests() { # NAME COMMAND…: Python's own tests, with their summary kept
  "${@:2}" 2>&1 | tee "$results/$1.unittest" | tail -n 4
}

# finish WORD…: the last lines, and the exit code; every WORD is a report that has to be there.
finish() {
  printf '\n'
  node test/count.ts "$results" "$((SECONDS - began_all))" "$@" || status=1
  exit "$status"
}
