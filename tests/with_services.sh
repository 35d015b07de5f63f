#!/usr/bin/env bash
# Runs a command with what some tests need: Chromium, Chinese fonts, slapd, and a PostgreSQL of its own on the loopback
# address, made in a temporary folder and removed at the end. What is missing is installed where apt-get is at hand.
#   tests/with_services.sh --check     only says (by its exit code) whether all of it can be had
#   tests/with_services.sh COMMAND…
set -euo pipefail

find_postgres() { command -v initdb 2>/dev/null || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1; }

install_missing() {
  local wanted=()
  command -v chromium >/dev/null || wanted+=(chromium)
  fc-list 2>/dev/null | grep -qi "noto.*cjk" || wanted+=(fonts-noto-cjk)
  [ -n "$(find_postgres)" ] || wanted+=(postgresql)
  [ -x /usr/sbin/slapd ] || wanted+=(slapd)
  [ ${#wanted[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
  echo "services: installing ${wanted[*]}" >&2
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${wanted[@]}"; } >/dev/null 2>&1
}

stop_postgres() {
  (cd "$folder" && "${run[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$folder"
}

start_postgres() {
  local user
  bin=$(dirname "$(find_postgres)")
  folder=$(mktemp -d)
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  run=()
  if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    chown postgres "$folder"
    run=(runuser -u postgres --)
  fi
  user=$([ "$(id -u)" = 0 ] && echo postgres || id -un)
  (cd "$folder" && "${run[@]}" "$bin/initdb" -D "$folder/data" -A trust -U "$user" -E UTF8 --locale=C.UTF-8 >/dev/null)
  (cd "$folder" && "${run[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null)
  trap stop_postgres EXIT
  export YANZHEN_TEST_POSTGRES="postgresql://$user@127.0.0.1:$port/postgres"
}

install_missing || { echo "services: Chromium, PostgreSQL or slapd is missing and cannot be installed" >&2; exit 1; }
[ "${1:-}" = --check ] && exit 0
start_postgres
"$@"
