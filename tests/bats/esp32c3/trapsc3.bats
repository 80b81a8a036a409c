#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The traps of the ESP32-C3's boot ROM.  In each trap a naive client (tests/tools/naive32) fails,
# which shows that the virtual board has the real ROM's fault; our tools succeed on the same
# board, by the same ROM.  With ESP32C3_ROM, the board executes the real ROM.
#
# As on the ESP32 (tests/bats/esp32/traps.bats): eight answers to SYNC; four bytes of status, of
#   which the first counts; an answer with the op of the command before; half an address; a frame
#   without its end; an MD5 that is text; the belief in 2 MB; reads of 64 bytes; blocks of 0x1800
#   bytes at most; a damaged block; blocks that are not counted; FLASH_END before the last block;
#   the flash controller's command phase.
# Otherwise: FLASH_BEGIN has five words.  The ring has 2,048 bytes.  The ROM's frames are at
#   0x3fccae00.  The ROM feeds no watchdog.
# `make check` runs the cases in which this ROM differs from the ESP32's, make check-expensive all.
# Not here: the flash is attached from the reset on, and FLASH_DEFL programs no byte too many.

setup() {
    load ../lib/helper
    load ../lib/traps
    common_setup
    traps_of esp32c3 "${ESP32C3_ROM:-}"
}

teardown() {
    board_stop
}

# bats test_tags=expensive
@test "esp32c3 traps: the answers to SYNC, and to commands that the ROM does not know" {
    falls one-answer-to-sync "the answer to READ_REG has the op: 8, not 10"
    falls whole-chip "ERASE_FLASH: 5, not 0"
    ours esp-detect
    [[ $output == *" chip=ESP32-C3 "* ]] || fail "$output"
}

# bats test_tags=expensive
@test "esp32c3 traps: only the first byte of the status counts" {
    fill 377 4M > flash.bin
    falls status-at-the-end "the contents of blank flash: $(printf "b'"; printf '\\x00%.0s' {1..64}; printf "'"), not $(printf "b'"; printf '\\xff%.0s' {1..64}; printf "'")"
    falls both-status-bytes "MEM_BEGIN's status: b'\\x00\\x05', not b'\\x00\\x00'"
    ours esp-erase --no-stub --force --offset=0x200000 --size=4k
    read_right 0x200000 4096
}

# bats test_tags=expensive
@test "esp32c3 traps: half an address, and half a frame" {
    falls short-read-reg "an answer after half an address: False, not True"
    falls cut-frame "the magic word: None, not $((0x1b31506f))"
    esp-sim "${CHIP_OPTIONS[@]}" --flash=flash.bin --port=rfc2217 --seed=5 --lose=3e-5 -- \
        esp-read --no-stub -q --size=8k > part.bin
    head -c 8192 flash.bin | cmp - part.bin
}

# bats test_tags=expensive
@test "esp32c3 traps: the ROM believes in 2 MB" {
    falls no-params "reading, MD5 and FLASH_BEGIN at 2 MB: [9, 9, 6], not [0, 0, 0]"
    read_right 0x1fff80 256
    write_right 0x3ff000 4096
}

# bats test_tags=expensive
@test "esp32c3 traps: a read has 64 bytes, no more and no less; a digest is text" {
    falls whole-answer-is-contents "bytes in the answer to a read of 16: 64, not 16"
    falls large-read "READ_FLASH_SLOW of 1024 bytes: 10, not 0"
    fill 377 4M > flash.bin
    falls raw-md5 "the digest of a blank sector: b'6ae59e64850377ee', not b'j\\xe5\\x9ed\\x85\\x03w\\xeeTp\\xc8Tv\\x15Q\\xea'"
    esp-mkflash random 64k | dd of=flash.bin conv=notrunc status=none
    read_right 1001 1001
    ours esp-verify --no-stub flash.bin
}

@test "esp32c3 traps: the words of FLASH_BEGIN, and the sizes of blocks" {
    falls four-words "FLASH_BEGIN with four words: 5, not 0"
    falls any-offset "FLASH_BEGIN at 0x100: 6, not 0"
    falls any-size "FLASH_DATA of 1001 bytes: 5, not 0"
    falls large-block "blocks of 16 KiB: 5, not 0"
    write_right 0x10000 20001
}

# bats test_tags=expensive
@test "esp32c3 traps: a damaged block cannot be sent again" {
    falls block-again "the flash is wrong at 0x10400"
    # Bytes of the line are flipped; enough of them for blocks to be damaged.
    write_right 0x10000 24576 --seed=11 --flip=3e-5
}

# bats test_tags=expensive
@test "esp32c3 traps: blocks are not counted" {
    run --separate-stderr python3 -c 'print(bytes(((i * 7 + 1) & 0xee) for i in range(64)))'
    local over=$output
    run --separate-stderr python3 -c 'print(64 * b"\xee")'
    falls one-block-more "the sector behind, after error 0: $over, not $output"
    write_right 0x10000 4096
}

# bats test_tags=expensive
@test "esp32c3 traps: a good compressed block behind a bad one" {
    falls deflated-again "a good block behind a bad one: 11, not 0"
    write_right 0x10000 1000
}

# bats test_tags=expensive
@test "esp32c3 traps: FLASH_END before the last block" {
    falls early-end "FLASH_END: 6; an answer after it: False, not True"
    write_right 0x10000 4096
}

@test "esp32c3 traps: more requests than the ROM's ring holds" {
    falls many-at-once "answers: 14, not 161"
    read_right 0x100000 65536
}

@test "esp32c3 traps: the flash controller as a program left it" {
    falls spoilt-controller "the flash is wrong at 0x0"
    board_start "${CHIP_OPTIONS[@]}" --boot=download --flash=flash.bin
    run --separate-stderr "$ESP_SRCDIR/tests/tools/naive32" "$PORT" spoil esp32c3
    assert_output well
    esp-read --no-stub -q -p "$PORT" --size=4k > part.bin # a pty has no reset lines
    head -c 4096 flash.bin | cmp - part.bin
}

# Our tools load no program there (src/esp/chip/later/esp32c3.c has the addresses).
@test "esp32c3 traps: the ROM keeps its frames at 0x3fccae00" {
    falls packet-buffer "a word of the program in memory: 0, not $((0x4e474039))"
}

# The real ROM reads each block back before it answers.  This board's ROM answers the last block
# at once, as others may do.
@test "esp32c3 traps: a last block that is acknowledged before it is in the flash" {
    [ -z "${ESP32C3_ROM:-}" ] || skip "the real ROM does not do so"
    falls answers-are-proof "the answers: [0, 0, 0, 8], not [0, 0, 0, 0]" --stuck-bit=0x10c01:0
    falls answers-are-proof "the flash is wrong at 0x10c00" --stuck-bit=0x10c01:0 \
        --chip-manners=early-end
    write_right 0x10000 20001 --chip-manners=early-end
    fill 356 4M > flash.bin
    fill 17 4096 > image.bin
    run --separate-stderr esp-sim "${CHIP_OPTIONS[@]}" --chip-manners=early-end --flash=flash.bin \
        --port=rfc2217 --stuck-bit=0x10c01:0 -- esp-write --no-stub -q --offset=0x10000 image.bin
    assert_equal "$status" 3
    [[ $stderr == *" did not take what was written"*0x10c01* ]] || fail "$stderr"
}
