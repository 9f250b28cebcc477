# Talking to nodes: the one place for the client program, its time-outs, its passwords and its flags. Sourced by every other script.
# shellcheck disable=SC2030,SC2031 # TLS_SECRET is set aside in a subshell on purpose
# Expects PORT; where servers want passwords AUTH_USER, whom to be, and AUTH_OVERLAP; with TLS TLS_SECRET, the name of the Secret, and TLS_DIR, the files in use;
# beside a server SELF, its address, for which there is a user of its own.

if command -v redis-cli >/dev/null 2>&1; then CLI=redis-cli; else CLI=valkey-cli; fi
# shellcheck disable=SC2034 # start.sh and trial.sh start it
if command -v redis-server >/dev/null 2>&1; then SERVER=redis-server; else SERVER=valkey-server; fi
# This pod's own server, with TLS, has a socket as well, in a folder that is the pod's own.
SOCKET=${SOCKET:-$(dirname "$0")/server.sock}
AUTH_SECRETS=${AUTH_SECRETS:-/etc/redis-auth}
AUTH_RUN=${AUTH_RUN:-/run/redis-auth}
PASSWORDS=$AUTH_RUN/passwords
LOCAL_USER=cluster-local

# Starts the client program as whoever the node knows. Usage: client -h HOST -p PORT ... or client -s SOCKET ... or client --cluster COMMAND HOST:PORT ...
client() (
  case $1 in -h) server=$2 ;; -s) server=$SELF ;; *) server=${3%:*} ;; esac
  user=${AUTH_USER:-}
  if [ -n "$user" ] && [ "$server" = "${SELF:-}" ]; then user=$LOCAL_USER; fi
  become_client "$user" "${user:+$(password_for "$user" "$server")}" "$@"
)

# The password is in the environment of this one process, never in an argument. With TLS it proves itself and checks the chain of whom it asks: redis-cli does not
# check names. Usage: become_client USER PASSWORD ARGUMENTS...
become_client() {
  user=$1 REDISCLI_AUTH=$2
  shift 2
  if [ -n "$user" ]; then
    export REDISCLI_AUTH
    set -- --user "$user" "$@"
  fi
  if [ -n "${TLS_SECRET:-}" ]; then set -- --tls --cacert "$TLS_DIR/ca.crt" --cert "$TLS_DIR/tls.crt" --key "$TLS_DIR/tls.key" "$@"; fi
  # shellcheck disable=SC2086 # the seconds, if any
  exec ${within:+timeout $within} "$CLI" "$@"
}

# Sends the commands on standard input to one node over one connection, each reply to standard output. redis-cli exits with 0 on
# error replies and waits for a stopped server without end: callers compare output, and `timeout` bounds the wait.
# Usage: ask SECONDS HOST
ask() (
  within=$1
  client -h "$2" -p "$PORT" 2>/dev/null
)

# The same of this pod's own server: by its socket where it has one, which no certificate keeps anybody from. Usage: ask_socket SECONDS
ask_socket() {
  if [ -n "${TLS_SECRET:-}" ]; then (TLS_SECRET='' within=$1 && client -s "$SOCKET" 2>/dev/null); else ask "$1" "$SELF"; fi
}

# Does DNS know the name? It has to know that of the Kubernetes API itself, kubernetes.default, or it knows nothing at the moment. Usage: resolves SECONDS NAME.NAMESPACE
resolves() { timeout "$1" getent hosts "$2.svc.$CLUSTER_DOMAIN" >/dev/null 2>&1; }

# Why a node that TLS keeps from answering does not, in the client program's own words: nothing where it is not for that. Usage: tls_refusal HOST
tls_refusal() {
  [ -n "${TLS_SECRET:-}" ] || return 0
  echo PING | (within=2 && client -h "$1" -p "$PORT") 2>&1 |
    awk '/TLS connection|SSL_connect|Server closed/ { sub(/^(Could not connect .*:[0-9]+|Error): /, ""); print; exit }'
}

# The password of a user that a node takes. While there are several, each node takes the oldest, those apart that know only newer ones.
password_for() {
  password=''
  [ -e "$PASSWORDS/$1" ] || return 0
  several=yes
  { read -r _ && read -r _ || several=''; } <"$PASSWORDS/$1"
  while IFS= read -r password; do
    password=${password#* }
    [ -n "$several" ] || break
    accepts "$1" "$password" "$2"
    [ $? -eq 1 ] || break
  done <"$PASSWORDS/$1"
  printf '%s\n' "$password"
}

# 0: it lets the user in; 1: it does not; 2: it says nothing. Usage: accepts USER PASSWORD HOST
accepts() {
  case $(echo PING | (within=1 && become_client "$1" "$2" -h "$3" -p "$PORT") 2>/dev/null) in
    NOAUTH*) return 1 ;;
    '') return 2 ;;
  esac
}

# The passwords that a user may have by now, in a file of his name: a line `GONE PASSWORD` each, the oldest first. GONE is the second in which a Secret no longer
# had it, a dash while one has it. It lives on for AUTH_OVERLAP seconds from then, since one pod sees a changed Secret a minute or more before another does, and for
# as long as the given command says that somebody needs it. Usage: keep_passwords USER SECRET/KEY SECRET/PREVIOUS-KEY COMMAND
keep_passwords() {
  [ -z "$(fault "$2")" ] || return 1
  current=$(cat "$AUTH_SECRETS/$2") previous='' now=$(date +%s)
  if [ -z "$(fault "$3")" ]; then previous=$(cat "$AUTH_SECRETS/$3"); fi
  (umask 077 && mkdir -p "$PASSWORDS" && : >"$AUTH_RUN/next")
  {
    if [ -e "$PASSWORDS/$1" ]; then
      while IFS= read -r line; do
        case ${line#* } in "$current" | "$previous") continue ;; esac
        gone=${line%% *}
        [ "$gone" != - ] || gone=$now
        [ $((now - gone)) -lt "$AUTH_OVERLAP" ] || "$4" "$1" "$current" || continue
        # shellcheck disable=SC2034 # passwords.sh reads it
        waning=yes
        printf '%s %s\n' "$gone" "${line#* }"
      done <"$PASSWORDS/$1"
    fi
    case $previous in '' | "$current") ;; *) printf -- '- %s\n' "$previous" ;; esac
    printf -- '- %s\n' "$current"
  } >"$AUTH_RUN/next"
  mv "$AUTH_RUN/next" "$PASSWORDS/$1"
}

# Why a password cannot be used, if so. An application would send a line break as a part of it. Usage: fault SECRET/KEY
fault() {
  if [ ! -e "$AUTH_SECRETS/$1" ]; then
    echo "there is no key ${1#*/} in Secret ${1%/*}, or no such Secret"
  elif [ ! -s "$AUTH_SECRETS/$1" ]; then
    echo "key ${1#*/} of Secret ${1%/*} is empty"
  elif read -r _ <"$AUTH_SECRETS/$1"; then
    echo "key ${1#*/} of Secret ${1%/*} contains a line break"
  fi
}

log() {
  echo "$(basename "$0" .sh): $*"
}
