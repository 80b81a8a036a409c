#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Partitions by name, on an ESP32 and on an ESP8266 with the table of the RTOS SDK.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/parts
    load ../lib/partitions
    common_setup
    ADVICE="give an address in place of a name, or repair the table"
    UNTRUSTED="the partition table at 0x8000 cannot be trusted"
}

teardown() {
    board_stop
}

@test "partitions: esp-read gives the bytes of the partition, by stub and by ROM" {
    local chip
    flash
    cut_out 0x9000 0x5000 > nvs.bin
    cut_out 0xb0000 0x3000 > logs.bin
    for chip in esp32 esp8266ex; do
        on $chip sh -c 'esp-detect -p board | esp-read --partition=nvs > got.bin'
        assert_equal "$status: $stderr" "0: "
        cmp nvs.bin got.bin
        on $chip esp-read --no-stub -q -p board --partition=logs -o logs-$chip.bin
        assert_equal "$status: $stderr" "0: "
        cmp logs.bin logs-$chip.bin
    done
    on esp32 esp-read -v -p board --partition=nvs -o got.bin
    assert_regex "$stderr" "esp-read: board: partition nvs \(0x9000-0xdfff\)"
}

@test "partitions: with --output the sidecar has the place, and esp-write puts the dump back there" {
    flash
    on esp32 esp-read -p board --partition=nvs -o nvs.bin
    assert_success
    grep -q ' partition=nvs offset=36864 size=20480 ' nvs.bin.meta
    head -c 20480 /dev/zero | dd of=flash.bin bs=4096 seek=9 conv=notrunc status=none
    on esp32 esp-write -q -p board nvs.bin
    assert_success
    cmp before.bin flash.bin
    head -c 20480 /dev/zero | dd of=flash.bin bs=4096 seek=9 conv=notrunc status=none
    on esp32 esp-write -p board --partition=nvs nvs.bin
    assert_equal "$status" 0
    assert_regex "$stderr" "^esp-write: board: wrote nvs.bin, 20 KiB at 0x9000 in nvs; 5 of 5 sectors had to change, in [0-9.]+ s$"
    cmp before.bin flash.bin
    on esp32 esp-write -p board --partition=files nvs.bin
    assert_regex "$stderr" "nvs.bin was read from 0x9000, and is meant for 0x90000 now"
}

@test "partitions: --base, and going on with an interrupted run, as for a range" {
    local chip
    for chip in esp32 esp8266ex; do
        flash
        cut_out 0x90000 0x20000 > files.bin
        printf x | dd of=flash.bin bs=1 seek=$((0x91000)) conv=notrunc status=none
        cut_out 0x90000 0x20000 flash.bin > now.bin
        on $chip esp-read -p board --partition=files --base=files.bin -o got.bin
        assert_success
        assert_regex "$stderr" "[0-9]+ KiB of 128 KiB are as in files.bin"
        cmp now.bin got.bin
        run --separate-stderr esp-sim --chip=$chip --flash=flash.bin --port=rfc2217 \
            --unplug=to-host:70000 -- esp-read --partition=files -o part.bin
        assert_equal "$status" 3
        assert [ -s part.bin.part ]
        grep -q ' offset=589824 size=131072' part.bin.part.meta
        on $chip esp-read -p board --partition=nvs -o part.bin
        assert_regex "$stderr" "part.bin.part is of something else \(its offset is 589824, not 36864\); starting anew"
        rm part.bin part.bin.meta # other partitions do not replace it
        run --separate-stderr esp-sim --chip=$chip --flash=flash.bin --port=rfc2217 \
            --unplug=to-host:70000 -- esp-read --partition=files -o part.bin
        on $chip esp-read -p board --partition=files -o part.bin
        assert_success
        assert_regex "$stderr" "going on with part.bin.part"
        cmp now.bin part.bin
        rm -f part.bin* got.bin*
    done
}

@test "partitions: a subtype is a name where no partition has that name" {
    local rows=$ROWS
    flash
    on esp32 esp-read -p board --partition=spiffs -o got.bin
    assert_equal "$status" 0
    assert_regex "$stderr" "^esp-read: board: no partition has the name spiffs; files \(0x90000-0xaffff\) has that subtype"
    cut_out 0x90000 0x20000 | cmp - got.bin
    ROWS="$rows
  ota_0 data 0x41 0xc0000 0x1000
  more data spiffs 0xc1000 0x1000"
    flash
    on esp32 esp-read -q -p board --partition=ota_0 -o ota.bin
    assert_success
    cut_out 0xc0000 0x1000 | cmp - ota.bin
    fails 2 "no partition has the name spiffs, and several have that subtype: files, more; choose one of these names" \
        esp-read -p board --partition=spiffs
}

@test "partitions: a name that the table does not have" {
    flash
    local has="it has nvs, otadata, app0, app1, files, logs" program
    for program in esp-read esp-erase; do
        fails 2 "the partition table at 0x8000 has no partition nvs2; $has" $program -p board --partition=nvs2
    done
    echo x > x.bin
    for program in esp-write esp-verify; do
        fails 2 "the partition table at 0x8000 has no partition NVS; $has" $program -p board --partition=NVS x.bin
    done
}

@test "partitions: a table at another place is told, and used when that place is given" {
    local place
    for place in 0x9000 0xa000 0xd000 0x10000; do
        CONTENTS='at 0x1000 noise 0x6000' ROWS='  data data nvs 0x20000 0x1000
  app app factory 0x30000 0x10000' flash "$(CONTENTS='' ROWS='  data data nvs 0x20000 0x1000
  app app factory 0x30000 0x10000' table $place)"
        fails 2 "no partition table is at 0x8000 (the flash is blank there); one is at $place: --partition-table=$place" \
            esp-read -p board --partition=data
        on esp32 esp-read -p board --partition=data --partition-table=$place -o got.bin
        assert_equal "$status: $stderr" "0: "
        cut_out 0x20000 0x1000 | cmp - got.bin
    done
    flash
    fails 2 "no partition table is at 0xb000 (the bytes $(cut_out 0xb000 2 | od -An -tx1 | cut -c2-), not aa 50, are there); one is at 0x8000: --partition-table=0x8000" \
        esp-read -p board --partition=nvs --partition-table=0xb000
    for place in "0x100000 (1 MiB)" "0x100000000 (4 GiB)"; do
        on esp32 esp-read -p board --partition=nvs --partition-table="${place%% *}"
        assert_equal "$status: $output" "2: "
        assert_regex "$stderr" "^esp-read: --partition-table: ${place%% *} .*(past the end of the 1 MiB flash|is too big)"
    done
}

@test "partitions: no table at all" {
    local where="nor is one at 0x8000 to 0x10000; --partition-table=OFFSET says where it is" program
    esp-mkflash blank 1M > flash.bin
    cp flash.bin before.bin
    echo x > x.bin
    for program in "esp-read --partition=nvs" "esp-erase --partition=nvs" "esp-write --partition=nvs x.bin" \
        "esp-verify --partition=nvs x.bin"; do
        # shellcheck disable=SC2086 # words
        fails 2 "no partition table is at 0x8000 (the flash is blank there); $where" $program -p board
    done
    fails 1 "no partition table is at 0x8000 (the flash is blank there); $where" esp-detect -p board --partitions
    # The advice: the table is where the message did not look.
    ROWS='  data data nvs 0x30000 0x1000' flash "$(CONTENTS='' ROWS='  data data nvs 0x30000 0x1000' table 0x20000)"
    fails 2 "no partition table is at 0x8000 (the flash is blank there); $where" esp-read -p board --partition=data
    on esp32 esp-read -q -p board --partition=data --partition-table=0x20000 -o got.bin
    assert_equal "$status: $stderr" "0: "
    # a small flash, and a chip that decrypts
    esp-mkflash blank 512k > flash.bin
    on esp8266ex esp-read -p board --partition=nvs
    assert_equal "$status: $stderr" "2: esp-read: board: no partition table is at 0x8000 (the flash is blank there); $where"
    esp-mkflash random 512k > flash.bin
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --fuses=crypt-count=1 -- \
        esp-read --partition=nvs
    assert_equal "$status" 2
    assert_regex "$stderr" "no partition table is at 0x8000 \(the bytes .. .., not aa 50, are there\); the flash is encrypted, and the table with it: give an address in place of a name"
}

# What is wrong with a table must be refused by each program.
untrusted() { # MESSAGE RECIPE
    flash "$2"
    echo x > x.bin
    fails 4 "$UNTRUSTED: $1; $ADVICE" esp-read -p board --partition=nvs
    fails 4 "$UNTRUSTED: $1; $ADVICE" esp-write -p board --force --partition=nvs x.bin
    fails 1 "$UNTRUSTED: $1; $ADVICE" esp-detect -p board --partitions
}

@test "partitions: a table that is damaged is refused, with the place of the damage" {
    untrusted "the MD5 at 0x80c0 is not that of the 6 rows before it" "$(table 0x8000 md5=wrong)"
    untrusted "the MD5 at 0x80c0 is not that of the 6 rows before it" "$(table)
damage 0x8004=01"
    untrusted "the row at 0x8040 begins with 0xff00, not with 0x50aa or ff" "$(table)
damage 0x8040=00ff"
    untrusted "the row at 0x80e0 follows the MD5, which does not cover it" "$(table)
at 0x80e0 hex $(row extra 1 0x42 0xc0000 0x1000)"
    fails 4 "$UNTRUSTED: the row at 0x80e0 follows the MD5, which does not cover it; $ADVICE" \
        esp-erase -p board --partition=nvs
    fails 4 "$UNTRUSTED: the row at 0x80e0 follows the MD5, which does not cover it; $ADVICE" \
        esp-verify -p board --partition=nvs x.bin
}

@test "partitions: names that repeat, rows that overlap, are empty or end beyond the flash" {
    local rows=$ROWS
    ROWS="$rows
  nvs data nvs 0xc0000 0x1000"
    untrusted "the rows at 0x8000 and 0x80c0 have the same name nvs" "$(table)"
    ROWS="$rows
  x data nvs 0xaf000 0x1000"
    untrusted "x (0xaf000-0xaffff, row at 0x80c0) overlaps files (0x90000-0xaffff)" "$(table)"
    ROWS="$rows
  x data nvs 0x7000 0x2000"
    untrusted "x (0x7000-0x8fff, row at 0x80c0) overlaps the table (0x8000-0x8fff)" "$(table)"
    ROWS="$rows
  x data nvs 0xc0000 0"
    untrusted "the row at 0x80c0 (x) has the size 0" "$(table)"
    ROWS="$rows
  x data nvs 0xff000 0x2000"
    untrusted "the row at 0x80c0 (x) ends at 0x101000, and the flash at 0x100000" "$(table)"
    ROWS="$rows
  x data nvs 0xfffff000 0xfffff000"
    untrusted "the row at 0x80c0 (x) ends at 0x1ffffe000, and the flash at 0x100000" "$(table)"
}

@test "partitions: as many rows as a table can have, and one more" {
    local i many="" rows=$ROWS
    for i in $(seq 0 87); do
        many+=$(printf '\n  n%d 0x40 7 0x%x 0x1000' "$i" $((0xa0000 + i * 4096)))
    done
    ROWS="  nvs data nvs 0x9000 0x5000$many"
    flash
    on esp32 esp-read -q -p board --partition=n87 -o got.bin
    assert_success
    cut_out $((0xa0000 + 87 * 4096)) 0x1000 | cmp - got.bin
    on esp32 esp-read -p board --partition=absent
    assert_equal "$status" 2
    assert_regex "$stderr" "has no partition absent; it has nvs, n0, .*, \.\.\.$"
    assert [ ${#stderr} -lt 400 ]
    for i in $(seq 88 95); do
        many+=$(printf '\n  n%d 0x40 7 0x%x 0x800' "$i" $((0xf8000 + (i - 88) * 2048)))
    done
    ROWS="${many#?}"
    untrusted "the rows go on to 0x8c00, and no row of ff ends them" "$(table 0x8000 md5=no)"
    ROWS=$rows
}

@test "partitions: esp-erase erases the partition, and nothing beside it" {
    local chip path
    for chip in esp32 esp8266ex; do
        for path in "" --no-stub; do
            flash
            head -c 20480 /dev/zero | tr '\0' '\377' > blank.bin
            put blank.bin 0x9000
            on $chip esp-erase $path -p board --partition=nvs
            assert_equal "$status" 0
            assert_regex "$stderr" "esp-erase: board: erased 20 KiB of 20 KiB at 0x9000 in nvs, in [0-9.]+ s$"
            cmp expect.bin flash.bin
        done
    done
    ROWS="$ROWS
  odd data 0x41 0xc0000 0x1800"
    flash
    fails 4 "the partition odd (0xc0000-0xc17ff) is not whole sectors of 4096 bytes, in which flash is erased; name these with --offset and --size" \
        esp-erase -p board --partition=odd
    on esp32 esp-erase -q -p board --offset=0xc0000 --size=0x2000
    assert_equal "$status: $stderr" "0: "
}

@test "partitions: esp-verify compares with the partition" {
    flash
    cut_out 0x9000 0x5000 > nvs.bin
    on esp32 esp-verify -p board --partition=nvs nvs.bin
    assert_equal "$status: $stderr$output" "0: "
    on esp8266ex esp-verify -p board --partition=nvs nvs.bin
    assert_equal "$status: $stderr$output" "0: "
    printf x | dd of=nvs.bin bs=1 seek=5000 conv=notrunc status=none
    on esp32 sh -c 'esp-detect -p board | esp-verify --partition=nvs nvs.bin'
    assert_equal "$status: $output" "1: 0x0000a000-0x0000afff 4096"
    on esp32 esp-verify -p board --read --partition=nvs nvs.bin
    assert_equal "$status" 1
    assert_regex "$output" "^41865 +[0-7]+ 170$"
    on esp32 esp-verify -p board --partition=nvs before.bin
    assert_equal "$status: $stderr" "1: esp-verify: before.bin (1 MiB) is larger than the partition nvs (0x9000-0xdfff), which has 20 KiB"
}

@test "partitions: an encrypted flash is told, and takes no plain text" {
    flash
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --fuses=crypt-count=1 --port=pty:board -- \
        esp-read -p board --partition=app0 -o app.bin
    assert_success
    assert_regex "$stderr" "esp-read: board: the flash is encrypted: this dump is of use on this chip only, and is ciphertext"
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --fuses=crypt-count=1 --port=pty:board -- \
        esp-read -p board --partition=nvs -o nvs.bin
    run ! grep -q ciphertext <<< "$stderr"
    head -c 8192 nvs.bin > plain.bin
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --fuses=crypt-count=1 --port=pty:board -- \
        esp-write -q -p board --partition=nvs plain.bin # NVS is never encrypted
    assert_success
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --fuses=crypt-count=1 --port=pty:board -- \
        esp-write -p board --partition=otadata plain.bin
    assert_equal "$status" 4
    assert_regex "$stderr" "nothing tells that plain.bin was encrypted by this chip; --force"
    cmp before.bin flash.bin
}
