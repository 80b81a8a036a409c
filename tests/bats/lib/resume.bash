# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What resume.bats does with esp-read and a board: reads that end early, what they leave,
# and how much a board sends for the rest.

# Runs a command, which may tell of a lower rate: on a busy machine a board answers
# late.
whatever_rate() {
    local status=0
    "$@" > said 2>&1 || status=$?
    grep -v 'errors on the line at' said || :
    return $status
}

# esp-read with these arguments on a board of its own, whose figures are then in
# stats.json; what it says is in $output, how it ends in $status.
read_flash() {
    run whatever_rate esp-sim --flash=flash.bin --stats=stats.json -- esp-read "$@"
}

# The same with a cable that is pulled after that many bytes to the host.
read_until() {
    run whatever_rate esp-sim --flash=flash.bin --stats=stats.json --unplug=to-host:"$1" -- esp-read "${@:2}"
    assert_equal "$status" 3
}

# How many bytes the board sent.
sent() {
    jq .to_host.bytes stats.json
}

size_of() {
    stat -c %s "$1" 2> /dev/null || echo 0
}

# change_sector NUMBER: other contents.
change_sector() {
    head -c 4096 /dev/urandom | dd of=flash.bin bs=4096 seek="$1" conv=notrunc status=none
}

# The dump is that of the flash, and nothing else is beside it.
complete() {
    assert_success
    cmp flash.bin dump.bin
    grep -q " sha256=$(sha256sum < flash.bin | cut -d' ' -f1)" dump.bin.meta
    assert_equal "$(find . -name 'dump.bin.part*' -o -name '.esputils*')" ""
}

# Says how many bytes a run sends that reads all from OFFSET on.
sent_from() {
    [ "$1" -lt "$SIZE" ] || { echo 0; return; }
    esp-sim --flash=flash.bin --stats=from.json -- esp-read -q --offset="$1" > from.bin
    jq .to_host.bytes from.json
}

# sends_at_most BYTES ARG...: a read with these arguments gives the dump, and the
# board sends no more for it.  On a busy machine answers are asked for again
# that are only late: that may be so twice.  What is left of an earlier run is kept.* then.
sends_at_most() {
    local most=$1
    shift
    for _ in 1 2 3; do
        [ ! -e kept.part ] || cp kept.part dump.bin.part
        [ ! -e kept.journal ] || cp kept.journal dump.bin.part.meta
        read_flash "$@"
        complete
        [ "$(sent)" -gt "$most" ] || return 0
    done
    fail "$(sent) bytes were sent, not $most"
}

# Goes on with what is left: little more is read than what is missing.
go_on() {
    local part missing
    part=$(size_of dump.bin.part)
    missing=$(sent_from "$part")
    mv dump.bin.part kept.part
    mv dump.bin.part.meta kept.journal
    sends_at_most $((missing * 11 / 10 + 4000)) -o dump.bin
    assert_line --regexp "^esp-read: going on with dump\.bin\.part: $((part / 1024)) of $((SIZE / 1024)) KiB are there$"
    rm kept.*
}

# A part and its journal, as a run on the usual board leaves them.
forge() { # BYTES [OFFSET SIZE]
    head -c "$1" flash.bin > dump.bin.part
    echo "port=/dev/ttyUSB0 chip=ESP8266EX mac=a0:20:a6:16:45:d2 flash-id=ef4012" \
        "flash-size=$SIZE offset=${2:-0} size=${3:-$SIZE}" > dump.bin.part.meta
}

# A read on a paced board that gets SIGKILL once the part has $1 bytes.
killed_at() {
    board_start --flash=flash.bin --paced
    esp-read -q -p "$PORT" -o dump.bin 2> err 3>&- &
    local reader=$!
    until [ "$(size_of dump.bin.part)" -ge "$1" ]; do
        kill -0 $reader 2> /dev/null || break
        read -rt 0.01 <> <(:) || :
    done
    kill -KILL $reader
    wait $reader 2> /dev/null || true
    board_stop
}
