#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A board behind its chip's own USB port, which goes away at each reset of the chip and comes
# back as another device.  The name in by-id stays the same, and leads to the new device.
#
# Copyright (C) 2026 the esputils authors
# bats file_tags=one-way,one-port

setup() {
    load ../lib/helper
    common_setup
    mkdir by-id
    LINK=$PWD/by-id/usb-Espressif_USB_JTAG_serial_debug_unit_7C:DF:A1:16:45:D2-if00
    esp-mkflash random 256k > flash.bin
    # LD_PRELOAD accepts no name with a space
    cp "$ESP_BUILDDIR/tests/sim/ttylines.so" "$BATS_TEST_TMPDIR/ttylines.so"
    export ESP_SIM_LINES=$PWD/lines
}

teardown() {
    board_stop
}

usb_board() {
    board_start --chip=esp32c3 --flash=flash.bin --port="usb-jtag:$LINK" --lines="$PWD/lines" \
        --stats=stats.json "$@"
}

on_usb() {
    LD_PRELOAD=$BATS_TEST_TMPDIR/ttylines.so${LD_PRELOAD:+:$LD_PRELOAD} "$@"
}

@test "usbport: the port comes back under another name, and the work goes on" {
    for away in 50 2000; do
        usb_board --usb-away=$away
        first=$(readlink "$LINK")
        run --separate-stderr on_usb esp-read -v -p "$LINK" -o dump.bin --size=32k
        assert_success
        assert_regex "$stderr" "came back after [0-9]+ ms as /dev/pts/"
        assert_regex "$stderr" "stub answers"$'\n'
        refute_regex "$stderr" "$first"$'(\n|$)'
        refute_regex "$stderr" "baud"
        cmp dump.bin <(head -c 32768 flash.bin)
        board_stop
        rm dump.bin*
    done
}

# The controller counts what a program puts into a FIFO that takes nothing.
@test "usbport: all the work, by our stub and by the ROM" {
    for way in "" --no-stub; do
        esp-mkflash esp32c3 256k > flash.bin
        cp flash.bin expect.bin
        esp-mkflash random 64k 9 | head -c 50001 > part.bin
        usb_board
        run --separate-stderr on_usb esp-detect $way -p "$LINK"
        assert_success
        assert_regex "$output" " chip=ESP32-C3 .* crystal=40000000 .*flash-size=262144"
        on_usb esp-read $way -q -p "$LINK" --size=64k | cmp - <(head -c 65536 flash.bin)
        on_usb esp-write $way -q -p "$LINK" --offset=0x1e801 part.bin
        on_usb esp-verify $way -q -p "$LINK" --offset=0x1e801 part.bin
        on_usb esp-erase $way -q -p "$LINK" --offset=0x10000 --size=0x4000
        run --separate-stderr on_usb esp-reset $way -p "$LINK"
        assert_success
        board_stop
        dd if=part.bin of=expect.bin bs=1 seek=$((0x1e801)) conv=notrunc status=none
        head -c 16384 /dev/zero | tr '\0' '\377' |
            dd of=expect.bin bs=4096 seek=16 conv=notrunc status=none
        cmp expect.bin flash.bin
        stat_is '.usb_lost == 0 and .flash.violations == 0 and .trouble == ""' stats.json
    done
}

@test "usbport: the next program finds the stub that one left; what is estimated is not a line's" {
    usb_board
    run --separate-stderr on_usb esp-detect -p "$LINK" --after=stay
    assert_success
    assert_regex "$output" "state=stub"
    run --separate-stderr on_usb esp-read -v -o dump.bin <<< "$output"
    assert_success
    cmp dump.bin flash.bin
    refute_regex "$stderr" "went away|baud"
    esp-mkflash random 64k 7 > new.bin
    run --separate-stderr on_usb esp-write --dry-run -p "$LINK" --offset=0x10000 new.bin
    assert_success
    # 64 KiB take 711 ms at 921600 baud
    [[ $output =~ line-ms=([0-9]+) ]]
    assert [ "${BASH_REMATCH[1]}" -lt 300 ]
    board_stop
    stat_is '.usb_lost == 0' stats.json
}

@test "usbport: the port goes away in the middle of the work, which goes on" {
    esp-mkflash esp32c3 1M > flash.bin
    esp-mkflash random 1M 9 | head -c 300000 > part.bin
    usb_board --usb-away=700 --watchdog=1500:1
    run --separate-stderr on_usb esp-write -v -p "$LINK" --offset=0x10000 part.bin
    assert_success
    assert_regex "$stderr" "went away.*went away.*the chip fell silent and was reset; going on"
    board_stop
    cmp part.bin <(tail -c +65537 flash.bin | head -c 300000)
}

@test "usbport: written, and reset; --baud is said to have no meaning" {
    usb_board
    esp-mkflash random 64k 7 | head -c 8192 > new.bin
    run --separate-stderr on_usb esp-write --baud=460800 -p "$LINK" --offset=0x1000 new.bin
    assert_success
    assert_regex "$stderr" "--baud has no meaning here"
    run --separate-stderr on_usb esp-reset -p "$LINK"
    assert_success
    board_stop
    cmp new.bin <(tail -c +4097 flash.bin | head -c 8192)
}

@test "usbport: a port that does not come back is a dead line" {
    usb_board --usb-away=60000
    run --separate-stderr on_usb esp-detect -p "$LINK"
    assert_equal "$status" 3
    assert_regex "$stderr" "did not come back within 5 s: is the cable pulled"
}

# The port goes away because another board is plugged in, which then has the port's name.
@test "usbport: another board that takes the port's name is not read" {
    for after in 4000 12000; do # bytes
        usb_board --swap=$after:24:0a:c4:00:00:01
        run --separate-stderr on_usb esp-read -v -p "$LINK" -o dump.bin
        assert_equal "$status" 3
        assert_regex "$stderr" $'came back after [^\n]*\n(.*\n)?esp-read: [^\n]*: another board is on that port now: its MAC address is 24:0a:c4:00:00:01'
        assert_file_not_exist dump.bin
        board_stop
    done
}

# The button was held when the board started, so a reset of the core stays in download mode.
@test "usbport: the watchdog takes a board out of download mode, or the button is named" {
    usb_board --boot=download
    run --separate-stderr on_usb esp-detect -p "$LINK"
    assert_success
    refute_regex "$stderr" "RESET"
    board_stop
    stat_is '.watchdog_resets == 1' stats.json
    usb_board --boot=download --fuses=secure-download
    run --separate-stderr on_usb esp-detect -p "$LINK"
    assert_success
    assert_regex "$stderr" "if the board stays in download mode, press its RESET button \(EN\)"
    board_stop
    stat_is '.watchdog_resets == 0' stats.json
}

@test "usbport: a port that is there, but whose chip does not answer" {
    usb_board --wiring=none --boot=app
    run --separate-stderr on_usb esp-detect -p "$LINK"
    assert_equal "$status" 3
    assert_regex "$stderr" "hold its BOOT button while you press and release RESET"
    refute_regex "$stderr" "baud"
    refute_regex "$stderr" "RX|GPIO0"
}

# Its application restarts itself, which resets the CPU alone; and it prints at the port.
@test "usbport: an application that crashes again and again, or that floods the port" {
    for trouble in --crash-loop --flood; do
        esp-mkflash esp32c3 256k > flash.bin
        usb_board $trouble
        run --separate-stderr on_usb esp-read -q -p "$LINK" -o dump.bin
        assert_equal "$status: $stderr" "0: "
        cmp dump.bin flash.bin
        board_stop
        rm dump.bin*
    done
}

@test "usbport: a virtual chip without such a port has none" {
    run esp-sim --chip=esp32 --flash=flash.bin --port="usb-jtag:$LINK" -- true
    assert_equal "$status: $output" "2: esp-sim: this chip has no USB port of its own"
    assert_link_not_exist "$LINK"
}

# The core's reset does not reach the watchdogs, which go on as the application left them.
@test "usbport: by the ROM, with the super watchdog on" {
    usb_board --chip-manners=super-watchdog --paced
    run --separate-stderr on_usb esp-read --no-stub -q -p "$LINK" -o dump.bin
    assert_equal "$status: $stderr" "0: "
    cmp dump.bin flash.bin
    board_stop
    # The watchdog bites every second; before the first contact and after the last one it may.
    stat_is '.watchdog_resets <= 2 and .virtual_ms > 2500' stats.json
}

@test "usbport: by the ROM, with watchdogs that cannot be stopped: said, and the work is done" {
    usb_board --chip-manners=closed-watchdog
    run --separate-stderr on_usb esp-read --no-stub -p "$LINK" -o dump.bin
    assert_equal "$status" 0
    [[ $stderr = "esp-read: "*": the chip's watchdogs cannot be stopped, and may reset the chip: their registers are 0x"* ]]
    cmp dump.bin flash.bin
    board_stop
}
