#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32-C3 by our stub.

setup() {
    load ../lib/helper
    common_setup
}

teardown() {
    board_stop
}

# by_lines OPTION... -- COMMAND...: runs the command on a board with reset lines.
by_lines() {
    run --separate-stderr esp-sim --chip=esp32c3 --flash=flash.bin --port=rfc2217 --stats=stats "$@"
}

# Bytes arrive while the stub counts the bytes in the FIFO.
@test "esp32c3 stub: a read, with the super watchdog on and bytes that come late" {
    esp-mkflash random 256k > flash.bin
    by_lines --chip-manners=super-watchdog,late-bytes -- esp-read -b 921600 -o saved.bin
    assert_success
    assert_equal "$stderr" ""
    cmp flash.bin saved.bin
    stat_is '.watchdog_resets == 0 and .empty_loads == 0 and .uart.receive_overflow == 0' stats
    stat_is '.flash.violations == 0 and .virtual_ms > 1200' stats
}

@test "esp32c3 stub: what the stub finds when it tests itself" {
    esp-mkflash esp32 256k > flash.bin
    by_lines -- esp-detect --self-test
    assert_success
    assert_equal "$(grep -c passed <<< "$output")" 6
    refute_regex "$output" failed
}

@test "esp32c3 stub: the next program finds the stub that one left, without reset lines" {
    esp-mkflash esp32c3 256k > flash.bin
    board_start --chip=esp32c3 --flash=flash.bin --stats=stats
    for i in 1 2 3; do
        run --separate-stderr esp-detect -p "$PORT" --after=stay
        assert_success
        assert_regex "$output" " chip=ESP32-C3 .* crystal=40000000 .*state=stub"
    done
    esp-read -q -p "$PORT" | cmp - flash.bin
    run --separate-stderr esp-reset -p "$PORT"
    assert_success
    run --separate-stderr esp-detect -p "$PORT" # the application does not answer
    assert_failure 3
    board_stop
    stat_is '.watchdog_resets == 1' stats
}

# The word lies in the stub's code.
@test "esp32c3 stub: a stub that arrives damaged does not run, and the ROM does the work" {
    esp-mkflash random 256k > flash.bin
    by_lines --bad-ram=0x40381000 -- esp-read --size=4k -o saved.bin
    assert_success
    assert_regex "$stderr" "the stub does not start; going on without it, slowly"
    cmp -n 4096 flash.bin saved.bin
}

@test "esp32c3 stub: the loader is raised on ports without reset lines, too, as far as the line goes" {
    local wanted
    esp-mkflash random 256k > flash.bin
    for wanted in 921600:2000000 460800:500000 115200:120000; do
        esp-sim --chip=esp32c3 --flash=flash.bin --max-baud=${wanted#*:} -- \
            esp-read -v --size=4k -o dump.bin 2> err
        cmp -n 4096 flash.bin dump.bin
        grep -q "stub answers at ${wanted%:*} baud\$" err || fail "not ${wanted%:*}: $(cat err)"
        rm dump.bin
    done
}

# Three bytes of address would reach the first 16 MB in place of these.
@test "esp32c3 stub: above 16 MB: write, verify, read, erase" {
    truncate -s 32M flash.bin
    esp-mkflash random 64k | head -c 8k > new.bin
    for offset in 0x1ffe000 0xfff000; do
        by_lines -- sh -c "esp-write -q --offset=$offset new.bin && esp-verify -q --offset=$offset new.bin &&
            esp-read -q --offset=$offset --size=8k | cmp - new.bin"
        assert_success
        tail -c +$((offset + 1)) flash.bin | head -c 8k | cmp - new.bin
    done
    by_lines -- esp-erase -q --offset=0x1ffe000 --size=4k
    assert_success
    tail -c 8k flash.bin | head -c 4k | tr -d '\377' | cmp - /dev/null
    head -c 8k flash.bin | tr -d '\0' | cmp - /dev/null
}
