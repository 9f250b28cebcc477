#!/bin/sh
# Runs a command in this session, and ends all of it when told to: by setpriv's --pdeathsig, when the test's process dies, however that dies. Usage: leash.sh COMMAND...
trap 'PATH=/usr/bin:/bin; setsid sh -c "for _ in 1 2 3; do pkill -KILL --session $$; sleep 0.1; done" & exit 143' TERM
"$@" &
wait $!
