#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-write and images that come through a pipe: what lost its end on the way is refused.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
    esp-mkflash random 1M 7 > flash.bin
    cp flash.bin before.bin
    WHY="perhaps the program before the pipe failed, and the rest is missing: write a file in place of a pipe, best one with its description"
    HEADER="its header names a flash of 1 MiB"
}

# Runs COMMAND with the board's port, "board", in the environment.
on_board() { # [SIMULATOR-OPTION...] -- COMMAND...
    run --separate-stderr esp-sim --port=pty:board --flash=flash.bin --stats=stats.json "$@" < /dev/null
}

# not_written MESSAGE COMMAND: the message must be the only one, and nothing is changed.
not_written() {
    on_board -- bash -c "$2"
    assert_equal "$2: $status: $stderr" "$2: 4: esp-write: board: $1: $WHY; --short writes it all the same"
    assert_output ""
    cmp before.bin flash.bin
    stat_is '.flash | .sector_erases + .block32_erases + .block64_erases + .chip_erases + .page_programs == 0' \
        stats.json
}

# goes_through CHIP COMMAND IMAGE: the write says nothing, and the flash begins with IMAGE.
goes_through() {
    cp before.bin flash.bin
    on_board --chip="$1" -- bash -c "$2"
    assert_equal "$2: $status: $stderr" "$2: 0: "
    cmp "$3" <(head -c "$(stat -c %s "$3")" flash.bin)
}

@test "pipe: a dump that was cut on its way is refused, and --short allows it" {
    esp-mkflash firmware 1M > dump.bin
    gzip < dump.bin | head -c 100000 > cut.gz
    gunzip < cut.gz > cut.bin 2> gunzip.said || true
    size=$(stat -c %s cut.bin)
    [ "$size" -gt 100000 ]
    [[ $(esp-imgedit --info cut.bin | head -n 1) =~ "cut.bin: "([^,]*), ]]
    number=${BASH_REMATCH[1]}
    for command in 'gunzip 2> /dev/null < cut.gz | esp-write -' 'esp-write <(gunzip 2> /dev/null < cut.gz)' \
        'esp-write - < cut.bin' 'gunzip 2> /dev/null < cut.gz | esp-write --force --clone /dev/stdin'; do
        title="standard input"
        [[ $command != *"<("* ]] || title=/dev/fd/63
        [[ $command != */dev/stdin ]] || title=/dev/stdin
        not_written "$title ended after $number, and $HEADER" "$command"
    done
    not_written "standard input ended after 448 KiB, and $HEADER" 'head -c 448k dump.bin | esp-write --dry-run -'
    on_board -- sh -c 'head -c 448k dump.bin | esp-write --short -'
    assert_success
    assert_regex "${stderr_lines[0]}" "^esp-write: board: wrote standard input, 448 KiB at 0x0;"
    cmp <(head -c 448k dump.bin) <(head -c 448k flash.bin)
}

@test "pipe: a read that failed in front of the write leaves the second board as it was" {
    esp-mkflash firmware 1M > first.bin
    on_board -- sh -c 'esp-sim --port=pty:first --flash=first.bin --unplug=to-host:100000 -- esp-read -q -p first 2> said |
        esp-write -p board -'
    assert_regex "$(cat said)" "^esp-read: first: "
    assert_equal "$status" 4
    assert_regex "$stderr" "^esp-write: board: standard input ended after [0-9.]+ KiB, and $HEADER: $WHY; --short"
    cmp before.bin flash.bin
}

@test "pipe: what shows its end goes through" {
    esp-mkflash firmware 1M > dump.bin
    goes_through esp8266ex "gzip < dump.bin | gunzip | esp-write -q -" dump.bin
    cook program.bin <<< "$RECIPE_PLAIN"
    goes_through esp8266ex "cat program.bin | esp-write -q -" program.bin
    esp-imgedit --flash-size=512k --pad=512k program.bin > padded.bin
    goes_through esp8266ex "cat padded.bin | esp-write -q -" padded.bin
    cook sketch.bin <<< "${RECIPE_ARDUINO#size 1M}"
    goes_through esp8266ex "cat sketch.bin | esp-write -q -" sketch.bin
    # A whole dump of another board, whose flash is smaller.
    esp-mkflash firmware 512k > small.bin
    printf '\x00' | dd of=small.bin bs=1 seek=3 conv=notrunc status=none
    goes_through esp8266ex "cat small.bin | esp-write -q -" small.bin
    # A merged image of an ESP32 ends with its application.
    cook merged.bin <<< "${RECIPE_DUMP/size 4M/}"
    goes_through esp32 "cat merged.bin | esp-write -q -" merged.bin
    # Elsewhere an image may be anything.
    head -c 5000 before.bin > data.bin
    on_board -- sh -c 'cat data.bin | esp-write -q --offset=64k -'
    assert_equal "$status: $stderr" "0: "
}

@test "pipe: what is refused tells what the image has" {
    head -c 200k before.bin > data.bin
    not_written "standard input ended after 200 KiB, and no whole program is in it" 'cat data.bin | esp-write -'
    cook program.bin <<< "$RECIPE_PLAIN"
    end=$(printf '0x%x' "$(stat -c %s program.bin)")
    cp program.bin mixed.bin
    printf "\x00" | dd of=mixed.bin bs=1 seek=3 conv=notrunc status=none # 512 KiB, it says
    truncate -s 600k mixed.bin
    not_written "standard input ended after 600 KiB, and the last part that is known in it, bootloader, ends at $end" \
        'cat mixed.bin | esp-write -'
    # Packed data of any length is told to be packed.
    gzip < data.bin | head -c 50000 > cut.gz
    on_board -- sh -c 'esp-write - < cut.gz'
    assert_equal "$status: $stderr" \
        "4: esp-write: board: standard input is gzip, which has to be unpacked first; --force writes it all the same"
    # Intel HEX has a mark at its end.
    esp-imgedit --format=hex data.bin > data.hex
    on_board -- sh -c 'cat data.hex | esp-write -q -'
    assert_equal "$status" 0
    head -n -1 data.hex > cut.hex
    on_board -- sh -c 'cat cut.hex | esp-write -q -'
    assert_equal "$status" 2
}

@test "pipe: a program that is cut needs --short, too, if --force allows that it is broken" {
    esp-mkflash esp32 1M > dump.bin
    on_board --chip=esp32 -- bash -c 'head -c 68k dump.bin | esp-write --force -'
    assert_equal "$status" 4
    assert_regex "${stderr_lines[0]}" "it is cut short$"
    assert_regex "${stderr_lines[1]}" "standard input ended after 68 KiB, .*; --short writes it all the same$"
    cmp before.bin flash.bin
}

@test "write: all that has to be allowed is told at once" {
    esp-mkflash firmware 256k > first.bin
    printf "\xe9\x01\x03\x10" | dd of=first.bin conv=notrunc status=none # 256 KiB, it says
    esp-sim --flash=first.bin --mac=5c:cf:7f:01:02:03 -- esp-read -q -o dump.bin --size=64k < /dev/null
    printf '\x5a' | dd of=dump.bin bs=1 seek=5000 conv=notrunc status=none
    local FORCE="; --force writes it all the same" CLONE="; --clone writes it all the same"
    local changed="esp-write: dump.bin is not what dump.bin.meta describes: its contents were changed"
    local size="esp-write: board: dump.bin was read with flash-size=262144, and here it is 1048576"
    local other="esp-write: board: dump.bin was read from the board 5c:cf:7f:01:02:03, and this one is a0:20:a6:16:45:d2"
    refuses() { # MESSAGES ESP-WRITE-OPTION...
        on_board -- esp-write "${@:2}" dump.bin
        assert_equal "$status: $stderr" "4: $1"
        cmp before.bin flash.bin
    }
    refuses "$changed$FORCE" # without the board
    refuses "$changed"$'\n'"$other$CLONE"$'\n'"$size" --force
    refuses "$changed$FORCE" --clone
    esp-sim --flash=first.bin --mac=5c:cf:7f:01:02:03 -- esp-read -q -o dump.bin --size=64k < /dev/null
    refuses "$other$CLONE"$'\n'"$size$FORCE"
    refuses "$other"$'\n'"$size$FORCE" --clone
    on_board -- esp-write -q --force --clone dump.bin
    assert_equal "$status: $stderr" "0: "
    cmp dump.bin <(head -c 64k flash.bin)
}
