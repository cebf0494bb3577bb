#!/usr/bin/env bash
# A throw-away PostgreSQL for tests: tools/postgres.sh start|stop|url
# Its files are in POLKU_PG_HOME (a folder of the system's temporary one); it listens on loopback at POLKU_PG_PORT.
# Nothing in it survives a power cut (no fsync), and anyone on this machine may sign in: never keep data here.
set -euo pipefail

port=${POLKU_PG_PORT:-54329}
home=${POLKU_PG_HOME:-${TMPDIR:-/tmp}/polku-postgres-$port}
url="postgres://polku@127.0.0.1:$port/polku"

programs() {
  local folder
  folder=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$folder" ] || folder=$(dirname "$(command -v initdb 2>/dev/null || true)" 2>/dev/null)
  [ -x "$folder/initdb" ] || { echo "no PostgreSQL here: install the package postgresql" >&2; exit 1; }
  echo "$folder"
}

# PostgreSQL refuses to run as root; then it runs as the user its package made.
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

running() { as_owner "$bin/pg_ctl" -D "$home/data" status >/dev/null 2>&1; }

start() {
  if running; then return; fi
  mkdir -p "$home"
  if [ "$(id -u)" = 0 ]; then chown postgres "$home"; fi
  if [ ! -s "$home/data/PG_VERSION" ]; then
    as_owner "$bin/initdb" -D "$home/data" -U polku -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  fi
  as_owner "$bin/pg_ctl" -D "$home/data" -w -t 60 -l "$home/log" -o "-p $port -k $home -c listen_addresses=127.0.0.1 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c max_prepared_transactions=10 \
    -c shared_buffers=64MB" \
    start >/dev/null || { cat "$home/log" >&2; exit 1; }
  as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" -U polku polku 2>/dev/null || true
}

stop() {
  if running; then as_owner "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null; fi
  rm -rf "$home"
}

case "${1:-}" in
  start) bin=$(programs); start; echo "$url" ;;
  stop) bin=$(programs); stop ;;
  url) echo "$url" ;;
  *) echo "usage: tools/postgres.sh start|stop|url" >&2; exit 2 ;;
esac
