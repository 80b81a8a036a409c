#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Several programs that share a terminal, and what they say at the end.

setup() {
    load ../lib/helper
    common_setup
    need script
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    printf 'Pa55%.0s' {1..64} | dd of=flash.bin bs=256 seek=$((0x7f0)) conv=notrunc status=none
    board_start --flash=flash.bin
    export PORT
}

teardown() {
    board_stop
}

# on_terminal SCRIPT: runs SCRIPT on a terminal of 80 columns; "terminal" holds what it got.
on_terminal() {
    printf '%s\n' 'stty cols 80' "$1" > script.sh
    in_time script -qec 'sh script.sh' /dev/null > terminal < /dev/null
}

@test "terminal: a read alone has a bar within 80 columns, and a sum at the end" {
    on_terminal 'esp-read -p "$PORT" -o dump.bin'
    cmp flash.bin dump.bin
    grep -q $'\r''read ' terminal
    tr '\r' '\n' < terminal | sed 's/\x1b\[K//g' > lines
    [ "$(grep '^read ' lines | wc -L)" -lt 80 ]
    assert_regex "$(grep . lines | tail -n 1)" \
        "^esp-read: $PORT: 512\.0 KiB in [0-9.]+ s, [0-9.]+ times the speed of the line; md5 $(md5sum < flash.bin | cut -c1-32)$"
}

@test "terminal: under make -j there are lines that name the board, and nothing is erased" {
    printf 'all:\n\tesp-read -p "$$PORT" -o dump.bin\n' > Makefile
    on_terminal 'make -s -j2'
    cmp flash.bin dump.bin
    run tr -d '\r' < terminal
    refute_output --partial $'\033'
    assert_line --regexp "^esp-read: $PORT: read [0-9]+%, .* of 512"
    assert_line --regexp "^esp-read: $PORT: 512\.0 KiB in "
}

@test "terminal: while another program has a bar, there are lines, and they erase the bar first" {
    on_terminal '(flock -n 9; esp-read -p "$PORT" -o dump.bin) 9< "$(tty)"'
    cmp flash.bin dump.bin
    ! grep -q $'\r''read ' terminal
    grep -q "^"$'\r\033\\['"Kesp-read: $PORT: read [0-9]*%" terminal
}

@test "terminal: elsewhere a read is silent, and -v tells the sum" {
    run --separate-stderr esp-read -p "$PORT" -o dump.bin
    assert_equal "$status: $stderr" "0: "
    run --separate-stderr esp-read -v -p "$PORT" -o dump.bin
    assert_regex "$stderr" "esp-read: $PORT: 512\.0 KiB in .*; md5 "
    run --separate-stderr esp-verify -v -p "$PORT" dump.bin
    assert_regex "$stderr" $'\n'"esp-verify: $PORT: 512\.0 KiB in [0-9.]+ s, [0-9.]+ times the speed of the line$"
}

# The ROM's answers to READ_REG bring the contents.
@test "terminal: -vv tells the frames without what the flash holds, and -vvv tells all, and warns" {
    run --separate-stderr esp-read -vv --no-stub -p "$PORT" --offset=0x7f000 --size=256 -o dump.bin
    assert_regex "$status: $stderr" '^0: .* -> READ_REG 00000000 4 bytes: '
    [ "$(head -c 4 dump.bin)" = Pa55 ]
    refute_regex "$stderr" 'Pa55|50 61 35 35|35356150'
    run --separate-stderr esp-read -vvv --no-stub -p "$PORT" --offset=0x7f000 --size=256 -o dump2.bin
    assert_regex "$stderr" 'the contents of the flash, and with them passwords.* 50 61 35 35'
}
