# In which form the data is on the volume, and what the server loads: the append-only file alone where that is on, else the snapshot. After a change of
# persistence these two differ, and a server would start empty. Sourced by start.sh; sets FORM to the options that the data asks for.
# Expects CONFIG, and to be called in the data folder, where it keeps the file `form`: what the last start went on with.

FORM=''

appends() { grep -q '^appendonly yes' "$CONFIG" || [ -n "$FORM" ]; }
has_appended() { ls appendonlydir/*.manifest >/dev/null 2>&1; }
has_data() { if appends; then has_appended; else [ -e dump.rdb ]; fi; }

settle_form() {
  if appends; then
    if ! has_appended && [ -e dump.rdb ] && [ "$(cat form 2>/dev/null)" = snapshots ]; then append_to_snapshot; fi
  elif has_appended; then
    if [ -e dump.rdb ] && [ -z "$(find appendonlydir -type f -newer dump.rdb)" ]; then
      rm -rf appendonlydir.old
      mv appendonlydir appendonlydir.old
    else
      log "the data is in an append-only file: goes on with that until the server has saved a snapshot"
      FORM='--appendonly yes'
    fi
  fi
}

keep_form() { if appends; then echo appendonly; else echo snapshots; fi >form; }

# An append-only file begins with a snapshot: this one.
append_to_snapshot() {
  log "the data is in a snapshot: the append-only file begins with that"
  mkdir -p appendonlydir
  # Two names of one file: the server only ever takes a name away. Copying takes longer than a start may, and needs the room.
  ln -f dump.rdb appendonlydir/appendonly.aof.1.base.rdb 2>/dev/null || cp dump.rdb appendonlydir/appendonly.aof.1.base.rdb || exit 1
  echo 'file appendonly.aof.1.base.rdb seq 1 type b' >appendonlydir/new && mv appendonlydir/new appendonlydir/appendonly.aof.manifest
}
