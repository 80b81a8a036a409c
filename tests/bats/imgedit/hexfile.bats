#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-write and esp-verify with Intel HEX: each piece goes to its own address.

setup() {
    load ../lib/helper
    common_setup
}

teardown() {
    board_stop
}

# Makes parts.hex of two parts, flash.bin, and expect.bin: flash.bin with the parts.
make_parts() {
    esp-mkflash firmware 256k | head -c 20001 > boot.bin
    esp-mkflash random 256k 9 | head -c 100001 > app.bin
    esp-mkflash random 512k > flash.bin
    cp flash.bin expect.bin
    dd if=boot.bin of=expect.bin conv=notrunc status=none
    dd if=app.bin of=expect.bin conv=notrunc status=none oflag=seek_bytes seek=$((0x10000))
    esp-imgedit --format=hex --merge=0=boot.bin --merge=0x10000=app.bin > parts.hex
}

@test "esp-write: Intel HEX writes its pieces, and leaves what lies between them" {
    make_parts
    run --separate-stderr esp-sim --flash=flash.bin -- esp-write -q parts.hex < /dev/null
    assert_equal "$status: $stderr" "0: "
    cmp expect.bin flash.bin
    run cmp -s <(head -c 128k expect.bin) <(cat boot.bin app.bin)
    assert_failure # the gap was not blank
}

@test "esp-write: Intel HEX on standard input, with CRLF" {
    make_parts
    sed 's/$/\r/' parts.hex > crlf.hex
    board_start --flash=flash.bin
    run --separate-stderr sh -c "esp-write -q -p '$PORT' - < crlf.hex"
    assert_equal "$status: $stderr" "0: "
    board_stop
    cmp expect.bin flash.bin
}

@test "esp-write: the address 0 is allowed for Intel HEX, and no other" {
    make_parts
    run --separate-stderr esp-sim --flash=flash.bin -- esp-write -q 0x0 parts.hex < /dev/null
    assert_equal "$status: $stderr" "0: "
    cmp expect.bin flash.bin
    refused esp-write 2 "parts.hex is Intel HEX, which has its own addresses: give it no other address" \
        --offset=0x1000 parts.hex
    refused esp-write 2 "parts.hex is Intel HEX, which has its own addresses: give it no other address" \
        0x1000 parts.hex
}

@test "esp-write: a damaged Intel HEX file is refused with its line, and the board is not touched" {
    make_parts
    sed '7s/^:10/:11/' parts.hex > damaged.hex
    refused esp-write 2 "damaged.hex: line 7: 42 digits, and its record has 44" -p /dev/null damaged.hex
    head -n -1 parts.hex > cut.hex
    refused esp-write 2 "cut.hex: after line $(wc -l < cut.hex) the end record :00000001FF is missing: the text was cut" \
        -p /dev/null cut.hex
}

@test "esp-write: a piece of Intel HEX past the end of the flash is refused" {
    make_parts
    esp-imgedit --format=hex --merge=0x7ffff=boot.bin > late.hex
    cp flash.bin before.bin
    run --separate-stderr esp-sim --flash=flash.bin -- esp-write -q late.hex < /dev/null
    assert_equal "$status" 4
    assert_equal "${stderr##*: late.hex}" "${stderr##*late.hex}"
    assert_regex "$stderr" 'late.hex: 0x4e21 bytes from 0x7ffff on go past the end of the 512 KiB flash'
    cmp before.bin flash.bin
}

@test "esp-verify: Intel HEX is compared piece by piece" {
    make_parts
    run --separate-stderr esp-sim --flash=expect.bin -- esp-verify parts.hex < /dev/null
    assert_equal "$status: $stderr$output" "0: "
    printf 'X' | dd of=expect.bin conv=notrunc status=none oflag=seek_bytes seek=$((0x10000 + 4096))
    run --separate-stderr esp-sim --flash=expect.bin -- esp-verify parts.hex < /dev/null
    assert_equal "$status: $stderr" "1: "
    assert_output "0x00011000-0x00011fff 4096"
}
