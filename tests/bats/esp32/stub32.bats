#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32 by our stub.

setup() {
    load ../lib/helper
    common_setup
}

teardown() {
    board_stop
}

board32() { # OPTION...
    board_start --chip=esp32 "$@"
}

@test "esp32 stub: the whole flash is read, and nothing but the time is said" {
    esp-mkflash esp32 1M > flash.bin
    cp flash.bin expect.bin
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 --stats=stats -- \
        esp-read -o saved.bin
    assert_success
    assert_equal "$stderr" ""
    cmp expect.bin saved.bin
    grep -q '"violations": 0,' stats
    grep -q '"receive_overflow": 0,' stats
}

@test "esp32 stub: with a crystal of 26 MHz, parts of any size, up to the last byte" {
    esp-mkflash random 4M > flash.bin
    board32 --flash=flash.bin --crystal=26
    while read -r offset length; do
        esp-read -q -p "$PORT" --offset="$offset" --size="$length" > part.bin
        tail -c +$((offset + 1)) flash.bin | head -c "$length" | cmp - part.bin
    done <<RANGES
0 1
4095 4100
3145729 63
4194303 1
RANGES
}

@test "esp32 stub: write, write again, verify, --base and erase" {
    esp-mkflash random 512k 1 > flash.bin
    esp-mkflash random 512k 2 > new.bin
    cp flash.bin old.bin
    board32 --flash=flash.bin --port=rfc2217
    run --separate-stderr esp-write -p "$PORT" new.bin
    assert_success
    assert_regex "$stderr" "wrote new.bin, 512 KiB at 0x0; 128 of 128 sectors had to change, in "
    run --separate-stderr esp-write -p "$PORT" new.bin
    assert_regex "$stderr" "nothing had to change for new.bin"
    run --separate-stderr esp-verify -p "$PORT" new.bin
    assert_success
    run --separate-stderr esp-verify -p "$PORT" old.bin
    assert_failure 1
    run --separate-stderr esp-read -p "$PORT" --base=new.bin -o saved.bin
    assert_success
    assert_regex "$stderr" "512 KiB of 512 KiB are as in new.bin"
    run --separate-stderr esp-erase -p "$PORT" --offset=0x8000 --size=0x18000
    assert_regex "$stderr" "erased 96 KiB of 96 KiB at 0x8000"
    board_stop
    cmp new.bin saved.bin
    head -c 98304 /dev/zero | tr '\0' '\377' | dd of=new.bin bs=4096 seek=8 conv=notrunc status=none
    cmp new.bin flash.bin
}

@test "esp32 stub: a line that damages and loses bytes" {
    esp-mkflash random 256k 1 > flash.bin
    esp-mkflash random 256k 2 > new.bin
    cp flash.bin old.bin
    board32 --flash=flash.bin --port=rfc2217 --flip=2e-5 --lose=1e-5
    esp-read -q -p "$PORT" -o saved.bin
    cmp old.bin saved.bin
    esp-write -q -p "$PORT" new.bin
    board_stop
    cmp new.bin flash.bin
}

# The stub loads the count and the places of a FIFO one after the other.
@test "esp32 stub: bytes arrive while the stub counts the bytes in the FIFO" {
    esp-mkflash random 1M > flash.bin
    cp flash.bin expect.bin
    run --separate-stderr esp-sim --chip=esp32 --chip-manners=late-bytes --flash=flash.bin \
        --port=rfc2217 --stats=stats -- esp-read -o saved.bin
    assert_success
    assert_equal "$stderr" ""
    cmp expect.bin saved.bin
    stat_is '.empty_loads == 0 and .uart.receive_overflow == 0' stats
}

# The word lies in the stub's code.  The stub finds its sum wrong and resets the chip, and the
# loader is asked again.
@test "esp32 stub: a stub that arrives damaged does not run, and the ROM does the work" {
    esp-mkflash random 256k > flash.bin
    cp flash.bin old.bin
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 \
        --bad-ram=0x40081000 -- esp-read -o saved.bin
    assert_success
    assert_regex "$stderr" "the stub does not start; going on without it, slowly"
    cmp old.bin saved.bin
}

# Without lines a button holds GPIO0 low at power-on.
@test "esp32 stub: without reset lines the stub restarts the board" {
    esp-mkflash esp32 1M > flash.bin
    board32 --flash=flash.bin --stats=stats
    run --separate-stderr esp-detect -p "$PORT" --after=stay
    assert_success
    run --separate-stderr esp-reset -p "$PORT"
    assert_success
    [[ $output != *state=* ]] || fail "$output"
    run --separate-stderr esp-detect -p "$PORT" # the application does not answer
    assert_failure 3
    board_stop
    grep -q '"watchdog_resets": 1,' stats
}

# The stub's UART runs from the PLL.
@test "esp32 stub: the crystal is told right while the stub runs" {
    for crystal in 26 40; do
        board32 --crystal=$crystal
        for i in 1 2; do
            run --separate-stderr esp-detect -p "$PORT" --after=stay
            assert_success
            assert_regex "$output" " crystal=${crystal}000000 .*state=stub"
        done
        board_stop
    done
}

@test "esp32 stub: what the stub finds when it tests itself" {
    esp-mkflash esp32 1M > flash.bin
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 -- esp-detect --self-test
    assert_success
    assert_equal "$(grep -c passed <<< "$output")" 6
    refute_regex "$output" failed
}

# A UART's divisor has sixteenths, so the rates of both sides agree within 0.1 %, at either
# crystal.
@test "esp32 stub: the CPU's clock is doubled, and a rate of 2 Mbaud works" {
    esp-mkflash esp32 1M > flash.bin
    cp flash.bin expect.bin
    for crystal in 26 40; do
        run --separate-stderr esp-sim --chip=esp32 --crystal=$crystal --flash=flash.bin --port=rfc2217 -- \
            esp-read --baud=2000000 -o saved.bin
        assert_success
        assert_equal "$stderr" ""
        cmp expect.bin saved.bin
        run --separate-stderr esp-sim --chip=esp32 --crystal=$crystal --flash=flash.bin --port=rfc2217 -- \
            esp-detect --self-test
        assert_line --regexp "^all of these with the CPU's clock doubled +passed$"
    done
}

# The stub measures its clock against the slow clock before and after it starts the PLL.
@test "esp32 stub: a slow clock whose ticks are late does not keep the CPU slow" {
    esp-mkflash random 512k > flash.bin
    for crystal in 26 40; do
        run --separate-stderr esp-sim --chip=esp32 --crystal=$crystal --flash=flash.bin \
            --chip-manners=slow-clock-jitter --port=rfc2217 --stats=stats -- esp-read -o saved.bin
        assert_success
        cmp flash.bin saved.bin
        stat_is '.cpu_cycles > 80000 * .virtual_ms' stats
    done
}

# No answer comes, but the application's text does.  The moment is right after the stub has
# started.  Much of this test is waiting.
@test "esp32 stub: a watchdog resets the chip in a write, and its application talks" {
    esp-mkflash esp32 256k > flash.bin
    esp-mkflash random 64k 3 > new.bin
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 --paced \
        --stats=stats --watchdog=670:1 -- esp-write -q -b 460800 64k new.bin
    assert_equal "$status: $stderr" "0: "
    tail -c +65537 flash.bin | head -c 64k | cmp - new.bin
    stat_is '.watchdog_resets >= 1' stats
}
