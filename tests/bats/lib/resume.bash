# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Functions for resume.bats: reads that end early, the files that they leave, and the number
# of bytes that a board sends for the rest.

# Runs a command and drops its message about a lower rate: on a busy machine a board answers
# late.
whatever_rate() {
    local status=0
    "$@" > said 2>&1 || status=$?
    grep -v 'errors on the line at' said || :
    return $status
}

# Runs esp-read with these arguments on its own board.  The board's statistics are then in
# stats.json, the messages in $output, and the exit status in $status.
read_flash() {
    run whatever_rate esp-sim --flash=flash.bin --stats=stats.json -- esp-read "$@"
}

# The same, but the cable is pulled after this many bytes to the host.
read_until() {
    run whatever_rate esp-sim --flash=flash.bin --stats=stats.json --unplug=to-host:"$1" -- esp-read "${@:2}"
    assert_equal "$status" 3
}

# The number of bytes that the board sent.
sent() {
    jq .to_host.bytes stats.json
}

size_of() {
    stat -c %s "$1" 2> /dev/null || echo 0
}

# change_sector NUMBER: gives a sector other contents.
change_sector() {
    head -c 4096 /dev/urandom | dd of=flash.bin bs=4096 seek="$1" conv=notrunc status=none
}

# The dump holds the flash's contents, and no other file is left beside it.
complete() {
    assert_success
    cmp flash.bin dump.bin
    grep -q " sha256=$(sha256sum < flash.bin | cut -d' ' -f1)" dump.bin.meta
    assert_equal "$(find . -name 'dump.bin.part*' -o -name '.esputils*')" ""
}

# The number of bytes that a board sends for a read of everything from OFFSET on.
sent_from() {
    [ "$1" -lt "$SIZE" ] || { echo 0; return; }
    esp-sim --flash=flash.bin --stats=from.json -- esp-read -q --offset="$1" > from.bin
    jq .to_host.bytes from.json
}

# sends_at_most BYTES ARG...: checks that a read with these arguments gives the dump, and
# that the board sends no more than BYTES for it.  On a busy machine the program asks again
# for answers that are only late, so two attempts may send more.  Files of an earlier run
# must then be in kept.*.
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

# Continues from the files of an earlier run.  The board must send little more than the
# missing part.
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

# Makes a part and its journal, as a run on the usual board leaves them.
forge() { # BYTES [OFFSET SIZE]
    head -c "$1" flash.bin > dump.bin.part
    echo "port=/dev/ttyUSB0 chip=$CHIP mac=$MAC flash-id=ef4012" \
        "flash-size=$SIZE offset=${2:-0} size=${3:-$SIZE}" > dump.bin.part.meta
}

# Starts a read on a paced board, and sends SIGKILL when the part has $1 bytes.
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
