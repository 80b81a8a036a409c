#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Doubling the CPU's clock for the bulk of the work, and boards that fail with it.

setup() {
    load lib/helper
    common_setup
    esp-mkflash mixed 512k 1 > old.bin
    esp-mkflash firmware 512k 2 > new.bin
    cp old.bin flash.bin
}

on_board() {
    run --separate-stderr esp-sim --flash=flash.bin --stats=stats.json "$@" < /dev/null
    stat_is '.flash.violations == 0 and .watchdog_resets == 0' stats.json
}

# The messages when the chip died with the doubled clock.
died() { # PROGRAM
    local said
    said=$(sed -n 's/rfc2217:[^ ]* \(the chip\|it does\)/\1/p' <<< "$stderr")
    assert_equal "$said" "$1: the chip fell silent and was reset; going on
$1: it does not bear a doubled clock; that is not tried again"
    stat_is '.cpu2x == 1' stats.json
}

@test "clock: it is doubled once where the line is fast" {
    on_board -- esp-verify old.bin
    assert_equal "$status: $output$stderr" "0: "
    stat_is '.cpu2x == 1' stats.json
}

@test "clock: it is left alone at 115200" {
    on_board -- esp-verify --baud=115200 old.bin
    assert_equal "$status: $output$stderr" "0: "
    stat_is '.cpu2x == 0' stats.json
}

@test "clock: a chip that ignores it works as well" {
    on_board --cpu2x=ignored -- esp-write new.bin
    assert_equal "$status: $output" "0: "
    refute_regex "$stderr" 'clock|silent'
    cmp new.bin flash.bin
    stat_is '.cpu2x == 1' stats.json
}

@test "clock: writing goes on with a chip that dies of it" {
    on_board --cpu2x=dies --port=rfc2217 -- esp-write new.bin
    assert_equal "$status: $output" "0: "
    died esp-write
    cmp new.bin flash.bin
}

@test "clock: so does comparing" {
    on_board --cpu2x=dies --port=rfc2217 -- esp-verify old.bin
    assert_equal "$status: $output" "0: "
    died esp-verify
}

@test "clock: and reading" {
    on_board --cpu2x=dies --port=rfc2217 -- esp-read --base=new.bin -o dump.bin
    assert_equal "$status: $output" "0: "
    died esp-read
    cmp old.bin dump.bin
}

@test "clock: one that dies of it after a while is doubled once more, and then no more" {
    on_board --cpu2x=tires --port=rfc2217 -- esp-write new.bin
    assert_equal "$status: $output" "0: "
    assert_regex "$stderr" "the chip fell silent again; going on without doubling its clock"
    stat_is '.cpu2x == 2' stats.json
    cmp new.bin flash.bin
}

@test "clock: nor does that end a comparison" {
    on_board --cpu2x=tires --port=rfc2217 -- esp-verify old.bin
    assert_equal "$status: $output" "0: "
    assert_regex "$stderr" "the chip fell silent again; going on without doubling its clock"
    stat_is '.cpu2x == 2' stats.json
}

@test "clock: where no line can reset the chip, it is said what to do" {
    on_board --cpu2x=dies -- esp-write new.bin
    assert_equal "$status: $output" "3: "
    assert_regex "$stderr" '^esp-write: /dev/pts/[0-9]+: the chip fell silent when its clock was doubled: reset it into download mode by hand, and use --baud=115200, where that is not done'
    refute_regex "$stderr" "hold a part"
    cmp old.bin flash.bin
}

@test "clock: a stub left running is found with its clock doubled" {
    on_board -- sh -c 'esp-verify --after=stay old.bin && esp-detect && esp-write new.bin'
    assert_equal "$status" 0
    assert_output --partial "chip=ESP8266EX"
    cmp new.bin flash.bin
}
