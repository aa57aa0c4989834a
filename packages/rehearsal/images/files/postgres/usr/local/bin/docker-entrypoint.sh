#!/bin/bash
# Starts PostgreSQL the way the official image does: as root it hands the data folder to user 999
# and becomes that user; an empty data folder is initialised through a server without TCP.
set -euo pipefail

case "${1:-}" in "" | -*) set -- postgres "$@" ;; esac

read_setting() { # NAME DEFAULT: $NAME, or the content of the file that $NAME_FILE names
  local file_name="${1}_FILE"
  if [ -n "${!1:-}" ] && [ -n "${!file_name:-}" ]; then
    echo "error: both $1 and $file_name are set" >&2
    exit 1
  fi
  if [ -n "${!file_name:-}" ]; then cat "${!file_name}"; else printf '%s' "${!1:-$2}"; fi
}

own_folders() {
  mkdir -p "$PGDATA" /run/postgresql
  chmod 0700 "$PGDATA"
  chmod 3775 /run/postgresql
  if [ "$(id -u)" = 0 ]; then
    find "$PGDATA" /run/postgresql ! -user postgres -exec chown postgres {} +
  fi
}

initialise() {
  local user password database method
  user=$(read_setting POSTGRES_USER postgres)
  password=$(read_setting POSTGRES_PASSWORD "")
  database=$(read_setting POSTGRES_DB "$user")
  method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo "error: the database is empty and no superuser password is given (POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE)" >&2
    exit 1
  fi
  # shellcheck disable=SC2086 # the arguments are a list
  initdb -D "$PGDATA" -c "listen_addresses=*" --username="$user" --pwfile=<(printf '%s\n' "$password") ${POSTGRES_INITDB_ARGS:-}
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"

  NOTIFY_SOCKET='' pg_ctl -D "$PGDATA" -w -o "-c listen_addresses=''" start
  export PGPASSWORD=$password PGUSER=$user
  if [ "$database" != postgres ]; then
    psql -v ON_ERROR_STOP=1 --no-psqlrc -d postgres -v name="$database" <<<'CREATE DATABASE :"name";'
  fi
  run_init_files "$database"
  unset PGPASSWORD PGUSER
  pg_ctl -D "$PGDATA" -m fast -w stop
  echo "PostgreSQL init process complete; ready for start up."
}

run_init_files() { # DATABASE
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    # shellcheck source=/dev/null # whatever an image has there
    case "$file" in
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *.sql) psql -v ON_ERROR_STOP=1 --no-psqlrc -d "$1" -f "$file" ;;
      *.sql.gz) gunzip -c "$file" | psql -v ON_ERROR_STOP=1 --no-psqlrc -d "$1" ;;
    esac
  done
}

if [ "$1" = postgres ]; then
  own_folders
  if [ "$(id -u)" = 0 ]; then exec gosu postgres "$0" "$@"; fi
  if [ ! -s "$PGDATA/PG_VERSION" ]; then initialise; fi
fi
exec "$@"
