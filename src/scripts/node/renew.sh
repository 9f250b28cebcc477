#!/bin/sh
# Beside the server for as long as it lives: takes up what has changed in mounted Secrets, so that no change of them needs a restart. Kubelets show a change
# within a minute or two; seconds more do not matter.
set -u
RUN=$(dirname "$0")
SELF=${SELF:-127.0.0.1}
. "$RUN/lib.sh"
. "$RUN/certificates.sh"
. "$RUN/trial.sh"
. "$RUN/passwords.sh"

while sleep "${RENEW_SECONDS:-5}" && kill -0 "$(cat "$RUN/pid")" 2>/dev/null; do
  # Certificates first: without them no node can be asked for what passwords it takes.
  # shellcheck disable=SC2031 # lib.sh changes it in a subshell
  [ -z "${TLS_SECRET:-}" ] || renew_certificates
  [ -z "${AUTH_USER:-}" ] || renew_passwords
done
