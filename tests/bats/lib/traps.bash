# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# For the tests of the traps of a chip's boot ROM: a naive client (tests/tools/naive32) falls
# into a trap, and our programs do the same work on such a board, by the ROM.

# traps_of CHIP ROM: the chip of this test, and a dump of its real boot ROM, or nothing.
traps_of() {
    TRAPS_CHIP=$1
    CHIP_OPTIONS=("--chip=$1" ${2:+"--rom=$2"})
    need python3
}

# fill BYTE SIZE > FILE: contents of one byte, in octal.
fill() {
    head -c "$2" /dev/zero | tr '\0' "\\$1"
}

# The first 128 KiB have one value; the rest does not repeat.
usual_flash() {
    { fill 356 128k; esp-mkflash random 4M | tail -c +131073; } > flash.bin
}

# falls WORK MESSAGE [SIM-OPTION...]: the naive client does its work on a board of its own, and
# fails.
falls() {
    local work=$1 message=$2
    shift 2
    [ -e flash.bin ] || usual_flash
    cp flash.bin naive.bin
    # shellcheck disable=SC2016 # the shell that esp-sim starts knows the port
    run --separate-stderr esp-sim "${CHIP_OPTIONS[@]}" "$@" --boot=download --flash=naive.bin -- \
        sh -c '"$0" "$ESPPORT" "$1" "$2"' "$ESP_SRCDIR/tests/tools/naive32" "$work" "$TRAPS_CHIP"
    [ "$status" = 1 ] || [ "$status" = 3 ] # 3: the real ROM was lost, and the board says so
    assert_output "$message"
}

# ours PROGRAM [OPTION...]: our program on such a board, by its ROM, succeeds.
ours() {
    run --separate-stderr esp-sim "${CHIP_OPTIONS[@]}" --flash=flash.bin --port=rfc2217 -- "$@"
    assert_success
}

# read_right OFFSET SIZE: our esp-read reads what the flash holds there.
read_right() {
    esp-sim "${CHIP_OPTIONS[@]}" --flash=flash.bin --port=rfc2217 -- \
        esp-read --no-stub -q --offset="$1" --size="$2" > part.bin
    tail -c +$(($1 + 1)) flash.bin | head -c "$2" | cmp - part.bin
}

# write_right OFFSET SIZE [SIM-OPTION...]: our esp-write writes there, and nowhere else.
write_right() {
    local offset=$1 size=$2
    shift 2
    esp-mkflash random 64k | head -c "$size" > image.bin
    cp flash.bin wanted.bin
    dd if=image.bin of=wanted.bin bs=4096 seek=$((offset / 4096)) conv=notrunc status=none
    run --separate-stderr esp-sim "${CHIP_OPTIONS[@]}" "$@" --flash=flash.bin --port=rfc2217 -- \
        esp-write --no-stub -q --offset="$offset" image.bin
    assert_success
    cmp wanted.bin flash.bin
}
