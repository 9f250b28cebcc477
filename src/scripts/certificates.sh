# The certificate files of a pod: a link, TLS_DIR, leads to the copy in use. The mounted Secret may change between two of its files, and be wrong: a new set is
# copied, tried and only then used, so the last good one is never lost. Sourced by the scripts of nodes and manager. Expects TLS_SECRET, TLS_DIR.

TLS_MOUNT=${TLS_MOUNT:-/etc/redis-tls}
TLS_FILES='tls.crt tls.key ca.crt'

# Copies the mounted files into a folder: fails, and sets fault, where one is missing. Usage: copy_certificates FOLDER
copy_certificates() {
  fault="there is no room for $1"
  rm -rf "$1"
  (umask 077 && mkdir "$1") || return 1
  for file in $TLS_FILES; do
    if [ ! -s "$TLS_MOUNT/$file" ]; then
      # shellcheck disable=SC2034 # the caller says it
      fault="Secret $TLS_SECRET has no $file"
      return 1
    fi
    (umask 077 && cat "$TLS_MOUNT/$file" >"$1/$file")
  done
}

# Usage: mounted_differ FOLDER
mounted_differ() {
  for file in $TLS_FILES; do cmp -s "$TLS_MOUNT/$file" "$1/$file" || return 0; done
  return 1
}

# From now on the files in that folder are in use. Usage: use_certificates FOLDER
use_certificates() {
  former=$(readlink "$TLS_DIR")
  ln -sfn "$1" "$TLS_DIR"
  if [ -n "$former" ] && [ "$former" != "$1" ]; then rm -rf "$former"; fi
}

new_folder() { echo "$TLS_DIR.$(date +%s)"; }

# What the first certificate of a file says: `from SECONDS`, `until SECONDS DATE`, and a line `name NAME` for each host name. The images have no openssl.
# Usage: read_certificate FILE
read_certificate() {
  sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p;/^-----END CERTIFICATE-----/q' "$1" | grep -v -e '-----' | tr -d '\r' |
    base64 -d 2>/dev/null | od -An -v -tu1 | awk "$READ_DER"
}

# DER: a tag, a length, the contents. Sets tag and end, and returns where the contents of the element at p begin.
# A certificate has its version (which may be left out), serial number, algorithm, issuer, validity, subject, key and extensions, in this order.
# shellcheck disable=SC2016 # awk
READ_DER='
{ for (f = 1; f <= NF; f++) byte[n++] = $f }
function enter(p,    size, count) {
  tag = byte[p++]
  size = byte[p++]
  if (size > 127) { count = size - 128; size = 0; while (count-- > 0) size = size * 256 + byte[p++] }
  end = p + size
  return p
}
function text(p, last,    characters) {
  while (p < last) characters = characters sprintf("%c", byte[p++] + 0)
  return characters
}
# Days since 1970, by the count of leap years (https://howardhinnant.github.io/date_algorithms.html#days_from_civil).
function days(year, month, day,    era) {
  if (month <= 2) year--
  era = int(year / 400); year -= era * 400
  return era * 146097 + year * 365 + int(year / 4) - int(year / 100) + int((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1 - 719468
}
# UTCTime has two digits for the year, GeneralizedTime four.
function time(p,    digits) {
  p = enter(p)
  digits = text(p, end - 1)
  if (tag == 23) digits = (substr(digits, 1, 2) < 50 ? "20" : "19") digits
  date = substr(digits, 1, 4) "-" substr(digits, 5, 2) "-" substr(digits, 7, 2) "T" substr(digits, 9, 2) ":" substr(digits, 11, 2) ":" substr(digits, 13, 2) "Z"
  return days(substr(digits, 1, 4) + 0, substr(digits, 5, 2) + 0, substr(digits, 7, 2) + 0) * 86400 + substr(digits, 9, 2) * 3600 + substr(digits, 11, 2) * 60 + substr(digits, 13, 2)
}
function names(p, last,    start) {
  while (p < last) {
    start = enter(p)
    if (tag == 130) print "name " text(start, end)
    p = end
  }
}
# Each extension is an identifier, optionally a flag, and its value; that of the alternative names is 2.5.29.17.
function extensions(p, last,    next_one, start) {
  while (p < last) {
    p = enter(p); next_one = end
    start = enter(p)
    if (byte[start] == 85 && byte[start + 1] == 29 && byte[start + 2] == 17 && end == start + 3) {
      start = enter(end)
      if (tag == 1) start = enter(end)
      start = enter(start)
      names(start, end)
    }
    p = next_one
  }
}
END {
  if (n < 100) exit 1
  p = enter(enter(0)); last = end
  for (field = 0; p < last; p = next_field) {
    start = enter(p); next_field = end
    if (tag == 160) continue
    field++
    if (field == 4) {
      printf "from %.0f\n", time(start)
      start = end
      seconds = time(start)
      printf "until %.0f %s\n", seconds, date
    }
    if (tag == 163) { start = enter(start); extensions(start, end) }
  }
}'
