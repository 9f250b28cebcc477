#!/usr/bin/env bash
# The shell programs of the house: what runs in pods is POSIX sh, what runs at a desk is bash.
set -eu
cd "$(dirname "$0")/.."

find src/scripts -name '*.sh' -print0 | xargs -0 shellcheck --shell=sh
find .ci/run tools test bench findings -name '*.sh' -print0 -o -path .ci/run -print0 | xargs -0 shellcheck
