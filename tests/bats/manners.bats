#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The virtual board's odd behaviour: which of it the boot ROM works with, as a real ROM
# would, and the statistics about it.

setup() {
    load lib/helper
    common_setup
    esp-mkflash random 64k 1 > old.bin
    esp-mkflash random 64k 2 > other.bin
    head -c 4096 other.bin > new.bin
    cp old.bin flash.bin
}

# rom_way OPTION...: on a board with these options, the boot ROM reads and writes the flash.
rom_way() {
    cp old.bin flash.bin
    run -0 --separate-stderr esp-sim --flash=flash.bin --stats=stats.json "$@" -- \
        sh -c 'esp-read -q --no-stub --size=4k -o part.bin && esp-write -q --no-stub new.bin'
    head -c 4096 old.bin | cmp - part.bin
    head -c 4096 flash.bin | cmp - new.bin
    tail -c +4097 flash.bin | cmp - <(tail -c +4097 old.bin)
}

@test "esp-sim: a manner that is not known is refused" {
    refused esp-sim 2 "--flash-manners=polite: not understood; try 'esp-sim --help'" \
        --flash-manners=polite
    refused esp-sim 2 "--chip-manners=uart1-noise,: not understood; try 'esp-sim --help'" \
        --chip-manners=uart1-noise,
    refused esp-sim 2 "--flash-status=1c0: not understood; try 'esp-sim --help'" --flash-status=1c0
}

@test "esp-sim: the ROM's way works on a chip with any bad manners" {
    rom_way --chip-manners=reset-to-loader,cached-iram,uart1-noise
    rom_way --chip-manners=stuck-divider
}

# bats test_tags=every-chip,one-way
@test "esp-sim: the ROM's way works on a flash with most bad manners" {
    rom_way --flash-manners=status-16bit,late-wel,xmc-sr3
    rom_way --flash-manners=status-8bit,wel-stuck
    rom_way --flash-manners=puya-overwrite,no-sr2=ones
    stat_is '.flash.weak_bits == 0' stats.json
    rom_way --flash-manners=slow=3
}

@test "esp-sim: the ROM boots the flash of any board with bad manners" {
    [ -z "${ESP_ROM:-}" ] || skip "the application is the simulated ROM's own"
    local chip=reset-to-loader,cached-iram,uart1-noise,miso-shift,stuck-divider
    local flash=status-16bit,wel-stuck,late-wel,xmc-sr3,cmp,puya-overwrite,slow
    esp-mkflash firmware 256k > flash.bin
    in_time esp-sim --flash=flash.bin --boot=app --cpu2x=garbles --chip-manners=$chip \
        --flash-manners=$flash -- sh -c 'grep -a -m1 "virtual application" < "$ESPPORT"'
}

@test "esp-sim: statistics tell the status registers and what lasts of them" {
    run -0 esp-sim --flash=flash.bin --flash-status=1c0260 --stats=stats.json -- \
        esp-write -q new.bin
    stat_is '.flash.status == "000260" and .flash.lasting_status == "1c0260"' stats.json
    stat_is '.flash.status_writes == 0 and .flash.status_changes == 0' stats.json
    run -0 esp-sim --flash=flash.bin --flash-status=1c0260 --flash-manners=no-volatile-status \
        --stats=stats.json -- esp-write -q old.bin
    stat_is '.flash.status_changes == 1 and .flash.lasting_status == "000260"' stats.json
}

@test "manners: a flash that drops programs from an address on is noticed" {
    esp-mkflash blank 256k > flash.bin
    esp-mkflash random 256k 4 | head -c 8k > app.bin
    run --separate-stderr esp-sim --flash=flash.bin --flash-manners=drops-from=64 -- \
        esp-write -q --offset=128k app.bin < /dev/null
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-write: "
    cmp flash.bin <(esp-mkflash blank 256k)
    run --separate-stderr esp-sim --flash=flash.bin --flash-manners=drops-from=64 -- \
        esp-write -q --offset=32k app.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
}
