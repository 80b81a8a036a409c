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
        refute_regex "$stderr" "$first"$'(\n|$)'
        refute_regex "$stderr" "baud"
        cmp dump.bin <(head -c 32768 flash.bin)
        board_stop
    done
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
    refute_regex "$stderr" "RX|GPIO0"
}
