#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the ESP32 tells about itself: device lines in full, of many boards.

setup() {
    load ../lib/helper
    common_setup
    MAC="mac=24:0a:c4:16:45:d2"
    X40="crystal=40000000"
    USUAL="features=wifi,bt,dual-core,240mhz" # of a chip with two cores and nothing inside
    V3="chip=ESP32-D0WD-V3 revision=3.0"
    FLASH="flash-id=ef4016 flash-size=4194304"
    INSIDE="flash-pads=6,17,8,16,11" # the pins of a flash inside the package
}

# detects FUSES LINE [OPTION...]: the board's device line, without its port.
detects() {
    local fuses=$1 line=$2
    shift 2
    rm -f flash.bin
    run --separate-stderr esp-sim --chip=esp32 ${fuses:+"--fuses=$fuses"} --flash=flash.bin \
        "$@" --port=rfc2217 -- esp-detect
    assert_success
    assert_equal "${output#port=* }" "$line"
}

# says TEXT: what esp-detect told besides the line; with no TEXT, nothing.
says() {
    assert_equal "${stderr#esp-detect: rfc2217://*:*: }" "$1"
}

@test "esp32 identity: each package, with the memory inside and the pins that the fuses name" {
    while read -r fuses chip revision features rest; do
        detects "$fuses" "chip=$chip revision=$revision $MAC $X40 features=$features${rest:+ $rest} $FLASH"
        says ""
    done <<BOARDS
package=d0wdq6,revision=0            ESP32-D0WDQ6     0.0  wifi,bt,dual-core,240mhz
package=d0wdq6,revision=1            ESP32-D0WDQ6     1.0  wifi,bt,dual-core,240mhz
package=d0wdq6,revision=1,minor=1    ESP32-D0WDQ6     1.1  wifi,bt,dual-core,240mhz
package=d0wdq6,revision=3,minor=1    ESP32-D0WDQ6-V3  3.1  wifi,bt,dual-core,240mhz
package=d0wdq6,revision=1,single-core ESP32-S0WDQ6    1.0  wifi,bt,single-core,240mhz
package=d0wd,revision=1              ESP32-D0WD       1.0  wifi,bt,dual-core,240mhz
package=d0wd,revision=2              ESP32-D0WD       2.0  wifi,bt,dual-core,240mhz
package=d0wd,revision=3,single-core  ESP32-S0WD       3.0  wifi,bt,single-core,240mhz
package=d0wd                         ESP32-D0WD-V3    3.0  wifi,bt,dual-core,240mhz
package=d0wd,minor=1                 ESP32-D0WD-V3    3.1  wifi,bt,dual-core,240mhz
package=d2wd,160mhz                  ESP32-D2WD       1.0  wifi,bt,dual-core,160mhz,flash-2mb $INSIDE
package=u4wdh,single-core,no-bt      ESP32-U4WDH      3.0  wifi,single-core,240mhz,flash-4mb $INSIDE
package=pico-d4                      ESP32-PICO-D4    1.0  wifi,bt,dual-core,240mhz,flash-4mb $INSIDE
package=pico-v3                      ESP32-PICO-V3    3.0  wifi,bt,dual-core,240mhz,flash-4mb $INSIDE
package=pico-v3-02                   ESP32-PICO-V3-02 3.0  wifi,bt,dual-core,240mhz,flash-8mb,psram-2mb $INSIDE
package=d0wdr2                       ESP32-D0WDR2-V3  3.0  wifi,bt,dual-core,240mhz,psram-2mb
vref=7,coding=3/4                    ESP32-D0WD-V3    3.0  wifi,bt,dual-core,240mhz,vref,coding-3/4
coding=repeat                        ESP32-D0WD-V3    3.0  wifi,bt,dual-core,240mhz,coding-repeat
BOARDS
}

@test "esp32 identity: a crystal of 26 MHz" {
    detects "" "$V3 $MAC crystal=26000000 $USUAL $FLASH" --crystal=26
    says ""
}

@test "esp32 identity: encryption counts the bits of its counter" {
    detects crypt-count=1 "$V3 $MAC $X40 $USUAL flash-encryption=on $FLASH"
    detects crypt-count=3 "$V3 $MAC $X40 $USUAL $FLASH"
    detects crypt-count=7,crypt-config=15,keys-hidden \
        "$V3 $MAC $X40 $USUAL flash-encryption=on $FLASH"
    detects crypt-count=15 "$V3 $MAC $X40 $USUAL $FLASH"
    detects crypt-count=127,no-dl-encrypt,no-dl-decrypt,no-dl-cache \
        "$V3 $MAC $X40 $USUAL flash-encryption=on disabled=dl-encrypt,dl-decrypt,dl-cache $FLASH"
    says ""
}

@test "esp32 identity: secure boot, by the revision" {
    detects secure-boot-v1 "$V3 $MAC $X40 $USUAL secure-boot=v1 $FLASH"
    detects secure-boot-v2,no-jtag "$V3 $MAC $X40 $USUAL secure-boot=v2 disabled=jtag $FLASH"
    detects secure-boot-v1,crypt-count=1 \
        "$V3 $MAC $X40 $USUAL flash-encryption=on secure-boot=v1 $FLASH"
    detects secure-boot-v1,package=d0wdq6 \
        "chip=ESP32-D0WDQ6 revision=1.0 $MAC $X40 $USUAL secure-boot=v1 $FLASH"
    # Older chips do not have v2.
    detects secure-boot-v2,package=d0wdq6 "chip=ESP32-D0WDQ6 revision=1.0 $MAC $X40 $USUAL $FLASH"
}

@test "esp32 identity: a MAC address that does not fit its check sum is told and not used" {
    detects bad-mac-crc "$V3 $X40 $USUAL $FLASH"
    says "the MAC address 24:0a:c4:16:45:d2 in the chip's fuses does not fit its check sum (0x0b, not 0xf4), so it is not used"
}

@test "esp32 identity: esp-erase keeps the encrypted table, which cannot be found" {
    local why="the range may hold a part of the bootloader, or its partition table, and flash encryption is on: this chip starts no bootloader that it has not encrypted itself; --force erases it all the same"
    load ../lib/image
    erases() { # OFFSET
        run --separate-stderr esp-sim --chip=esp32 --fuses=crypt-count=1 --flash=flash.bin --port=pty:board -- \
            esp-erase -q -p board --no-stub --offset="$1" --size=4k
    }
    # NVS is plain text, and begins behind the table.
    printf 'size 1M\nat 0x1000 noise 0x8000\nat 0x9000 nvs size=0x3000\n  ns=app k=u8:1\nend\nat 0x10000 noise 0x8000\n' | cook flash.bin
    erases 0x8000
    assert_equal "$status: $stderr" "4: esp-erase: board: $why"
    erases 0xa000
    assert_success
    erases 0x10000
    assert_success
    printf 'size 1M\nat 0x1000 noise 0x18000\n' | cook flash.bin
    for offset in 0x8000 0x9000 0x10000; do
        erases $offset
        assert_equal "$status: $stderr" "4: esp-erase: board: $why"
    done
    erases 0x11000
    assert_success
}

@test "esp32 identity: a board without a MAC address is another than one with it" {
    local mac=24:0a:c4:16:45:d2 force="--force replaces it all the same"
    reads_over() { # [SIMULATOR-OPTION...]
        run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin "$@" --port=pty:board -- \
            esp-read -q -p board --no-stub --size=4k -o dump.bin
    }
    esp-mkflash blank 512k > flash.bin
    reads_over
    assert_success
    reads_over --fuses=bad-mac-crc
    assert_failure 4
    assert_equal "${stderr_lines[-1]}" "esp-read: board: dump.bin is of the board $mac, and this one tells no MAC address; $force"
    rm dump.bin
    reads_over --fuses=bad-mac-crc
    assert_success
    reads_over --fuses=bad-mac-crc
    assert_success
    reads_over
    assert_failure 4
    assert_equal "$stderr" "esp-read: board: dump.bin is of a board that told no MAC address, and this one is $mac; $force"
}

@test "esp32 identity: a custom MAC address stands beside the factory's" {
    detects custom-mac "$V3 $MAC custom-mac=24:0a:c4:0b:0c:0d $X40 $USUAL $FLASH"
    says ""
    detects custom-mac=0xfefdfc,coding=3/4 \
        "$V3 $MAC custom-mac=24:0a:c4:fe:fd:fc $X40 $USUAL,coding-3/4 $FLASH"
    detects custom-mac,bad-custom-mac-crc "$V3 $MAC $X40 $USUAL $FLASH"
    [[ $stderr == *": the custom MAC address 24:0a:c4:0b:0c:0d in the chip's fuses does not fit its check sum (0x"*"so it is not used" ]] ||
        fail "$stderr"
    detects custom-mac,bad-custom-mac-crc,bad-mac-crc "$V3 $X40 $USUAL $FLASH"
    [[ $stderr == *"the MAC address 24:0a:c4:16:45:d2 "*"is not used; the custom MAC address 24:0a:c4:0b:0c:0d "*"so it is not used" ]] ||
        fail "$stderr"
}

@test "esp32 identity: sizes of flash" {
    for size in 512k:13 1M:14 2M:15 4M:16 8M:17 16M:18; do
        detects "" "$V3 $MAC $X40 $USUAL flash-id=ef40${size#*:} flash-size=$(numfmt --from=iec "$(tr k K <<< "${size%:*}")")" \
            --flash-size="${size%:*}"
        says ""
    done
}

# A W25Q256FV, which has no commands with four bytes of address for changes.
@test "esp32 identity: of 32 MB the first 16 MB can be reached, and no more is tried" {
    head -c 32M /dev/zero | tr '\0' '\377' > flash.bin
    board_start --chip=esp32 --flash=flash.bin --flash-manners=no-4byte --port=rfc2217
    run --separate-stderr esp-detect -p "$PORT"
    assert_success
    assert_output "port=$PORT $V3 $MAC $X40 $USUAL flash-id=ef4019 flash-size=33554432 flash-reach=16777216"
    assert_equal "$stderr" "esp-detect: $PORT: the flash has 32 MiB, and only the first 16 MiB can be reached"
    run --separate-stderr esp-read --no-stub -p "$PORT" -o dump.bin
    assert_failure 2
    assert_equal "${stderr_lines[-1]}" "esp-read: $PORT: 0x2000000 bytes from 0x0 on go past the first 16 MiB of the flash, which can be reached; --offset=0x0 --size=0x1000000 ends there"
    assert_file_not_exist dump.bin
    run --separate-stderr esp-read --no-stub -p "$PORT" --offset=16M --size=4k -o dump.bin
    assert_failure 2
    assert_equal "${stderr_lines[-1]}" "esp-read: $PORT: 0x1000000 is past the first 16 MiB of the flash, which can be reached"
    run --separate-stderr esp-erase --no-stub -p "$PORT" --all
    assert_failure 2
    # What wraps would change the first sectors.
    head -c 8192 /dev/zero > image.bin
    run --separate-stderr esp-write --no-stub -p "$PORT" --offset=0xfff000 image.bin
    assert_failure
    [[ ${stderr_lines[-1]} == *": the image goes past 0x1000000, where the flash addresses of this chip end" ]] ||
        fail "$stderr"
    esp-write --no-stub -q -p "$PORT" --offset=0xffe000 image.bin
    esp-read --no-stub -q -p "$PORT" --offset=0xffe000 --size=8k | cmp - image.bin
    board_stop
    head -c 8192 flash.bin | tr -d '\377' | cmp - /dev/null
}

@test "esp32 identity: the fuses, the pin or a program choose the supply of the flash" {
    detects voltage=3.3 "$V3 $MAC $X40 $USUAL flash-voltage=3.3 $FLASH"
    detects voltage=1.8 "$V3 $MAC $X40 $USUAL flash-voltage=1.8 $FLASH"
    detects voltage=off "$V3 $MAC $X40 $USUAL flash-voltage=off $FLASH"
    detects "" "$V3 $MAC $X40 $USUAL flash-voltage=1.8 $FLASH" --chip-manners=strap-1v8
    detects voltage=3.3 "$V3 $MAC $X40 $USUAL flash-voltage=3.3 $FLASH" --chip-manners=strap-1v8
}

@test "esp32 identity: a flash that does not answer, at a supply of 1.8 V" {
    run --separate-stderr esp-sim --chip=esp32 --chip-manners=strap-1v8 --flash-dies=0:1 \
        --flash=flash.bin --port=rfc2217 -- esp-read --no-stub -q -o dump.bin
    assert_failure 3
    [[ $stderr == *": the flash does not answer (its ID reads ffffff): its supply is 1.8 V, because GPIO12 was high at the reset" ]] ||
        fail "$stderr"
}

# The virtual flash hangs on the pins that the fuses name: to attach other pins reaches nothing.
@test "esp32 identity: pads 30 and 31 are GPIO32 and 33; impossible pads are the usual ones" {
    detects pads=0x3dffe,pad-hd=31 "$V3 $MAC $X40 $USUAL flash-pads=32,33,23,7,33 $FLASH"
    detects pads=0xfffff,pad-hd=31 "$V3 $MAC $X40 $USUAL $FLASH"
    detects pads=0x0a0c6 "$V3 $MAC $X40 $USUAL $FLASH" # CLK and Q on one pin
}

@test "esp32 identity: a flash inside the package is read, written and erased" {
    esp-mkflash random 512k | head -c 20000 > part.bin
    for fuses in package=pico-d4 package=u4wdh package=d2wd pads=0x3dffe,pad-hd=31; do
        rm -f flash.bin
        board_start --chip=esp32 --fuses=$fuses --flash=flash.bin --flash-size=2M --port=rfc2217
        esp-write -q -p "$PORT" --offset=0x10000 part.bin
        esp-read -q -p "$PORT" --offset=0x10000 --size=20000 | cmp - part.bin
        esp-erase -q -p "$PORT" --offset=0x11000 --size=4k
        board_stop
        tail -c +65537 flash.bin | head -c 4096 | cmp - <(head -c 4096 part.bin)
        tail -c +69633 flash.bin | head -c 4096 | tr -d '\377' | cmp - /dev/null
    done
}

@test "esp32 identity: the lines of the real ROM are the same" {
    [ -n "${ESP32_ROM:-}" ] || skip "ESP32_ROM names no ROM"
    for fuses in "" package=pico-d4 pads=0x3dffe,pad-hd=31 custom-mac crypt-count=1,secure-boot-v2; do
        rm -f flash.bin
        ESP32_ROM='' run esp-sim --chip=esp32 ${fuses:+"--fuses=$fuses"} --flash=flash.bin --port=rfc2217 -- esp-detect
        detects "$fuses" "${output#port=* }" --rom="$ESP32_ROM"
        [[ $output == *" $FLASH" ]] || fail "$output"
    done
}

@test "esp32 identity: esp-erase keeps the bootloader of a chip with secure boot or encryption" {
    local boot="the range holds the bootloader, and" force="--force erases it all the same"
    esp-mkflash esp32 1M > before.bin
    while read -r fuses range why; do
        cp before.bin flash.bin
        board_start --chip=esp32 --fuses="$fuses" --flash=flash.bin --port=rfc2217
        # shellcheck disable=SC2086 # the range is two options
        run --separate-stderr esp-erase --no-stub -p "$PORT" ${range//,/ }
        if [ -n "$why" ]; then
            assert_failure 4
            assert_equal "$stderr" "esp-erase: $PORT: $boot $why; $force"
            board_stop
            cmp before.bin flash.bin
        else
            assert_success
        fi
        board_stop
    done <<RANGES
secure-boot-v1 --all                        secure boot (v1) is on: this chip starts no bootloader that is not signed for it
secure-boot-v1 --offset=0,--size=4k         secure boot (v1) is on: this chip starts no bootloader that is not signed for it
secure-boot-v2 --offset=0,--size=4k
secure-boot-v2 --offset=0x7000,--size=4k    secure boot (v2) is on: this chip starts no bootloader that is not signed for it
secure-boot-v2 --offset=0x8000,--size=4k
crypt-count=1  --offset=0,--size=4k
crypt-count=1  --offset=0x11000,--size=4k
crypt-count=1  --offset=0x1000,--size=4k    flash encryption is on: this chip starts no bootloader that it has not encrypted itself
crypt-count=3  --offset=0x1000,--size=4k
no-jtag        --offset=0x1000,--size=4k
RANGES
    cp before.bin flash.bin
    board_start --chip=esp32 --fuses=secure-boot-v2,crypt-count=1 --flash=flash.bin --port=rfc2217
    esp-erase -q --no-stub -p "$PORT" --force --offset=0 --size=32k
    board_stop
    head -c 32768 flash.bin | tr -d '\377' | cmp - /dev/null
}
