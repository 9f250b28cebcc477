# While DNS does not answer, nodes are asked at the addresses that they had last: a keeper that knows where everybody is can do its work. Whoever answers there has
# to announce the name that was meant, as everywhere (safety rule 1). Sourced by manage.sh.
# shellcheck disable=SC2154 # tours.sh and manage.sh set haste and patience

# Adds to the snapshot what those say that have not answered.
ask_without_dns() {
  silent=$(awk '
    /^@node / { node = $2; asked[node] }
    !/^@/ && !/^NOAUTH/ { said[node] }
    END { for (node in asked) if (!(node in said)) print node }' "$WORK/snapshot")
  remember_addresses
  if [ -z "$silent" ] || resolves "${haste:-1}" kubernetes.default; then return; fi
  : >"$WORK/there"
  for node in $silent; do
    address=$(sed -n "s/^$node //p" "$WORK/addresses")
    [ -n "$address" ] || continue
    sed "s/^connect [^ ]*/connect $address/" "$WORK/tours"/*."$node" | visit "${haste:-$patience}" >"$WORK/there.$node" &
  done
  wait
  mark_nodes "$WORK"/there* >>"$WORK/snapshot"
  rm -f "$WORK"/there*
}

# Where the nodes that have answered were reached: a line `ORDINAL ADDRESS` each.
remember_addresses() {
  : >>"$WORK/addresses"
  addresses=$(awk '
    FILENAME ~ /addresses$/ { at[$1] = $2; next }
    /^@node / { node = $2 }
    /^id=[0-9]+ addr=/ && match($0, / laddr=[^ ]*/) {
      address = substr($0, RSTART + 7, RLENGTH - 7); sub(/:[0-9]*$/, "", address); gsub(/[][]/, "", address); at[node] = address
    }
    END { for (node in at) print node, at[node] }' "$WORK/addresses" "$WORK/snapshot")
  echo "$addresses" >"$WORK/addresses"
}
