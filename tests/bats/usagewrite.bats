#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Messages and exit statuses, without a board, of the programs that change or compare flash:
# wrong operands, images that cannot be read, and images of the wrong kind.

bats_require_minimum_version 1.5.0

setup() {
    load lib/helper
    common_setup
    MISSING=/dev/ttyNOTHING
}

wrong_write() {
    refused esp-write 2 "$1; try 'esp-write --help'" "${@:2}"
}

# Makes an image of SIZE bytes with a description, as esp-read writes them.
described_image() { # FILE SIZE KEY=VALUE...
    head -c "$2" /dev/zero > "$1"
    echo "port=$MISSING ${*:3} size=$2 sha256=$(sha256sum < "$1" | cut -d' ' -f1)" > "$1.meta"
}

@test "usage: esp-write and esp-verify want an image" {
    for program in esp-write esp-verify; do
        refused $program 2 "no image is given: name a file, or - for standard input; try '$program --help'"
    done
}

@test "usage: several images come in pairs with their addresses" {
    touch a.bin b.bin
    wrong_write "'a.bin' is no address: several images are given as pairs, 0x0 boot.bin 0x1000 app.bin" a.bin b.bin
    wrong_write "'-1' is no address: several images are given as pairs, 0x0 boot.bin 0x1000 app.bin" -- -1 a.bin
    wrong_write "'0x100000000' is no address: several images are given as pairs, 0x0 boot.bin 0x1000 app.bin" \
        0x100000000 a.bin
    wrong_write "no image after the address 0x1000" 0x0 a.bin 0x1000
    wrong_write "no image after the address 0x1000" 0x1000
    wrong_write "standard input can be one image, not two" 0 - 0x1000 -
    wrong_write "--offset is for one image; several have their addresses before them" --offset=0 0 a.bin
    refused esp-verify 2 "no image after the address 4k; try 'esp-verify --help'" 0 a.bin 4k
}

@test "usage: a file whose name is a number is an image where it is alone" {
    echo x > 0x1000
    run --separate-stderr esp-write -p "$MISSING" 0x1000
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-write: $MISSING: "
}

@test "usage: images that overlap are both named, whatever their order" {
    head -c 4097 /dev/zero > boot.bin
    head -c 100 /dev/zero > app.bin
    local message="boot.bin (0x0-0x1000) and app.bin (0x1000-0x1063) overlap"
    refused esp-write 2 "$message" -p "$MISSING" 0 boot.bin 0x1000 app.bin
    refused esp-verify 2 "$message" -p "$MISSING" 0x1000 app.bin 0 boot.bin
    run esp-write -p "$MISSING" 0 boot.bin 0x1001 app.bin
    assert_equal "$status" 3
}

@test "usage: an image that cannot be read is known before any port is touched" {
    mkdir folder
    touch empty
    for program in esp-write esp-verify; do
        refused $program 2 "opening missing.bin: No such file or directory" -p "$MISSING" missing.bin
        refused $program 2 "folder is a directory, not an image" -p "$MISSING" folder
        refused $program 2 "empty is empty" -p "$MISSING" empty
        refused $program 2 "standard input is empty" -p "$MISSING" -
        run --separate-stderr sh -c "$program -p $MISSING - < /dev/zero"
        assert_equal "$status" 2
        assert_equal "$stderr" "$program: standard input is longer than 32 MiB, and no flash is that large"
        run --separate-stderr sh -c "$program -p $MISSING - <&-"
        assert_equal "$stderr" "$program: standard input is empty"
    done
}

@test "usage: 32 MiB are read whole" {
    truncate -s 32M large.bin
    run --separate-stderr esp-write -p "$MISSING" large.bin
    assert_equal "$status" 3
    truncate -s 33554433 large.bin
    refused esp-write 2 "large.bin is longer than 32 MiB, and no flash is that large" -p "$MISSING" large.bin
}

@test "usage: a device line is no image, and the terminal gives none" {
    run --separate-stderr esp-write - <<< "port=$MISSING chip=ESP8266EX"
    assert_equal "$status" 2
    assert_equal "$stderr" \
        "esp-write: standard input is a device line, not an image: name the image's file in place of -"
    run --separate-stderr sh -c "echo port=$MISSING chip=ESP8266EX | esp-write /dev/stdin"
    assert_equal "$status" 2
    assert_equal "$stderr" \
        "esp-write: /dev/stdin is a device line, not an image: name the image's file in place of /dev/stdin"
    need script
    run script -qec "esp-write -p $MISSING -; echo status=\$?" /dev/null
    assert_line --partial "esp-write: the terminal is no place to take an image from: use < FILE or a pipe"
    assert_line --partial "status=2"
}

@test "usage: beside an image file, standard input is a device line; beside - it is the image" {
    echo data > image.bin
    for program in esp-write esp-verify; do
        run --separate-stderr $program image.bin <<< "port=$MISSING"
        assert_equal "$status" 3
        assert_regex "$stderr" "^$program: $MISSING: "
        ESPPORT=$MISSING run --separate-stderr $program - <<< "port no line"
        assert_equal "$status" 3
        assert_regex "$stderr" "^$program: $MISSING: "
    done
}

@test "usage: esp-write does not patch headers, and says who does" {
    echo data > image.bin
    for option in -fm -ffm -ff -fs=4MB --flash_mode --flash_size --flash_freq=40m --flash-mode=dout; do
        for program in esp-write esp-verify; do
            refused $program 2 "${option%%=*}: bytes are written as given; esp-imgedit changes image headers; try '$program --help'" \
                $option dio 0 image.bin
        done
    done
    wrong_write "unrecognized option '--flash-id'" --flash-id
    refused esp-write 2 "opening -fm: No such file or directory" -p "$MISSING" -- -fm
}

@test "usage: a dump that is not what its description says is refused before any port is touched" {
    described_image dump.bin 5000 offset=4096
    run --separate-stderr esp-write -p "$MISSING" dump.bin
    assert_equal "$status" 3
    echo more >> dump.bin
    local why="dump.bin is not what dump.bin.meta describes: it has 5005 bytes, not 5000"
    refused esp-write 4 "$why; --force writes it all the same" -p "$MISSING" dump.bin
    run --separate-stderr esp-write -p "$MISSING" --force dump.bin
    assert_equal "$status" 3
    assert_equal "${stderr_lines[0]}" "esp-write: $why"
    run --separate-stderr esp-verify -p "$MISSING" dump.bin
    assert_equal "$status" 3
    assert_equal "${stderr_lines[0]}" "esp-verify: $why"
}

@test "usage: a dump with changed contents, or a damaged description, is refused" {
    described_image dump.bin 5000 offset=4096
    printf x | dd of=dump.bin seek=4999 bs=1 conv=notrunc status=none
    refused esp-write 4 "dump.bin is not what dump.bin.meta describes: its contents were changed; --force writes it all the same" \
        -p "$MISSING" dump.bin
    for text in 'hello world' 'port=x' 'size=many' 'size=5000 offset=-1' 'size=5000 size=5000' ''; do
        echo "$text" > dump.bin.meta
        refused esp-write 4 "dump.bin is not what dump.bin.meta describes: that describes no dump; --force writes it all the same" \
            -p "$MISSING" dump.bin
    done
    rm dump.bin.meta
    mkdir dump.bin.meta
    refused esp-write 2 "reading dump.bin.meta: not a plain file; remove it, or copy dump.bin elsewhere" -p "$MISSING" dump.bin
}

@test "usage: a dump that goes elsewhere than it came from is told of" {
    described_image dump.bin 5000 offset=4096
    run --separate-stderr esp-write -p "$MISSING" --offset=0 dump.bin
    assert_equal "${stderr_lines[0]}" "esp-write: dump.bin was read from 0x1000, and is meant for 0x0 now"
    run --separate-stderr esp-write -p "$MISSING" --offset=4k dump.bin
    assert_equal "${#stderr_lines[@]}" 1
}

@test "usage: esp-erase erases only what it is told in so many words" {
    wrong_erase() {
        refused esp-erase 2 "$1; try 'esp-erase --help'" -p "$MISSING" "${@:2}"
    }
    wrong_erase "say what to erase: --all, --offset=N --size=N, or --partition=NAME"
    wrong_erase "say what to erase: --all, --offset=N --size=N, or --partition=NAME" --force
    wrong_erase "--offset and --size go together" --offset=0
    wrong_erase "--offset and --size go together" --size=4k
    wrong_erase "--all does not go with --offset" --all --offset=0 --size=4k
    wrong_erase "--all does not go with --size" --all --size=4k
    wrong_erase "unexpected operand '0x1000'" --all 0x1000
}

@test "usage: esp-erase offers the sectors that hold a range" {
    unaligned() { # OFFSET SIZE MESSAGE-OFFSET MESSAGE-SIZE OFFERED-OFFSET OFFERED-SIZE
        refused esp-erase 2 "flash is erased in sectors of 4096 bytes: $4 bytes from $3 on lie in those of --offset=$5 --size=$6" \
            -p "$MISSING" --offset="$1" --size="$2"
    }
    unaligned 4097 1 0x1001 0x1 0x1000 0x1000
    unaligned 0x1000 5000 0x1000 0x1388 0x1000 0x2000
    unaligned 0x1fff 4k 0x1fff 0x1000 0x1000 0x2000
    unaligned 0x1fff 0x1002 0x1fff 0x1002 0x1000 0x3000
    refused esp-erase 2 "--size: 0 is too small: at least 1" -p "$MISSING" --offset=0 --size=0
}

@test "usage: esp-erase offers no sectors for a decimal number behind 0x, nor past any flash's end" {
    refused esp-erase 2 "--offset: 0x262144 (2.4 MiB) is no multiple of a sector's 4096 bytes; did you mean 262144?" \
        -p "$MISSING" --offset=0x262144 --size=4k
    refused esp-erase 2 "--size: 0x4194304 (65.6 MiB) is no multiple of a sector's 4096 bytes; did you mean 4194304?" \
        -p "$MISSING" --offset=0 --size=0x4194304
    refused esp-erase 2 "0x1000001 (16777217 bytes) is past the end of the 16 MiB that a flash can have" \
        -p "$MISSING" --offset=0x1000001 --size=4k
    refused esp-erase 2 "0x2000 bytes from 0xfff001 on go past the end of the 16 MiB that a flash can have; 0xfff are left there" \
        -p "$MISSING" --offset=0xfff001 --size=8k
}

@test "usage: esp-reset has one way to leave the board" {
    refused esp-reset 2 "--run and --bootloader do not go together; try 'esp-reset --help'" --run --bootloader
    refused esp-reset 2 "unrecognized option '--after=...'; try 'esp-reset --help'" --after=run
    refused esp-reset 2 "unexpected operand 'x'; try 'esp-reset --help'" x
}

@test "usage: the new programs take the port of a device line, too" {
    for program in "esp-erase --all" esp-reset "esp-write image.bin" "esp-verify image.bin"; do
        echo data > image.bin
        run --separate-stderr $program <<< "port=$MISSING"
        assert_equal "$status" 3
        assert_regex "$stderr" "^${program%% *}: $MISSING: "
        assert_output ""
    done
}
