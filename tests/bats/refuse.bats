#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-write, esp-verify, esp-erase and esp-reset on a board: requests that they refuse
# without a change of the flash, and requests that only give a notice.

setup() {
    load lib/helper
    common_setup
    esp-mkflash firmware 256k > image.bin
    printf '\xe9\x01\x03\x10' | dd of=image.bin conv=notrunc status=none # 256 KB, it says
    esp-mkflash random 256k 7 > flash.bin
    MAC=a0:20:a6:16:45:d2
    FORCE="; --force writes it all the same"
}

teardown() {
    board_stop
}

# Runs COMMAND with the board's port, "board", in the environment.
on_board() { # [SIMULATOR-OPTION...] -- COMMAND...
    cp flash.bin before.bin
    run --separate-stderr esp-sim --port=pty:board --flash=flash.bin --stats=stats.json "$@"
    stat_is '.flash.violations == 0 and .watchdog_resets == 0' stats.json
}

untouched() {
    cmp before.bin flash.bin
    stat_is '.flash | .sector_erases + .block32_erases + .block64_erases + .chip_erases + .page_programs == 0' \
        stats.json
    stat_is '.flash.status_writes == 0' stats.json
}

# The message must be the only one, and the flash must stay unchanged.
on_board_refused() { # STATUS MESSAGE [SIMULATOR-OPTION...] -- PROGRAM ARG...
    local want=$1 message=$2
    shift 2
    on_board "$@" < /dev/null
    assert_equal "$stderr" "$message"
    assert_equal "$status" "$want"
    assert_output ""
    untouched
}

# The message must come first, then the report of the write.
on_board_written() { # MESSAGE [SIMULATOR-OPTION...] -- esp-write ARG...
    local message=$1
    shift
    on_board "$@" < /dev/null
    assert_equal "$status" 0
    assert_output ""
    assert_equal "${stderr%$'\n'*}" "$message"
    assert_regex "${stderr##*$'\n'}" "^esp-write: board: wrote .* sectors had to change, in [0-9.]+ s$"
}

# A program for another chip of the family: its first 24 bytes, and some bytes more.
later_image() { # CHIP-NUMBER
    printf '\xe9\x02\x02\x20\x00\x05\x38\x40\xee\x00\x00\x00'
    printf '%b' "\\x$1" '\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01'
    esp-mkflash random 256k "$((16#$1))" | head -c 4072
}

# The flash must begin with FILE, and the rest must be unchanged.
flash_begins_with() {
    cmp "$1" <(head -c "$(stat -c %s "$1")" flash.bin)
    cmp <(tail -c +$(($(stat -c %s "$1") + 1)) before.bin) <(tail -c +$(($(stat -c %s "$1") + 1)) flash.bin)
}

# Makes dump.bin with its description, from a board with these options.  flash.bin stays as
# it is.
make_dump() { # [SIMULATOR-OPTION...] -- [ESP-READ-OPTION...]
    local options=()
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    esp-sim --flash=image.bin "${options[@]}" -- esp-read -q -o dump.bin "$@" < /dev/null
}

@test "refuse: an image for another chip where the board starts from" {
    later_image 05 > c3.bin
    later_image 00 > esp32.bin
    on_board_refused 4 "esp-write: board: c3.bin is for an ESP32-C3, and this is an ESP8266EX$FORCE" \
        -- esp-write c3.bin
    on_board_refused 4 "esp-write: board: esp32.bin is for an ESP32, and this is an ESP8266EX$FORCE" \
        -- esp-write --clone 64k c3.bin 0 esp32.bin
    on_board_written "esp-write: board: c3.bin is for an ESP32-C3, and this is an ESP8266EX" -- esp-write --force c3.bin
    flash_begins_with c3.bin
}

@test "refuse: an image for another chip is data elsewhere" {
    later_image 05 > c3.bin
    on_board -- esp-write --offset=64k c3.bin < /dev/null
    assert_equal "$status" 0
    assert_regex "$stderr" "^esp-write: board: wrote c3.bin, 4 KiB at 0x10000; 1 of 1 sectors had to change, in "
    cmp c3.bin <(tail -c +65537 flash.bin | head -c 4096)
}

@test "refuse: a whole dump of another chip, blank up to its bootloader" {
    head -c 4k /dev/zero | tr '\0' '\377' > blank
    later_image 00 | cat blank - > esp32.bin
    later_image 05 | cat blank blank - > c3.bin
    on_board_refused 4 "esp-write: board: esp32.bin is for an ESP32, and this is an ESP8266EX$FORCE" \
        -- esp-write esp32.bin
    on_board_refused 4 "esp-write: board: c3.bin is for an ESP32-C3, and this is an ESP8266EX$FORCE" \
        -- esp-write c3.bin
    on_board_written "esp-write: board: esp32.bin is for an ESP32, and this is an ESP8266EX" -- \
        esp-write --force esp32.bin
    flash_begins_with esp32.bin
}

@test "refuse: a packed image, from a file and from a pipe" {
    gzip -n < image.bin > image.bin.gz
    on_board_refused 4 "esp-write: board: image.bin.gz is gzip, which has to be unpacked first$FORCE" \
        -- esp-write image.bin.gz
    on_board -- esp-write - < image.bin.gz
    assert_equal "$status: $stderr" \
        "4: esp-write: board: standard input is gzip, which has to be unpacked first$FORCE"
    untouched
    on_board_written "esp-write: board: image.bin.gz is gzip, which has to be unpacked first" -- \
        esp-write --force image.bin.gz
    flash_begins_with image.bin.gz
}

@test "refuse: an image that is longer than the flash, even by force" {
    esp-mkflash firmware 512k > long.bin
    on_board_refused 4 "esp-write: long.bin (512 KiB) is longer than the 256 KiB flash" -- esp-write --force long.bin
    head -c 262145 long.bin > longer.bin
    on_board_refused 4 "esp-write: longer.bin (262145 bytes) is longer than the 256 KiB flash" -- esp-write longer.bin
}

@test "refuse: an image past the end of the flash, with what was meant" {
    head -c 4k image.bin > app.bin
    on_board_refused 4 "esp-write: app.bin: 0x65536 (405.3 KiB) is past the end of the 256 KiB flash; did you mean 65536?" \
        -- esp-write --force --offset=0x65536 app.bin
    on_board_refused 4 "esp-write: app.bin: 0x40000 (256 KiB) is past the end of the 256 KiB flash" \
        -- esp-write 0 image.bin 0x40000 app.bin
    on_board_refused 4 "esp-write: app.bin: 0x1000 bytes from 0x3f001 on go past the end of the 256 KiB flash" \
        -- esp-write --offset=0x3f001 app.bin
}

@test "refuse: a dump of another board, unless it is to be a clone" {
    local other=5c:cf:7f:01:02:03
    make_dump --mac=$other -- --size=64k
    local why="esp-write: board: dump.bin was read from the board $other, and this one is $MAC"
    on_board_refused 4 "$why; --clone writes it all the same" -- esp-write dump.bin
    local identity="esp-write: board: this board now carries the identity of MAC $other; reset it to factory settings before it joins the network"
    on_board_refused 4 "$why; --clone writes it all the same" -- esp-write --force dump.bin
    on_board -- esp-write --clone dump.bin < /dev/null
    assert_equal "$status" 0
    assert_equal "$(sed 2d <<< "$stderr")" "$why
$identity"
    flash_begins_with dump.bin
    on_board -- esp-write --clone --dry-run dump.bin < /dev/null
    assert_equal "$status: $stderr" "0: $why"
    flash_begins_with dump.bin
    on_board --mac=$other -- esp-write -q dump.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
}

@test "refuse: a dump of another chip, unless by force" {
    make_dump -- --size=64k
    local why="esp-write: board: dump.bin was read with chip=ESP8266EX, and here it is ESP8285"
    on_board_refused 4 "$why$FORCE" --chip=esp8285 -- esp-write --clone dump.bin
    on_board_written "$why" --chip=esp8285 -- esp-write --force dump.bin
    flash_begins_with dump.bin
}

@test "refuse: a dump of another size of flash, unless by force" {
    make_dump -- --size=64k
    esp-mkflash random 512k 7 > flash.bin
    local why="esp-write: board: dump.bin was read with flash-size=262144, and here it is 524288"
    on_board_refused 4 "$why$FORCE" -- esp-write --clone dump.bin
    on_board_written "$why" -- esp-write --force dump.bin
    flash_begins_with dump.bin
}

@test "refuse: a dump that is not what its description says, unless by force" {
    make_dump -- --size=64k
    cp dump.bin good.bin
    cp dump.bin.meta good.meta
    printf 'more' >> dump.bin
    on_board_refused 4 "esp-write: dump.bin is not what dump.bin.meta describes: it has 65540 bytes, not 65536$FORCE" \
        -- esp-write dump.bin
    cp good.bin dump.bin
    printf '\x5a' | dd of=dump.bin bs=1 seek=5000 conv=notrunc status=none
    on_board_refused 4 "esp-write: dump.bin is not what dump.bin.meta describes: its contents were changed$FORCE" \
        -- esp-write --clone dump.bin
    on_board_written "esp-write: dump.bin is not what dump.bin.meta describes: its contents were changed" \
        -- esp-write --force dump.bin
    flash_begins_with dump.bin
    cp good.bin dump.bin
    head -c 20 good.meta > dump.bin.meta
    on_board_refused 4 "esp-write: dump.bin is not what dump.bin.meta describes: that describes no dump$FORCE" \
        -- esp-write dump.bin
    on_board_written "esp-write: dump.bin is not what dump.bin.meta describes: that describes no dump" \
        -- esp-write --force dump.bin
    flash_begins_with dump.bin
}

@test "a part of a dump goes back where it came from, and is compared there" {
    make_dump -- --offset=64k --size=10k
    on_board -- esp-verify dump.bin < /dev/null
    assert_equal "$status: $stderr: $output" "1: : 0x00010000-0x000127ff 10240"
    untouched
    on_board -- esp-write -q dump.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
    cp before.bin expect.bin
    dd if=dump.bin of=expect.bin bs=64k seek=1 conv=notrunc status=none
    cmp expect.bin flash.bin
    on_board -- esp-verify --offset=0 dump.bin < /dev/null
    assert_equal "$status: $stderr: $output" \
        "1: esp-verify: dump.bin was read from 0x10000, and is meant for 0x0 now: 0x00000000-0x000027ff 10240"
    untouched
}

@test "a header that claims a larger flash is told of, and written as it is" {
    printf '\xe9\x01\x00\x40' | dd of=image.bin conv=notrunc status=none # 4 MB, it says
    on_board_written "esp-write: board: image.bin expects a flash of 4 MiB, and this board has 256 KiB" \
        -- esp-write image.bin
    cmp image.bin flash.bin
}

@test "data where the board starts from is told of, and written" {
    esp-mkflash random 256k 3 > data.bin
    on_board_written "esp-write: board: data.bin does not begin as a program does, so the board will not start with it" \
        -- esp-write data.bin
    cmp data.bin flash.bin
}

@test "esp-write: --dry-run prints one line, and means what a write then does" {
    esp-mkflash blank 256k > flash.bin
    head -c 8k image.bin | dd of=flash.bin conv=notrunc status=none
    head -c 64k image.bin > part.bin
    printf '\xff' | dd of=part.bin bs=1 seek=5000 conv=notrunc status=none
    on_board -- esp-write --dry-run part.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
    assert_regex "$output" "^port=board bytes=65536 sectors=16 changed=16 erase=2 sent=[0-9]+ line-ms=[0-9]+ flash-ms=[0-9]+$"
    untouched
    on_board -- esp-write -q part.bin < /dev/null
    stat_is '.flash | .sector_erases == 2 and .block32_erases + .block64_erases == 0' stats.json
    on_board -- esp-write -n part.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
    assert_output "port=board bytes=65536 sectors=16 changed=0 erase=0 sent=0 line-ms=0 flash-ms=0"
    untouched
}

@test "refuse: a board that was swapped for the one of the device line, in each program" {
    cp flash.bin before.bin
    board_start --port=pty:board --flash=flash.bin --stats=stats.json
    local known real
    for command in "esp-write --force --clone image.bin" "esp-verify image.bin" "esp-erase --all --force" esp-reset; do
        while read -r known real; do
            # shellcheck disable=SC2086 # a command with its options
            run --separate-stderr $command <<< "port=board $known"
            assert_equal "$status: $stderr: $output" \
                "4: ${command%% *}: board: another board is on that port now: its ${known%%=*} is $real, not ${known#*=}: "
        done <<KNOWN
mac=5c:cf:7f:01:02:03 $MAC
chip=ESP8285 ESP8266EX
flash-id=ef4016 ef4012
KNOWN
    done
    board_stop
    untouched
}

@test "--after=stay leaves the stub for the next program, which goes on without a reset" {
    board_start --port=rfc2217 --flash=flash.bin --stats=stats.json
    esp-detect -p "$PORT" --after=stay > line
    assert_regex "$(cat line)" "^port=$PORT .* state=stub$"
    esp-write -q --after=stay image.bin < line
    esp-verify --after=stay image.bin < line
    esp-erase -q --after=stay --offset=64k --size=4k < line
    run esp-verify -q --after=stay image.bin < line
    assert_equal "$status: $output" "1: "
    board_stop
    stat_is '.resets == 2' stats.json # power-on, and esp-detect's
    head -c 4k /dev/zero | tr '\0' '\377' | dd of=image.bin bs=4k seek=16 conv=notrunc status=none
    cmp image.bin flash.bin
}

@test "esp-verify: an image past the end of the flash is not there" {
    esp-mkflash firmware 512k > long.bin
    on_board_refused 1 "esp-verify: long.bin (512 KiB) is longer than the 256 KiB flash" -- esp-verify long.bin
    head -c 4k image.bin > app.bin
    on_board_refused 1 "esp-verify: app.bin: 0x65536 (405.3 KiB) is past the end of the 256 KiB flash; did you mean 65536?" \
        -- esp-verify --read --offset=0x65536 app.bin
    on_board_refused 1 "esp-verify: app.bin: 0x1000 bytes from 0x3f001 on go past the end of the 256 KiB flash" \
        -- esp-verify -q --offset=0x3f001 app.bin
}

@test "esp-verify: -q answers by the exit status alone" {
    head -c 64k flash.bin > same.bin
    head -c 64k image.bin > other.bin
    for options in -q "-q --read"; do
        # shellcheck disable=SC2086 # several options
        on_board_refused 1 "" -- esp-verify $options other.bin
        # shellcheck disable=SC2086
        on_board_refused 0 "" -- esp-verify $options same.bin
    done
}

@test "esp-verify: a list that cannot be printed is an error, not an answer" {
    for options in "" --read; do
        # shellcheck disable=SC2086 # perhaps no option
        on_board -- sh -c 'exec "$@" > /dev/full' sh esp-verify $options image.bin < /dev/null
        assert_equal "$status: $stderr" "2: esp-verify: writing standard output: No space left on device"
        untouched
    done
    head -c 64k flash.bin > other.bin
    printf '\x5a' | dd of=other.bin bs=1 seek=5000 conv=notrunc status=none
    on_board -- sh -c 'esp-verify --read other.bin > /dev/full' < /dev/null # noticed at the very end
    assert_equal "$status: $stderr" "2: esp-verify: writing standard output: No space left on device"
}

@test "esp-verify: --read into head ends when head does" {
    # shellcheck disable=SC2016 # for that shell
    on_board -- bash -c 'esp-verify --read image.bin | head -n 2; echo "${PIPESTATUS[0]}"' < /dev/null
    cmp -l flash.bin image.bin | head -n 2 | tr -s ' ' | sed 's|^ ||' > expect
    echo 141 >> expect # 128 + SIGPIPE
    assert_equal "$(tr -s ' ' <<< "$output")" "$(cat expect)"
    assert_equal "$stderr" ""
    # Most of the flash was not read.
    stat_is ".uart.sent < 160000" stats.json
}

@test "esp-erase: a range past the end erases nothing" {
    on_board_refused 2 "esp-erase: 0x200000 (2 MiB) is past the end of the 256 KiB flash" \
        -- esp-erase --offset=0x200000 --size=4k
    on_board_refused 2 "esp-erase: 0x400000 (4 MiB) is more than the 256 KiB flash; did you mean 0x40000?" \
        -- esp-erase --force --offset=0 --size=0x400000
    on_board_refused 2 "esp-erase: 0x10000 bytes from 0x38000 on go past the end of the 256 KiB flash; 0x8000 are left there" \
        -- esp-erase --offset=0x38000 --size=64k
}

@test "esp-erase: the range that it offers for an unaligned one is one that it takes" {
    on_board_refused 2 "esp-erase: flash is erased in sectors of 4096 bytes: 0x1000 bytes from 0x1fff on lie in those of --offset=0x1000 --size=0x2000" \
        -- esp-erase --offset=0x1fff --size=4k
    # shellcheck disable=SC2046 # two options
    on_board -- esp-erase -q $(grep -o -e '--offset=.*' <<< "$stderr") < /dev/null
    assert_equal "$status: $stderr" "0: "
    head -c 8k /dev/zero | tr '\0' '\377' | dd of=before.bin bs=4k seek=1 conv=notrunc status=none
    cmp before.bin flash.bin
}

@test "esp-erase: --all tells how much there was to erase" {
    local time='[0-9]+\.[0-9] s$'
    head -c 64k /dev/zero | tr '\0' '\377' | dd of=flash.bin bs=64k seek=2 conv=notrunc status=none
    on_board -- esp-erase --all < /dev/null
    assert_equal "$status: $output" "0: "
    assert_regex "${stderr##*$'\n'}" "^esp-erase: board: erased 192 KiB of 256 KiB at 0x0; the rest was blank, in $time"
    esp-mkflash blank 256k | cmp - flash.bin
    on_board -- esp-erase --all < /dev/null
    assert_regex "${stderr##*$'\n'}" "^esp-erase: board: 256 KiB at 0x0 were blank already, $time"
    untouched
    on_board -- esp-erase --all --force < /dev/null
    assert_regex "${stderr##*$'\n'}" "^esp-erase: board: erased 256 KiB of 256 KiB at 0x0, in $time"
}

@test "esp-reset: on a pty the stub restarts the board, and what the device line knew is passed on" {
    cp image.bin flash.bin # a program that runs
    board_start --port=pty:board --flash=flash.bin --stats=stats.json --flood
    run --separate-stderr esp-reset <<< "port=board connect-baud=115200 mac=$MAC state=rom place=the%20attic usb-serial=A1"
    assert_equal "$status: $stderr" "0: "
    assert_regex "$output" "^port=board .*chip=ESP8266EX"
    tr ' ' '\n' <<< "$output" | sort > keys
    assert_equal "$(cat keys)" "chip=ESP8266EX
crystal=26000000
features=wifi
flash-id=ef4012
flash-size=262144
mac=$MAC
place=the%20attic
port=board
usb-serial=A1"
    application_starts board
    board_stop
    stat_is '.resets == 1' stats.json # power-on: the ROM boots without another
    stat_is '.flash.page_programs + .flash.sector_erases == 0' stats.json
}

@test "esp-reset: without lines --bootloader takes a board that is there, and else says what to do" {
    board_start --port=pty:board --flash=flash.bin
    run --separate-stderr esp-reset -p board --bootloader
    assert_equal "$status: $stderr" "0: "
    assert_regex "$output" "^port=board .*state=rom$"
    esp-detect -p board --after=stay > line
    assert_regex "$(cat line)" "state=stub$"
    run --separate-stderr esp-reset --bootloader < line
    assert_equal "$status: $stderr: $output" \
        "3: esp-reset: board: this port has no lines to reset the chip: hold GPIO0 low and reset it by hand: "
    run --separate-stderr esp-reset --no-stub < line
    assert_equal "$status: $stderr: $output" \
        "3: esp-reset: board: this port has no line to reset the board with: do it by hand: "
}
