#!/usr/bin/env bash
# Only for a Kubernetes that cannot pull: has a stand-in built for every image that the manifests of these tests name.
# IMAGE_BUILDER is a command that makes an image from Debian packages: IMAGE_BUILDER NAME:TAG SUITE PACKAGE... Without it there is nothing to do.
set -euo pipefail
[ -n "${IMAGE_BUILDER:-}" ] || exit 0

"$IMAGE_BUILDER" redis:8.0 trixie redis-server redis-tools
"$IMAGE_BUILDER" redis:7.0 bookworm redis-server redis-tools
"$IMAGE_BUILDER" valkey/valkey:9.1 sid valkey-server valkey-tools
"$IMAGE_BUILDER" ubuntu:24.04 bookworm ca-certificates
"$IMAGE_BUILDER" node:24-bookworm-slim trixie nodejs
