#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The traps of the ESP32's boot ROM.  In each trap a naive client (tests/tools/naive32) fails,
# which shows that the virtual board has the real ROM's fault; our tools succeed on the same
# board, by the same ROM.  With ESP32_ROM, the board executes the real ROM.
#
# Answers:  SYNC has eight answers.  Four bytes of status, of which only the first counts: the
#   others are left from before.  An unknown command has the op of the command before, eight
#   times after SYNC, else once.  Half an address silences the ROM.  After a frame that lost its
#   end, the next frame draws an error.  An MD5 is text.
# Limits:   2 MB until SPI_SET_PARAMS.  SPI_ATTACH before any read.  64 bytes for a read, and
#   64 in each answer.  Blocks of 0x1800 bytes at most, of whole words.  256 bytes wait in a
#   ring that nobody checks.  The flash controller needs its command phase.  The ROM's frames
#   are at 0x3ffc0000.
# Writing:  FLASH_BEGIN has four words, and whole sectors.  A damaged block cannot be sent
#   again, and the blocks behind it land at wrong places.  Blocks are not counted.  FLASH_DEFL
#   programs behind what it erased.  After a bad stream all is refused.  FLASH_END before the
#   last block leaves the loader.  There is no command for the whole chip.

setup() {
    load ../lib/helper
    load ../lib/traps
    common_setup
    traps_of esp32 "${ESP32_ROM:-}"
}

teardown() {
    board_stop
}

@test "esp32 traps: the answers to SYNC, and to commands that the ROM does not know" {
    falls one-answer-to-sync "the answer to READ_REG has the op: 8, not 10"
    falls security-info-at-first "the answer to READ_REG has the op: 8, not 10"
    falls security-info "the answer to GET_SECURITY_INFO has the op: 11, not 20"
    falls whole-chip "ERASE_FLASH: 5, not 0"
    ours esp-detect
    [[ $output == *" chip=ESP32-D0WD-V3 "* ]] || fail "$output"
}

@test "esp32 traps: only the first byte of the status counts" {
    fill 377 4M > flash.bin
    falls status-at-the-end "the contents of blank flash: $(printf "b'"; printf '\\x00%.0s' {1..64}; printf "'"), not $(printf "b'"; printf '\\xff%.0s' {1..64}; printf "'")"
    falls both-status-bytes "MEM_BEGIN's status: b'\\x00\\x05', not b'\\x00\\x00'"
    ours esp-erase --no-stub --force --offset=0x200000 --size=4k
    read_right 0x200000 4096
}

@test "esp32 traps: half an address, and half a frame" {
    falls short-read-reg "an answer after half an address: False, not True"
    falls cut-frame "the magic word: None, not $((0x00f01d83))"
    esp-sim "${CHIP_OPTIONS[@]}" --flash=flash.bin --port=rfc2217 --seed=5 --lose=3e-5 -- \
        esp-read --no-stub -q --size=8k > part.bin
    head -c 8192 flash.bin | cmp - part.bin
}

@test "esp32 traps: the ROM believes in 2 MB, and in a flash that is attached" {
    falls no-params "reading, MD5 and FLASH_BEGIN at 2 MB: [9, 9, 6], not [0, 0, 0]"
    falls no-attach "no answer"
    read_right 0x1fff80 256
    write_right 0x3ff000 4096
}

@test "esp32 traps: a read has 64 bytes, no more and no less; a digest is text" {
    falls whole-answer-is-contents "bytes in the answer to a read of 16: 64, not 16"
    falls large-read "READ_FLASH_SLOW of 1024 bytes: 10, not 0"
    fill 377 4M > flash.bin
    run --separate-stderr python3 -c 'import hashlib; d = hashlib.md5(4096 * b"\xff"); print("%s, not %s" % (d.hexdigest()[:16].encode(), d.digest()))'
    falls raw-md5 "the digest of a blank sector: $output"
    esp-mkflash random 64k | dd of=flash.bin conv=notrunc status=none
    read_right 1001 1001
    ours esp-verify --no-stub flash.bin
}

@test "esp32 traps: the words of FLASH_BEGIN, and the sizes of blocks" {
    falls five-words "FLASH_BEGIN with five words: 5, not 0"
    falls any-offset "FLASH_BEGIN at 0x100: 6, not 0"
    falls any-size "FLASH_DATA of 1001 bytes: 5, not 0"
    falls large-block "blocks of 16 KiB: 5, not 0"
    write_right 0x10000 20001
}

@test "esp32 traps: a damaged block cannot be sent again" {
    falls block-again "the flash is wrong at 0x10400"
    # Bytes of the line are flipped; enough of them for blocks to be damaged.
    esp-mkflash random 64k | head -c 24576 > image.bin
    cp flash.bin wanted.bin
    dd if=image.bin of=wanted.bin bs=4096 seek=16 conv=notrunc status=none
    run --separate-stderr esp-sim "${CHIP_OPTIONS[@]}" --flash=flash.bin --port=rfc2217 \
        --seed=11 --flip=3e-5 -- esp-write --no-stub -q --offset=0x10000 image.bin
    assert_success
    cmp wanted.bin flash.bin
}

@test "esp32 traps: blocks are not counted" {
    run --separate-stderr python3 -c 'print(bytes(((i * 7 + 1) & 0xee) for i in range(64)))'
    local over=$output
    run --separate-stderr python3 -c 'print(64 * b"\xee")'
    falls one-block-more "the sector behind, after error 0: $over, not $output"
    write_right 0x10000 4096
}

@test "esp32 traps: compressed writing damages what is behind, and no digest shows it" {
    run --separate-stderr python3 -c 'print("%s, not %s" % (64 * b"\0", 64 * b"\xee"))'
    falls deflated "the sector behind, after a right digest: $output"
    falls deflated-again "a good block behind a bad one: 11, not 0"
    write_right 0x10000 1000
}

@test "esp32 traps: FLASH_END before the last block" {
    falls early-end "FLASH_END: 6; an answer after it: False, not True"
    # A run that is stopped in the middle, and another run without a reset.
    esp-mkflash random 64k > image.bin
    cp flash.bin before.bin
    board_start "${CHIP_OPTIONS[@]}" --boot=download --flash=flash.bin
    esp-write --no-stub -q -p "$PORT" --offset=0x10000 image.bin & local pid=$!
    while cmp -s -i 65536 -n 65536 flash.bin before.bin; do kill -0 $pid; done # the write has begun
    kill -TERM $pid
    wait $pid && fail "not stopped"
    esp-write --no-stub -q -p "$PORT" --offset=0x10000 image.bin
    esp-verify --no-stub -p "$PORT" --offset=0x10000 image.bin
}

@test "esp32 traps: more requests than the ROM's ring holds" {
    falls many-at-once "answers: 6, not 25"
    read_right 0x100000 65536
}

@test "esp32 traps: the flash controller as a program left it" {
    falls spoilt-controller "the flash is wrong at 0x0"
    board_start "${CHIP_OPTIONS[@]}" --boot=download --flash=flash.bin
    run --separate-stderr "$ESP_SRCDIR/tests/tools/naive32" "$PORT" spoil
    assert_output well
    esp-read --no-stub -q -p "$PORT" --size=4k > part.bin # a pty has no reset lines
    head -c 4096 flash.bin | cmp - part.bin
}

# Our tools load no program there (src/esp/chip/esp32_family.c has the addresses).
@test "esp32 traps: the ROM keeps its frames at 0x3ffc0000" {
    falls packet-buffer "a word of the program in memory: $((0x3ffc0008)), not $((0x4e474039))"
}
