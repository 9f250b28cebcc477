# Certificates are tried before they are used: a server and a client with them have to understand each other. That is the pair of certificate and key, the
# chain to the CA, the validity and the usages, all at once and in the engine's own judgement. Sourced by start.sh and renew.sh.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # other files are tried in subshells, which lib.sh reads
# Expects what certificates.sh does, RUN, SOCKET, PORT, SELF and SERVER.

# A server of the moment, with no data, listens to this pod alone: at the start on the port that nobody has yet.
await_certificates() {
  [ -n "${TLS_SECRET:-}" ] || return 0
  # A container that starts again has tried these before.
  if [ -e "$TLS_DIR" ] && ! mounted_differ "$TLS_DIR"; then return 0; fi
  folder=$TLS_DIR.0
  until copy_certificates "$folder" && try_certificates "$folder" "$PORT"; do wait_because "$fault"; done
  use_certificates "$folder"
}

# Sets fault where they do not do. Usage: try_certificates FOLDER PORT
try_certificates() {
  rm -f "$RUN/trial"
  "$SERVER" --port 0 --tls-port "$2" --bind "$SELF" --save '' --appendonly no --dir "$RUN" --tls-auth-clients yes \
    --tls-cert-file "$1/tls.crt" --tls-key-file "$1/tls.key" --tls-ca-cert-file "$1/ca.crt" >"$RUN/trial" 2>&1 &
  trial=$!
  tries=0 answer='' said=''
  # Who has refused a certificate will not change its mind.
  while [ "$tries" -lt 50 ] && [ -z "$said" ] && [ "$answer" != PONG ] && kill -0 "$trial" 2>/dev/null; do
    tries=$((tries + 1))
    sleep 0.1
    grep -q 'Ready to accept' "$RUN/trial" 2>/dev/null || continue
    # The server of the moment knows no users.
    answer=$(TLS_DIR=$1 PORT=$2 AUTH_USER=''; echo PING | ask 1 "$SELF")
    if [ "$answer" != PONG ]; then said=$(TLS_DIR=$1 PORT=$2 AUTH_USER=''; tls_refusal "$SELF"); fi
  done
  if [ "$answer" != PONG ]; then fault=$(refusal_of "$1"); fi
  kill -9 "$trial" 2>/dev/null
  wait "$trial" 2>/dev/null
  [ "$answer" = PONG ]
}

# In words: those of the server that could not load them, or those of both who did not trust each other.
refusal_of() {
  words=$(sed -n 's/^.*# \(Failed to [^:]*\)[^#]*:: *\([^:]*\)$/\1: \2/p' "$RUN/trial" | head -n 1)
  words=${words:-$said}
  [ -n "$words" ] || words=$(tail -n 1 "$RUN/trial")
  echo "the certificates of Secret $TLS_SECRET do not work: ${words}$(validity_of "$1")"
}

# Usage: validity_of FOLDER
validity_of() {
  now=$(date +%s)
  for file in tls.crt ca.crt; do
    read_certificate "$1/$file" | awk -v now="$now" -v file="$file" '
      $1 == "from" && $2 > now { print "; " file " is not valid yet" }
      $1 == "until" && $2 <= now { print "; " file " has expired, " $3 }'
  done | tr -d '\n'
}

# While the server runs it takes up what has changed in the Secret: old connections stay, new ones meet the new certificates. What does not work is not loaded at
# all, and said once; it is tried again from time to time, since a certificate may be valid only a little later. By the socket, for which no certificate counts:
# even expired ones are replaced without a restart.
renew_certificates() {
  mounted_differ "$TLS_DIR" || return
  if ! mounted_differ "$TLS_DIR.refused" && [ $(($(date +%s) - refused_at)) -lt 60 ]; then return; fi
  folder=$(new_folder)
  if ! copy_certificates "$folder" || ! try_certificates "$folder" "$(free_port)"; then refuse_certificates "$folder"; return; fi
  case $(load_certificates "$folder") in
    OK) ;;
    # A server that is busy takes them a little later.
    '' | BUSY*) rm -rf "$folder"; return ;;
    *)
      fault="the server does not load the certificates of Secret $TLS_SECRET, see its message above"
      refuse_certificates "$folder"
      return
      ;;
  esac
  use_certificates "$folder"
  rm -rf "$TLS_DIR.refused"
  refused=''
  log "certificates renewed: valid until $(read_certificate "$TLS_DIR/tls.crt" | sed -n 's/^until [0-9]* //p')"
}

# One of forty thousand that are hardly in use; if it is, the next try takes another.
free_port() { awk 'BEGIN { srand(); print 20000 + int(rand() * 40000) }'; }

# All three in one command: one by one, a certificate would meet the old key. Usage: load_certificates FOLDER
load_certificates() {
  echo "CONFIG SET tls-cert-file $1/tls.crt tls-key-file $1/tls.key tls-ca-cert-file $1/ca.crt" | ask_socket 5
}

refused_at=0
refuse_certificates() {
  refused_at=$(date +%s)
  [ "$fault" = "${refused:-}" ] || log "keeps its certificates: $fault"
  refused=$fault
  rm -rf "$TLS_DIR.refused"
  mv "$1" "$TLS_DIR.refused"
}
