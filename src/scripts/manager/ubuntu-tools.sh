#!/bin/sh
# For a bare Ubuntu or Debian image: unpacks redis-cli and the libraries it needs into scratch space, then becomes the manager.
# Runs as any user on a read-only root: apt keeps its state in scratch, and dpkg only unpacks. Usage: ubuntu-tools.sh form
set -u
WORK=${WORK:-/run/manager}
tools=$WORK/tools

apt() {
  apt-get -qq -o Dir::State="$tools/state" -o Dir::Cache="$tools/cache" -o Dir::Log="$tools/log" -o Dir::State::status=/var/lib/dpkg/status \
    -o Debug::NoLocking=true -o APT::Sandbox::User= -o Acquire::Retries=3 "$@"
}

fetch() {
  mkdir -p "$tools/state/lists/partial" "$tools/cache/archives/partial" "$tools/log" "$tools/root" &&
    apt update &&
    apt install --yes --no-install-recommends --download-only redis-tools &&
    for package in "$tools"/cache/archives/*.deb; do dpkg -x "$package" "$tools/root" || return 1; done
}

attempt=1
until fetch; do
  if [ "$attempt" -ge 5 ]; then
    echo "ubuntu-tools: no-tools: cannot install redis-tools from the image's package sources after $attempt attempts" >&2
    exit 7
  fi
  attempt=$((attempt + 1))
  sleep 10
done

PATH=$tools/root/usr/bin:$PATH
LD_LIBRARY_PATH=$(find "$tools/root" -name '*.so.*' -exec dirname {} + | sort -u | tr '\n' ':')
export PATH LD_LIBRARY_PATH
exec sh "$(dirname "$0")/manage.sh" "$@"
