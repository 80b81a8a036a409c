# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Rows of a table of times, each measured on a paced virtual board.
#
# Copyright (C) 2026 the esputils authors
#
# A bench sources this file, sets chip to a name that esp-sim --chip knows, makes its
# images in the current directory, and prints a heading and rows.
#
# Environment:
#   ESP_BUILDDIR  where esputils was built
#   ESPTOOL       command line of an esptool 5, to be run on the same board too:
#                 ESPTOOL=/usr/bin/esptool
#   ROWS          only the rows whose "CHIP RATE NAME" matches this extended regular
#                 expression: ROWS='esp8266ex 921600 .*read', ROWS='random|base'
#   CLOCK         "board": the seconds are those of the board's clock, which stands still while
#                 the board gets no processor.  For machines with other work: a program that
#                 waits for a processor is then still slower than alone.
#
# Columns:
#   seconds       the whole command as a user types it
#   limit         no program that must send this data can be faster than this
#   times         seconds divided by the limit
#   asked, met    the time that was asked for, and whether it is met
#   cpu, MB       CPU seconds and peak memory of the programs
#   esptool       esptool's seconds
#   times         esptool's seconds divided by ours
#
# The limit of a read is the line's limit: the size of the contents as raw DEFLATE (gzip's
# level 6 without gzip's frame, which is zlib's size within 0.1 %), or of random contents as
# they are, x 10 / rate.  The limit of a write is the larger of two times: the time to send
# the image as gzip -9 packs it, and the time that the flash is busy programming the pages
# that are not blank.
#
# The figures are useful only on a machine without other work.  A row ends with "late" if
# the board could not keep pace during the row, and with "esptool: late" if this was so while
# esptool worked.  A bench ends with "exit $status", which is 1
# if a row failed or had a wrong result; a row that is slower than asked does not count.
set -euo pipefail
export LC_ALL=C
: "${ESP_BUILDDIR:?}"
PATH="$ESP_BUILDDIR/bin:$ESP_BUILDDIR/tests/sim:$PATH"
time=$(type -P time) || { echo "bench: the program time is not installed" >&2; exit 1; }
status=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

# calc EXPRESSION: prints its value.
calc() {
    awk "BEGIN { print $1 }"
}

# max A B: prints the larger number.
max() {
    calc "($1 > $2 ? $1 : $2)"
}

# packed LEVEL FILE: the size as raw DEFLATE in bytes.  gzip's own header and trailer have
# 18 bytes.
packed() {
    echo $(($(gzip -n "-$1" < "$2" | wc -c) - 18))
}

# changed FILE: makes changed.FILE, the same contents with ten changed sectors at even
# distances.
changed() {
    local sectors=(7 107 207 307 407 507 607 707 807 907) i
    esp-mkflash random 40k 2 > random10.bin
    cp "$1" "changed.$1"
    for i in "${!sectors[@]}"; do
        dd if=random10.bin of="changed.$1" bs=4096 count=1 skip="$i" seek="${sectors[i]}" \
            conv=notrunc status=none
    done
}

# The seconds that a blank chip takes to program the image, page by page (W25Q32FV: 30 us
# for the first byte, 2.5 us for each further byte).
program_seconds() {
    od -An -v -w256 -tx1 "$1" | grep -vc '^\( ff\)*$' |
        awk '{ print $1 * (0.030 + 255 * 0.0025) / 1000 }'
}

heading() {
    printf '%-6s %-40s %8s %8s %6s %14s %6s %5s' RATE "" seconds limit times "asked, met" cpu MB
    [ -z "${ESPTOOL:-}" ] || printf ' %8s %6s' esptool times
    printf '\n'
}

# on_board FLASH OPTIONS COMMAND: runs COMMAND on its own board, with a copy of FLASH in
# flash.bin.  Sets took to its seconds, and sets cpu, kb and late (ms).
on_board() {
    local user system options clock=()
    read -ra options <<< "$2"
    cp "$1" flash.bin
    rm -f dump.bin time.txt clock
    [ "${CLOCK:-}" != board ] || clock=("ESP_SIM_CLOCK=$dir/clock" "LD_PRELOAD=$ESP_BUILDDIR/tests/sim/slowclock.so")
    env "${clock[@]:0:1}" esp-sim --chip="$chip" --paced --flash=flash.bin --stats=stats.json "${options[@]}" -- \
        env "${clock[@]}" "$time" -o time.txt -f '%e %U %S %M' bash -o pipefail -c "$3" \
        > out.txt 2> err.txt < /dev/null || return
    read -r took user system kb < time.txt
    cpu=$(calc "$user + $system")
    [ "${CLOCK:-}" != board ] ||
        took=$(calc "$(sed -n 's/.*"host_ms": *\([0-9]*\).*/\1/p' stats.json) / 1000")
    late=$(sed -n 's/.*"late_ms": *\([0-9]*\).*/\1/p' stats.json)
}

# attempt WHO FLASH OPTIONS COMMAND CHECK: does the same, and checks the result.
attempt() {
    local who=$1
    shift
    if ! on_board "$1" "$2" "$3" || ! sh -c "$4" >> err.txt 2>&1; then
        status=1
        echo "bench: $who: it failed, or its result is wrong" >&2
        cat err.txt >&2
        return 1
    fi
}

# ours_cells LIMIT ASKED: prints the columns of a row for our programs.
ours_cells() {
    awk -v s="$took" -v l="$1" -v a="$2" -v c="$cpu" -v k="$kb" 'BEGIN {
        printf " %8.2f", s
        if (l > 0) printf " %8.2f %6.2f", l, s / l; else printf " %8s %6s", "-", "-"
        if (a > 0) printf " %10.2f %-3s", a, s <= a ? "yes" : "NO"; else printf " %10s    ", "-"
        printf " %6.2f %5.1f", c, k / 1024
    }'
}

# The command line of esptool for the chip at $ESPPORT.  If the port has no lines for a
# reset, the board was reset by hand.
peer_command() { # RATE ARGUMENTS
    echo "$ESPTOOL --port \"\$ESPPORT\" --baud $1 --before no-reset --after no-reset $2"
}

# row RATE NAME KEY VALUE...: prints a row of the table.  Keys: flash, a file; board,
# options; limit and asked, in seconds; ours, a command; check, a command that fails if the
# result is wrong; peer, arguments of esptool; peer_took, seconds to print instead of
# running esptool.  Sets took and peer_took to the seconds, or to nothing if that command
# did not run or failed.
row() {
    local rate=$1 name=$2 ours_took
    local -A r=([board]='' [limit]=0 [asked]=0)
    shift 2
    took='' peer_took=''
    [[ "$chip $rate $name" =~ ${ROWS:-} ]] || return 0
    while [ $# -gt 0 ]; do
        r[$1]=$2
        shift 2
    done
    printf '%-6s %-40s' "$rate" "$name"
    if ! attempt "$name" "${r[flash]}" "${r[board]}" "${r[ours]}" "${r[check]}"; then
        took=
        printf '   FAILED\n'
        return 0
    fi
    ours_cells "${r[limit]}" "${r[asked]}"
    ours_took=$took
    [ "${CLOCK:-}" = board ] || [ "$late" -lt 100 ] || r[late]=$late
    [ -z "${ESPTOOL:-}" ] || peer_cells
    printf '%s%s\n' "${r[late]:+  late ${r[late]} ms}" \
        "${r[peer_late]:+  esptool: late ${r[peer_late]} ms}"
    took=$ours_took
}

# Part of row: esptool does the same, if it can.  Sets peer_took.
peer_cells() {
    peer_took=${r[peer_took]:-}
    if [ -n "${r[peer]:-}" ]; then
        if ! attempt "esptool: $name" "${r[flash]}" "${r[board]}" \
            "$(peer_command "$rate" "${r[peer]}")" "${r[check]}"; then
            printf '   FAILED'
            return 0
        fi
        peer_took=$took
        [ "${CLOCK:-}" = board ] || [ "$late" -lt 100 ] || r[peer_late]=$late
    fi
    [ -z "$peer_took" ] || awk -v p="$peer_took" -v s="$ours_took" \
        'BEGIN { printf " %8.2f %6.1f", p, p / s }'
}
