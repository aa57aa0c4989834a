#!/bin/sh
# Starts PostgreSQL and gives its role the password of the secret, at every start: the data outlives the
# secret, so a service that returns, or whose password was renewed, meets files that know an older one.
set -eu

readonly MARK=/tmp/homelab-rekeyed
readonly TRIES=900 # one each second: a server may take that long to recover after a power loss

wait_for_server() {
  tries=0
  pause=0.1 # most servers are there in a moment
  # The server that fills an empty folder listens on no TCP port: what answers here is the real one.
  until pg_isready -q -h 127.0.0.1 -U "$POSTGRES_USER" -d "$POSTGRES_DB"; do
    tries=$((tries + 1))
    if [ "$tries" -ge "$TRIES" ]; then return 1; fi
    if [ "$tries" -ge 30 ]; then pause=1; fi
    sleep "$pause"
  done
}

# The password is read by psql itself, so that it is in no process list, and kept out of the server's log.
set_password() {
  psql --quiet --no-psqlrc --no-password --set ON_ERROR_STOP=1 --set VERBOSITY=terse \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set role="$POSTGRES_USER" <<'SQL'
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
\set password `cat "$POSTGRES_PASSWORD_FILE"`
ALTER ROLE :"role" PASSWORD :'password';
SQL
}

rekey() {
  if [ ! -s "$POSTGRES_PASSWORD_FILE" ]; then
    echo "error: $POSTGRES_PASSWORD_FILE is empty or missing" >&2
  elif ! wait_for_server; then
    echo "error: PostgreSQL did not answer within $TRIES seconds" >&2
  elif ! set_password; then
    echo "error: the password of $POSTGRES_USER was not set: do these files hold that role and $POSTGRES_DB?" >&2
  else
    : >"$MARK"
    return 0
  fi
  return 1
}

rm -f "$MARK"
# PostgreSQL becomes the parent of this job and takes any end of a child but 0 and 1 for a crash of its own.
(rekey || exit 1) &
exec docker-entrypoint.sh postgres
