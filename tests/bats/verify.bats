#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-verify, esp-erase, esp-reset.
# bats file_tags=every-chip

setup() {
    load lib/helper
    common_setup
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    cp flash.bin image.bin
}

teardown() {
    board_stop
}

on_board() {
    run --separate-stderr esp-sim --flash=flash.bin --stats=stats.json -- "$@" < /dev/null
    stat_is '.flash.violations == 0 and .watchdog_resets == 0' stats.json
}

poke() { # OFFSET: changes that byte of the image
    printf '\x5a' | dd of=image.bin bs=1 seek="$1" conv=notrunc status=none
}

unchanged() {
    stat_is '.flash | .sector_erases + .block32_erases + .block64_erases + .page_programs == 0' stats.json
}

@test "esp-verify: equal is status 0 and silence" {
    on_board esp-verify image.bin
    assert_equal "$status: $output" "0: "
    unchanged
}

@test "esp-verify: prints the ranges that differ, adjacent sectors joined" {
    poke 70000
    poke 74000
    poke 524287
    on_board esp-verify image.bin
    assert_equal "$status" 1
    assert_equal "$output" "0x00011000-0x00012fff 8192
0x0007f000-0x0007ffff 4096"
    unchanged
}

@test "esp-verify: only the image's own bytes count" {
    head -c 5000 image.bin | tail -c 4000 > part.bin
    on_board esp-verify --offset=1000 part.bin
    assert_equal "$status: $output" "0: "
    printf 'x' >> part.bin
    on_board esp-verify --offset=1000 part.bin
    assert_equal "$status: $output" "1: 0x00001000-0x00001388 905"
}

@test "esp-verify: a file with fewer bytes than its description says differs" {
    on_board esp-read -q -o dump.bin --offset=64k --size=64k
    head -c 20000 dump.bin > cut.bin
    sed 's|^|x=y |' dump.bin.meta > cut.bin.meta # a key that nobody knows
    local why="cut.bin is not what cut.bin.meta describes: it has 20000 bytes, not 65536"
    on_board esp-verify -q cut.bin
    assert_equal "$status: $stderr: $output" "1: : "
    on_board esp-verify -q --read cut.bin
    assert_equal "$status: $stderr: $output" "1: : "
    on_board esp-verify cut.bin
    assert_equal "$status: $stderr: $output" "1: esp-verify: $why: 0x00014e20-0x0001ffff 45536"
    on_board esp-verify --read cut.bin
    assert_equal "$status: $stderr: $output" "1: esp-verify: $why: "
    on_board esp-verify dump.bin
    assert_equal "$status: $stderr: $output" "0: : "
    unchanged
}

@test "esp-verify: --read agrees with cmp -l" {
    poke 70000
    poke 74001
    on_board esp-verify --read image.bin
    assert_equal "$status" 1
    cmp -l flash.bin image.bin > expect || true
    assert_equal "$(tr -s ' ' <<< "$output" | sed 's/^ //')" "$(tr -s ' ' < expect | sed 's/^ //')"
}

# bats test_tags=one-way
@test "esp-erase: a range, and only what is not blank" {
    esp-mkflash random 512k > flash.bin
    head -c 64k /dev/zero | tr '\0' '\377' | dd of=flash.bin bs=64k seek=2 conv=notrunc status=none
    cp flash.bin expect.bin
    head -c 256k /dev/zero | tr '\0' '\377' | dd of=expect.bin bs=64k seek=1 conv=notrunc status=none
    on_board esp-erase --offset=64k --size=256k
    assert_equal "$status" 0
    cmp expect.bin flash.bin
    stat_is '.flash | .block64_erases == 3 and .block32_erases + .sector_erases + .chip_erases == 0' stats.json
    on_board esp-erase --offset=64k --size=256k
    assert_equal "$status" 0
    unchanged
    on_board esp-erase --force --offset=64k --size=256k
    stat_is '.flash.block64_erases == 4' stats.json
}

# bats test_tags=costly-by-rom
@test "esp-erase: halves of blocks go by sector" {
    esp-mkflash random 512k > flash.bin
    cp flash.bin expect.bin
    head -c 44k /dev/zero | tr '\0' '\377' | dd of=expect.bin bs=4k seek=5 conv=notrunc status=none
    on_board esp-erase --offset=20k --size=44k
    cmp expect.bin flash.bin
    stat_is '.flash | .block64_erases + .block32_erases == 0 and .sector_erases == 11' stats.json
}

@test "esp-erase: what does not get blank is told" {
    run --separate-stderr esp-sim --flash=flash.bin --stuck-bit=0x12345:3 -- \
        esp-erase --offset=64k --size=64k < /dev/null
    assert_equal "$status" 3
    local where="0x10000 and 0x1ffff" # the block
    [ "$ESP_WAY" = stub ] || where="0x12000 and 0x12fff"
    assert_regex "$stderr" "the flash does not get blank between $where$"
}

@test "esp-erase: --all" {
    on_board esp-erase --all
    assert_equal "$status" 0
    esp-mkflash blank 512k | cmp - flash.bin
}

# bats test_tags=one-port,costly-by-rom
@test "esp-reset: into the application, and into the loader" {
    board_start --flash=flash.bin --port=rfc2217
    run --separate-stderr esp-reset -p "$PORT" --bootloader
    assert_success
    assert_output --partial "chip=$CHIP "
    assert_output --partial "state=rom"
    run --separate-stderr esp-reset -p "$PORT"
    assert_success
    refute_output --partial "state="
}

# bats test_tags=one-chip
@test "esp-verify: a chip that was reset, and whose application changed what was the same, is not the same" {
    esp-mkflash "$FIRMWARE" 1M > image.bin
    cp image.bin flash.bin
    esp-sim --port=rfc2217 --flash=flash.bin --stats=stats.json -- esp-verify image.bin
    run --separate-stderr esp-sim --port=rfc2217 --flash=flash.bin \
        --brown-out=$(($(jq .to_chip.bytes stats.json) - 40)):0x20010 -- esp-verify image.bin
    assert_equal "$status: $output" "1: 0x00020000-0x00020fff 4096"
    assert_regex "$stderr" "the chip fell silent and was reset; going on"
}

# bats test_tags=one-chip
@test "esp-verify: says so if mode, rate and size in the header are all that differs" {
    load lib/image
    cook image.bin <<< "$RECIPE_PLAIN"
    esp-imgedit --flash-mode=qio --flash-size=4MB --output=patched.bin image.bin
    { cat patched.bin; esp-mkflash random 512k; } | head -c 512k > flash.bin
    local said="esp-verify: board: only the mode and size of the flash in the header differ, which other flashers set when they write"
    verify() { # ESP-VERIFY-ARG...
        run --separate-stderr esp-sim --port=pty:board --flash=flash.bin -- esp-verify "$@" < /dev/null
    }
    verify image.bin
    assert_equal "$status: $stderr" "1: $said"
    assert_equal "$output" "0x00000000-$(printf 0x%08x $(($(stat -c %s image.bin) - 1))) $(stat -c %s image.bin)"
    verify --read image.bin
    assert_equal "$status: $stderr: ${#lines[@]}" "1: $said: 2"
    verify -q image.bin
    assert_equal "$status: $stderr: $output" "1: : "
    # A third byte, in the header, behind the header, and in another image.
    printf '\x5a' | dd of=image.bin bs=1 seek=1 conv=notrunc status=none
    verify image.bin
    assert_equal "$status: $stderr" "1: "
    cook image.bin <<< "$RECIPE_PLAIN"
    printf '\x5a' | dd of=image.bin bs=1 seek=100 conv=notrunc status=none
    verify image.bin
    assert_equal "$status: $stderr" "1: "
    verify --read image.bin
    assert_equal "$status: $stderr: ${#lines[@]}" "1: : 3"
    cook image.bin <<< "$RECIPE_PLAIN"
    echo other > other.bin
    verify 0 image.bin 64k other.bin
    assert_equal "$status: $stderr" "1: "
    # Data has no header.
    esp-mkflash random 512k 3 > data.bin
    cp data.bin flash.bin
    printf '\x5a' | dd of=data.bin bs=1 seek=2 conv=notrunc status=none
    verify data.bin
    assert_equal "$status: $stderr" "1: "
}

@test "esp-verify: a header that differs may have its hash made right" {
    load lib/image
    cook boot.bin <<< "$RECIPE_BOOT"
    esp-imgedit --flash-mode=dout --output=patched.bin boot.bin
    esp-imgedit --no-fix --flash-mode=dout --output=bare.bin boot.bin
    esp-mkflash blank 1M > flash.bin
    for file in patched.bin bare.bin; do
        dd if=$file of=flash.bin bs=4k seek=1 conv=notrunc status=none
        run --separate-stderr esp-sim --chip=esp32 --port=rfc2217 --flash=flash.bin -- \
            esp-verify 0x1000 boot.bin < /dev/null
        assert_equal "$status" 1
        assert_regex "${stderr##*$'\n'}" "^esp-verify: rfc2217:[^ ]*: only the mode of the flash in the header differs, which other flashers set when they write$"
    done
}
