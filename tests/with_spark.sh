#!/usr/bin/env bash
# Runs a command with what the tests marked spark need: Java 17 or later, and pyspark (tests/spark.lock) in the virtual environment
# whose python is PYTHON (.venv/bin/python). What is missing is installed, Java where apt-get is at hand.
#   tests/with_spark.sh --check     only says (by its exit code) whether both can be had
#   tests/with_spark.sh COMMAND…
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
python=${PYTHON:-$here/../.venv/bin/python}

has_java() { "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version >/dev/null 2>&1; }

install_java() {
  [ -z "${JAVA_HOME:-}" ] || { echo "spark: no java in JAVA_HOME=$JAVA_HOME" >&2; return 1; }
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
  echo "spark: installing Java" >&2
  export DEBIAN_FRONTEND=noninteractive
  {
    apt-get update
    apt-get install -y --no-install-recommends openjdk-17-jre-headless ||
      apt-get install -y --no-install-recommends default-jre-headless
  } >/dev/null 2>&1
}

install_pyspark() {
  echo "spark: installing pyspark (450 MB)" >&2
  "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$here/spark.lock" >&2
}

has_java || install_java && has_java || { echo "spark: Java is missing and cannot be installed" >&2; exit 1; }
"$python" -c 'import pyspark' 2>/dev/null || install_pyspark || { echo "spark: pyspark cannot be installed" >&2; exit 1; }
[ "${1:-}" = --check ] && exit 0
exec "$@"
