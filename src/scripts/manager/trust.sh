# The manager's own certificates: taken up while it runs, and looked at before a client finds them wanting. Sourced by manage.sh.
# shellcheck disable=SC2030,SC2031,SC2034,SC2153,SC2154 # the shape sets NAME, PODS and the like, manage.sh SUFFIX and now

complaint='' unproven=''

# The kubelet mounts a Secret as a whole: what is missing was missing there.
await_files() {
  [ -n "${TLS_SECRET:-}" ] || return 0
  waited=0
  until copy_certificates "$TLS_DIR.0"; do
    [ "${said:-}" = "$fault" ] || log "waits, because $fault"
    said=$fault
    [ "$mode" = keep ] || [ "$waited" -lt "$WAIT" ] || end 9 "no-certificates: $fault"
    date +%s >"$WORK/looked"
    waited=$((waited + 1))
    sleep 1
  done
  use_certificates "$TLS_DIR.0"
}

# A changed set is used once a node answers to it, or where none answers to the old one. Sets unproven to what keeps it from that.
renew_certificates() {
  unproven=''
  [ -n "${TLS_SECRET:-}" ] || return 0
  mounted_differ "$TLS_DIR" || return 0
  folder=$(new_folder)
  if copy_certificates "$folder"; then
    for pod in $PODS; do
      if [ "$(TLS_DIR=$folder; echo PING | ask 1 "$pod$SUFFIX")" = PONG ]; then use_certificates "$folder"; return; fi
    done
    fault="no node takes the new certificates of Secret $TLS_SECRET: $(TLS_DIR=$folder; tls_refusal "${PODS%% *}$SUFFIX")"
  fi
  rm -rf "$folder"
  unproven=$fault
}

# What a client that checks names and dates would find wrong: sets complaint, empty where nothing is.
judge_certificates() {
  complaint=''
  # Before the first set there is nothing to judge.
  if [ -z "${TLS_SECRET:-}" ] || [ ! -e "$TLS_DIR" ]; then return 0; fi
  complaint=$unproven
  for file in tls.crt ca.crt; do
    found=$(read_certificate "$TLS_DIR/$file" | awk -v now="$(date +%s)" -v most="$TLS_WARN_SECONDS" -v wanted="$(wanted_names "$file")" "$JUDGE")
    [ -z "$found" ] || complaint="${complaint:+$complaint; }$file of Secret $TLS_SECRET $found"
  done
}

# The names that clients connect to: the Service's, and those by which servers announce themselves where they do.
wanted_names() {
  [ "$1" = tls.crt ] || return 0
  echo "$TLS_NAMES"
  if [ "$ANNOUNCED_TO_CLIENTS" = yes ]; then for pod in $PODS; do echo "$pod$SUFFIX"; done; fi
}

# shellcheck disable=SC2016 # awk
JUDGE='
$1 == "from" { from = $2 }
$1 == "until" { until = $2; date = $3 }
$1 == "name" { has[tolower($2)] = 1 }
END {
  if (date == "") { print "cannot be read"; exit }
  margin = (until - from) / 4 < most ? (until - from) / 4 : most
  if (until <= now) text = "has expired, " date
  else if (until - now < margin) text = "expires " date
  count = split(wanted, names, /[ \n]+/)
  for (i = 1; i <= count; i++) {
    any = names[i]
    sub(/^[^.]*/, "*", any)
    if (names[i] != "" && !(names[i] in has) && !(any in has)) if (++lacking <= 3) missing = missing (missing == "" ? "" : ", ") names[i]
  }
  if (lacking) text = text (text == "" ? "" : ", ") "does not name " missing (lacking > 3 ? " and " lacking - 3 " more" : "")
  print text
}'

# Why the first of the missing does not answer, where that is for its certificate or ours. Reads detail.
refusal() {
  case $detail in *"(no answer)"*) ;; *) return ;; esac
  why=$(tls_refusal "$(echo "$detail" | sed 's/ (no answer).*//;s/.* //')$SUFFIX")
  [ -z "$why" ] || echo "; TLS: $why"
}
