#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A board on what libserialport takes for a USB adapter: a pty in the place of
# /dev/ttyUSB0, with DTR and RTS by ttylines.so.

setup() {
    load helper
    common_setup
    "$ESP_SRCDIR/tests/with-ports" -- true 2> /dev/null || skip "needs root and mount namespaces"
    esp-mkflash firmware 512k > flash.bin
    board_start --flash=flash.bin --lines="$PWD/lines" --stats=stats.json
    # LD_PRELOAD takes no name with a space
    cp "$ESP_BUILDDIR/tests/sim/ttylines.so" "$BATS_TEST_TMPDIR/ttylines.so"
    cat > on-usb <<SH
#!/bin/sh
# Runs its arguments where the board is /dev/ttyUSB0.
export ESP_SIM_LINES='$PWD/lines'
exec '$ESP_SRCDIR/tests/with-ports' ttyUSB0='$PORT',A50285BI -- \
    env ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD='$BATS_TEST_TMPDIR/ttylines.so' "\$@"
SH
    chmod +x on-usb
}

teardown() {
    board_stop
}

@test "serial: the only USB adapter is found, reset into the loader, backed up, restarted" {
    run --separate-stderr ./on-usb sh -c 'esp-detect | tee line | esp-read > dump.bin'
    assert_equal "$status: $stderr" "0: "
    cmp flash.bin dump.bin
    run cat line
    assert_output --regexp '^port=/dev/ttyUSB0 chip=ESP8266EX .* flash-size=524288$'
    board_stop
    stat_is '.resets >= 5' stats.json # power-on, then twice into the loader and back
}

@test "serial: a link to the adapter, such as /dev/serial/by-id has" {
    ln -s /dev/ttyUSB0 my-board
    run --separate-stderr ./on-usb esp-read -p my-board -o dump.bin
    assert_equal "$status: $stderr" "0: "
    cmp flash.bin dump.bin
}

@test "serial: a port in use is said to be" {
    run --separate-stderr ./on-usb sh -c '
        esp-read --progress=none > out &
        until [ -s out ] || ! kill -0 $!; do sleep 0.05; done
        esp-detect; status=$?
        wait; exit $status'
    assert_equal "$status" 3
    assert_regex "$stderr" '^esp-detect: /dev/ttyUSB0: .*(in use|another program)'
}

@test "serial: the adapter is pulled out while it is read" {
    board_stop
    board_start --flash=flash.bin --lines="$PWD/lines" --unplug=to-host:100000
    sed -i "s,/dev/pts/[0-9]*,$PORT," on-usb
    run --separate-stderr ./on-usb esp-read -o dump.bin
    assert_equal "$status" 3
    assert_regex "$stderr" '^esp-read: /dev/ttyUSB0: '
    assert_file_not_exist dump.bin
}
