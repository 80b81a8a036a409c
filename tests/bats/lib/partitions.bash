# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Flashes with a partition table, for the tests of --partition.  Needs helper, image, parts.

ROWS='  nvs data nvs 0x9000 0x5000
  otadata data ota 0xe000 0x2000
  app0 app ota_0 0x10000 0x40000
  app1 app ota_1 0x50000 0x40000
  files data spiffs 0x90000 0x20000
  logs data 0x40 0xb0000 0x3000'

# The contents of the partitions: all differ, and nothing between them is blank.
CONTENTS='at 0x1000 noise 0x6000 seed=9
at 0x9000 noise 0x5000 seed=1
at 0xe000 otadata seq0=2
at 0x10000 noise 0x40000 seed=2
at 0x50000 noise 0x10000 seed=3
at 0x90000 noise 0x20000 seed=4
at 0xb0000 noise 0x3000 seed=5
at 0xb3000 noise 0xd000 seed=6'

# table [OFFSET [OPTION]]: a table with ROWS.
table() {
    printf 'at %s table %s\n%s\nend\n' "${1:-0x8000}" "${2:-}" "$ROWS"
}

# flash [RECIPE]: makes flash.bin of 1 MB, and before.bin, the same.  RECIPE: of the table.
flash() {
    printf 'size 1M\n%s\n%s\n' "$CONTENTS" "${1-$(table)}" | cook flash.bin
    cp flash.bin before.bin
}

# app FILE CHIP SIZE SEED: a program of about SIZE bytes.
app() {
    local entry=0x40081000 segment=0x400d0020
    [ "$2" = esp32 ] || entry=0x40100004 segment=0x40100000
    cook "$1" <<RECIPE
at 0 app ${2:+chip=$2} entry=$entry size=2
  $segment noise $3 seed=$4
end
RECIPE
}

# cut_out OFFSET SIZE [FILE]: the bytes of a range.
cut_out() {
    tail -c +$(($1 + 1)) "${3:-before.bin}" | head -c $(($2))
}

# put IMAGE OFFSET: before.bin with the image there, as expect.bin.
put() {
    cp before.bin expect.bin
    dd if="$1" of=expect.bin bs=4096 seek=$(($2 / 4096)) conv=notrunc status=none
}

# Drops what is told about a chip without a stub, and the time that its work takes.
stubless() {
    grep -v 'there is no stub for the ESP32 yet\|without the stub takes about' || true
}

# on CHIP COMMAND...: runs the command with a board of this chip on the port "board".
on() {
    local chip=$1
    shift
    run --separate-stderr esp-sim --chip="$chip" --flash=flash.bin --stats=stats.json \
        --port=pty:board -- "$@" < /dev/null
    stderr=$(stubless <<< "$stderr")
}

# fails STATUS MESSAGE COMMAND...: on an ESP32.  One line, nothing on standard output, and the
# flash as it was.
fails() {
    local want=$1 message=$2
    shift 2
    on esp32 "$@"
    assert_equal "$status: $stderr" "$want: $1: board: $message"
    assert_output ""
    cmp before.bin flash.bin
}
