#!/bin/sh
# The data container's command: judges whether the identity on the volume may be used, says who and where this node is, becomes the server.
# A mounted ConfigMap changes under running pods, so hooks and probes run the copy made here: a change arrives only by a rollout.
set -u
scripts=$(dirname "$0")
RUN=${RUN:-/run/redis-cluster}
DATA=${DATA:-/var/lib/redis}
CONFIG=${CONFIG:-/etc/redis/redis.conf}
domain=$SERVICE_NAME.$POD_NAMESPACE.svc.$CLUSTER_DOMAIN
HOST=${HOST:-$POD_NAME.$domain}
PEERS=${PEERS:-$domain}
SELF=${SELF:-127.0.0.1}

cp -L "$scripts"/*.sh "$RUN"/ || exit 1
# What has once been ready in this pod and starts again has crashed.
crashed=''
[ ! -e "$RUN/joined" ] || crashed=yes
rm -f "$RUN/joined" "$RUN/unnamed" "$RUN/waiting" "$RUN/worked"
echo $$ >"$RUN/pid"
. "$RUN/lib.sh"
. "$RUN/certificates.sh"
. "$RUN/trial.sh"
. "$RUN/persistence.sh"
. "$RUN/identity.sh"
. "$RUN/crashed.sh"

log "$POD_NAME at $POD_IP on $NODE_NAME"
# Whatever it waits for, a pod that is deleted goes at once. The server's own handling replaces this.
trap 'exit 143' TERM
await_certificates
if [ -n "${AUTH_USER:-}" ]; then
  cp -L "$(dirname "$CONFIG")/users" "$RUN"/ || exit 1
  . "$RUN/passwords.sh"
  first_passwords
fi
cd "$DATA" || exit 1
settle_form
[ -z "$crashed" ] || hand_over_after_crash
judge_identity
keep_form
rm -f "$RUN/waiting" stopping

# The address keeps this node's own entry right after a restart, the name is how clients and the manager know it again.
set -- --cluster-announce-ip "$POD_IP" --replica-announce-ip "$POD_IP" --cluster-announce-hostname "$HOST"
# What has no setting of its own the process title carries, which CONFIG GET reads as well: that a copy of the data is set aside here, and to Redis 7.0 the Kubernetes
# node's name.
title=''
for copy in aside.*; do [ ! -e "$copy" ] || title=' aside'; done
if [ "$ANNOUNCE_NODE_NAME" = yes ]; then
  set -- "$@" --cluster-announce-human-nodename "$NODE_NAME"
else
  title="$title node=$NODE_NAME"
fi
if [ -n "$title" ]; then set -- "$@" --proc-title-template "{title} {listen-addr} {server-mode}$title"; fi
if [ -n "${AUTH_USER:-}" ]; then
  set -- "$@" --include "$AUTH_RUN/server.conf"
fi
if [ -n "${MODULES:-}" ]; then
  for module in "$MODULES"/*.so; do
    [ -e "$module" ] || { log "no modules (*.so) in $MODULES of this image: another image, or another folder, is needed"; exit 1; }
    set -- "$@" --loadmodule "$module"
  done
fi
# shellcheck disable=SC2031 # lib.sh changes it in a subshell
if [ -n "${TLS_SECRET:-}${AUTH_USER:-}" ]; then sh "$RUN/renew.sh" & fi
# shellcheck disable=SC2086 # several words on purpose
exec "$SERVER" "$CONFIG" "$@" $GATE $FORM
