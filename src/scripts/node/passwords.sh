# The users of the server beside which this runs, with the passwords that the mounted Secrets have. Sourced by start.sh and renew.sh.
# Expects RUN with the file `users`, a line each: NAME SECRET/KEY SECRET/PREVIOUS-KEY RULES; and SELF. The server is never told a password by an argument or a
# variable: only by the file server.conf in AUTH_RUN, which is memory, and over a connection.

# What renews passwords must not depend on one of them: a user of this pod alone, with a random password for each start.
LOCAL_RULES='-@all +command +ping +info +role +client|list +client|setname +cluster|nodes +cluster|info +cluster|links +config|get +config|set +acl|setuser'

# Waits until everybody has a password, and writes what the server starts with.
first_passwords() {
  before=$(umask)
  umask 077
  mkdir -p "$PASSWORDS"
  printf -- '- %s\n' "$(head -c 32 /dev/urandom | hash)" >"$PASSWORDS/$LOCAL_USER"
  until take_passwords; do wait_because "$(faults | head -n 1)"; done
  acl >"$AUTH_RUN/acl"
  {
    echo "masteruser $(replication_user)"
    printf 'masterauth %s\n' "$(oldest "$(replication_user)" | quoted)"
    sed 's/^/user /' "$AUTH_RUN/acl"
  } >"$AUTH_RUN/server.conf"
  umask "$before"
}

# Takes up what the Secrets have become since the last time.
seen='' waning=yes told=''
renew_passwords() {
  secrets=$(cat "$AUTH_SECRETS"/*/* 2>/dev/null)
  if [ "$secrets" != "$seen" ] || [ -n "$waning" ]; then
    waning=''
    take_passwords || say_once "goes on with the passwords it has: $(faults | head -n 1)"
    apply && seen=$secrets
  fi
  follow_master
}

say_once() {
  [ "$told" = "$1" ] || log "$1"
  told=$1
}

# Usage: for_users COMMAND: called with the name and the two keys of each.
for_users() {
  while read -r name key previous_key _; do "$1" "$name" "$key" "$previous_key"; done <"$RUN/users"
}

take_passwords() {
  lacking=''
  for_users take
  [ -z "$lacking" ]
}
take() { keep_passwords "$1" "$2" "$3" refused_elsewhere || lacking=yes; }
faults() { for_users say_fault; }
say_fault() { fault "$2"; }

# An old password is needed for as long as another node does not take the new one. Usage: refused_elsewhere USER PASSWORD
refused_elsewhere() {
  # shellcheck disable=SC2013 # one address a line
  for peer in $(echo 'CLUSTER NODES' | ask 2 "$SELF" | awk 'NF >= 8 && !/myself/ { sub(/@.*/, "", $2); sub(/:[0-9]*$/, "", $2); print $2 }'); do
    accepts "$1" "$2" "$peer"
    if [ $? -eq 1 ]; then
      say_once "keeps an old password of $1: $peer does not take the new one yet" >&2
      return 0
    fi
  done
  return 1
}

# What the server is to know of its users, a line each, as it follows `user` in a file and `ACL SETUSER` over a connection. It needs hashes only.
acl() {
  while read -r name _ _ rules; do
    printf '%s reset on%s %s\n' "$name" "$(hashes "$name")" "$rules"
  done <"$RUN/users"
  echo "$LOCAL_USER reset on$(hashes "$LOCAL_USER") $LOCAL_RULES"
}

hashes() {
  while IFS= read -r password; do printf ' #%s' "$(printf %s "${password#* }" | hash)"; done <"$PASSWORDS/$1"
}

hash() { sum=$(sha256sum); echo "${sum%% *}"; }
oldest() { head -n 1 "$PASSWORDS/$1" | cut -d ' ' -f 2-; }
# As redis.conf and redis-cli read a word.
quoted() { sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/'; }

# The server's users are changed as a whole, each at once, and no connection ends.
apply() {
  (umask 077 && acl >"$AUTH_RUN/acl.new")
  cmp -s "$AUTH_RUN/acl.new" "$AUTH_RUN/acl" && return
  answers=$(sed 's/^/ACL SETUSER /' "$AUTH_RUN/acl.new" | ask 5 "$SELF")
  refusal=$(echo "$answers" | sed '/^OK$/d; /^$/d; s/#[0-9a-f]*//g' | head -n 1)
  if [ -z "$answers" ] || [ -n "$refusal" ]; then
    say_once "the server does not take its users: ${refusal:-no answer}"
    return 1
  fi
  mv "$AUTH_RUN/acl.new" "$AUTH_RUN/acl"
  log "valid passwords now:$(for_users count)"
  show_master "$(replication_user)" "$(oldest "$(replication_user)")"
}
count() { printf ' %s %s' "$1" "$(wc -l <"$PASSWORDS/$1")"; }

replication_user() { if grep -q '^cluster-replica ' "$RUN/users"; then echo cluster-replica; else echo default; fi; }

# A replica that its master does not let in shows it what the master takes: nothing, where the master wants no password yet; the password of applications, where
# it does not know the user for replicas yet.
follow_master() {
  facts=$(echo 'INFO replication' | ask 2 "$SELF" | tr -d '\r')
  case $facts in *master_link_status:down*) ;; *) return ;; esac
  master=$(echo "$facts" | sed -n 's/^master_host://p')
  accepts '' '' "$master"
  case $? in
    0) show_master default '' && return ;;
    2) return ;;
  esac
  for user in "$(replication_user)" default; do
    [ -e "$PASSWORDS/$user" ] || continue
    password=$(password_for "$user" "$master")
    if accepts "$user" "$password" "$master"; then show_master "$user" "$password" && return; fi
  done
}

# Usage: show_master USER PASSWORD
show_master() {
  {
    echo "CONFIG SET masteruser $1"
    printf 'CONFIG SET masterauth %s\n' "$(printf '%s\n' "$2" | quoted)"
  } | ask 2 "$SELF" >/dev/null
}
