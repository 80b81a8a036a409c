#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The real boot ROM of an ESP32-C3, which ESP32C3_ROM names, on the virtual chip.

setup() {
    load ../lib/helper
    common_setup
    [ -n "${ESP32C3_ROM:-}" ] || skip "ESP32C3_ROM names no ROM"
    for program in esp-detect esp-erase esp-read esp-verify esp-write; do
        wrap $program "$(command -v $program)" --no-stub
    done
}

teardown() {
    board_stop
}

board_c3() { # OPTION...
    board_start --chip=esp32c3 --rom="$ESP32C3_ROM" --flash=flash.bin "$@"
}

@test "esp32c3, real ROM: the device line of many fuses" {
    while read -r fuses revision rest; do
        rm -f flash.bin
        run --separate-stderr esp-sim --chip=esp32c3 --rom="$ESP32C3_ROM" --flash=flash.bin \
            --fuses="$fuses" --port=rfc2217 -- esp-detect
        assert_success
        [[ $output == *" chip=ESP32-C3 revision=$revision mac=7c:df:a1:16:45:d2 crystal=40000000 "*"$rest"*" flash-id=ef4016 flash-size=4194304" ]] ||
            fail "$output"
    done <<BOARDS
minor=4             0.4
minor=3,flash=4mb   0.3 flash-4mb
revision=1,minor=1  1.1
crypt-count=1       0.4 flash-encryption
BOARDS
}

# The ROM's loader and our stub talk by the virtual chip's USB-Serial/JTAG.
@test "esp32c3, real ROM: by the chip's own USB port, with our stub and without it" {
    mkdir by-id
    link=$PWD/by-id/usb-Espressif_USB_JTAG_serial_debug_unit_7C:DF:A1:16:45:D2-if00
    # LD_PRELOAD accepts no name with a space
    cp "$ESP_BUILDDIR/tests/sim/ttylines.so" "$BATS_TEST_TMPDIR/ttylines.so"
    export ESP_SIM_LINES=$PWD/lines
    on_usb() { # without the --no-stub of setup()
        local program=$ESP_BUILDDIR/bin/$1
        shift
        LD_PRELOAD=$BATS_TEST_TMPDIR/ttylines.so${LD_PRELOAD:+:$LD_PRELOAD} "$program" "$@" -p "$link"
    }
    esp-mkflash random 256k > flash.bin
    cp flash.bin expect.bin
    esp-mkflash random 64k 9 | head -c 20001 > part.bin
    dd if=part.bin of=expect.bin bs=4096 seek=16 conv=notrunc status=none
    board_c3 --port="usb-jtag:$link" --lines="$PWD/lines" --stats=stats
    for way in "" --no-stub; do
        on_usb esp-read $way -q | cmp - flash.bin
    done
    on_usb esp-write --no-stub -q --offset=0x10000 part.bin
    on_usb esp-verify --no-stub -q --offset=0x10000 part.bin
    on_usb esp-erase -q --offset=0x10000 --size=0x5000
    on_usb esp-write -q --offset=0x10000 part.bin
    run --separate-stderr on_usb esp-verify -v --offset=0x10000 part.bin
    assert_success
    assert_regex "$stderr" "stub answers"$'\n'
    board_stop
    cmp -n 65536 expect.bin flash.bin
    cmp part.bin <(tail -c +65537 flash.bin | head -c 20001)
    stat_is '.usb_lost == 0 and .trouble == ""' stats
}

@test "esp32c3, real ROM: it measures each rate of the first contact" {
    head -c 65536 /dev/zero > flash.bin
    for rate in 57600 115200 230400 921600 2000000; do
        run esp-sim --chip=esp32c3 --rom="$ESP32C3_ROM" --flash=flash.bin --port=rfc2217 -- \
            esp-detect --connect-baud=$rate
        assert_success
    done
}

@test "esp32c3, real ROM: esp-read, esp-write, esp-verify and esp-erase" {
    esp-mkflash random 4M > flash.bin
    cp flash.bin expect.bin
    esp-mkflash random 64k 9 | head -c 50001 > part.bin
    board_c3 --port=rfc2217
    esp-read -q -p "$PORT" --size=256k -o part0.bin
    head -c 262144 expect.bin | cmp - part0.bin
    esp-read -q -p "$PORT" --offset=3145729 --size=63 | cmp - <(tail -c +3145730 expect.bin | head -c 63)
    esp-write -q -p "$PORT" --offset=0x1e801 part.bin
    esp-verify -q -p "$PORT" --offset=0x1e801 part.bin
    esp-erase -q -p "$PORT" --offset=0x40000 --size=0x10000
    board_stop
    dd if=part.bin of=expect.bin bs=1 seek=$((0x1e801)) conv=notrunc status=none
    head -c 65536 /dev/zero | tr '\0' '\377' |
        dd of=expect.bin bs=4096 seek=64 conv=notrunc status=none
    cmp expect.bin flash.bin
}
