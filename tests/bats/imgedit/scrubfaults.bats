#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit --scrub: what is refused, what is hidden, and sums that stay right.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
}

# rejected TEXT: --scrub fails with status 4 and the text, and writes nothing.
rejected() {
    run -4 esp-imgedit --scrub -o scrubbed.bin dump.bin
    assert_output --partial "$1"
    refute_output --regexp "rosebush|compost|wheelbarrow"
    [ ! -e scrubbed.bin ]
    esp-imgedit --scrub dump.bin > stdout.bin 2> /dev/null || [ $? = 4 ]
    [ ! -s stdout.bin ]
}

# gone TEXT...: --scrub succeeds, and no text is left; nothing is broken that was not.
gone() {
    local text
    for text; do
        grep -qaF -- "$text" dump.bin || fail "the recipe does not have $text"
    done
    esp-imgedit --scrub${SCRUB:-} -o scrubbed.bin dump.bin 2> notices
    for text; do
        ! grep -qaF -- "$text" scrubbed.bin || fail "$text is left"
    done
    refute [ "$(esp-imgedit --info scrubbed.bin | grep -c BROKEN)" -gt "$(esp-imgedit --info dump.bin | grep -c BROKEN)" ]
}

# put OFFSET: writes standard input over dump.bin.
put() {
    dd of=dump.bin bs=1 seek=$(($1)) conv=notrunc status=none
}

@test "esp-imgedit --scrub: an image without a place for settings is refused" {
    cook dump.bin <<< "at 0 noise 0x10000"
    rejected "no place that has settings was recognised"
}

@test "esp-imgedit --scrub: a password within a longer text of a program is named by its place, and refused" {
    cook dump.bin <<< "$(recipe_esp32 | sed 's/noise 0x80/text "key:wheelbarrow-99"/
        s/pswd=str:rosebush/pswd=str:wheelbarrow-99/')"
    rejected "--scrub: 0x1042c: a password, key or network's name is left here"
}

@test "esp-imgedit --scrub: a signed program with a password in it is refused" {
    cook dump.bin <<< "$(recipe_esp32 | sed 's/chip=esp32 entry=0x40081000/& signature=2/
        s/noise 0x80/hex 00776865656c626172726f772d393900/
        s/pswd=str:rosebush/pswd=str:wheelbarrow-99/')"
    rejected "a password that was blanked elsewhere stays here"
    assert_output --partial "the program at 0x10000 is signed for secure boot"
}

@test "esp-imgedit --scrub: within Tasmota's saved configuration, a password is found" {
    cook saved.bin <<< "size 4096
at 0 tasmota version=12.2.0.1 saves=12 $TASMOTA_OPTIONS"
    cook dump.bin <<< "$(recipe_tasmota)"
    python3 - > saved.dmp << 'END'
import sys
data = bytearray(open("saved.bin", "rb").read())
for i in range(2, len(data)):
    data[i] ^= (0x5a + i) & 255
sys.stdout.buffer.write(data)
END
    put 0x90000 < saved.dmp
    rejected "0x90"
}

@test "esp-imgedit --scrub: values of NVS with a blanked password have right CRCs, keys stay whole" {
    cook dump.bin <<< "$(recipe_esp32 | sed 's/pswd=str:rosebush/pswd=str:rosebush-and-thorn/
        s/ns=unit /&note=str:rosebush-and-thorn place=str:the-GardenNetwork24-here /
        s/ssid=str:garden/ssid=str:GardenNetwork24/')"
    gone rosebush-and-thorn GardenNetwork24
    run -0 esp-imgedit --settings scrubbed.bin
    assert_line "nvs:unit/note=******************"
    assert_line "nvs:wifi/channel=6"
    cook dump.bin <<< "$(recipe_esp32 | sed 's/pswd=str:rosebush/pswd=str:password/
        s/ns=unit /&password=str:another /')"
    gone another
}

@test "esp-imgedit --scrub: Tasmota's rules with a blanked password have a right check" {
    cook dump.bin <<< "$(recipe_tasmota)"
    local at
    for at in 0xf8000 0xf9000 0xfb000; do
        printf 'on boot do key rosebush-and-thorn' | put $((at + 0x800))
        python3 - dump.bin $((at)) << 'END'
import sys, zlib, struct
name, at = sys.argv[1], int(sys.argv[2])
data = bytearray(open(name, "rb").read())
data[at+4092:at+4096] = struct.pack("<I", zlib.crc32(data[at:at+4092]))
open(name, "wb").write(data)
END
    done
    gone rosebush-and-thorn compost-heap
    run -0 esp-imgedit --info scrubbed.bin
    refute_output --partial BROKEN
}

@test "esp-imgedit --scrub: dumps of other sizes, and file systems at other places" {
    cook whole.bin <<< "$(recipe_espeasy spiffs)"
    esp-imgedit --trim -o dump.bin whole.bin
    gone rosebush-and-thorn compost-heap garden
    head -c $((0xd0000)) whole.bin > dump.bin
    gone rosebush-and-thorn compost-heap garden
    cat whole.bin whole.bin > dump.bin
    gone rosebush-and-thorn compost-heap garden
    cook dump.bin <<< "$(recipe_espeasy littlefs | sed 's/0x7b000/0x6d000/')"
    gone rosebush-and-thorn compost-heap garden
}

@test "esp-imgedit --scrub: ESPEasy's security.dat without config.dat" {
    cook dump.bin <<< "$(recipe_espeasy spiffs | sed '/config.dat/d')"
    gone rosebush-and-thorn compost-heap garden
}

@test "esp-imgedit --scrub: Tasmota's settings with a wrong check, and of version 5" {
    cook dump.bin <<< "$(recipe_tasmota | sed '/0xf8000/d; /0xf9000/d')"
    printf damaged | put 0xfb800
    gone rosebush-and-thorn compost-heap
    cook dump.bin <<< "$(recipe_tasmota | sed '/0xf8000/d; /0xf9000/d')"
    printf '\x09\x12\x16\x20' | put 0xfb000
    printf '\x00\x00\x0e\x05' | put 0xfb008
    gone rosebush-and-thorn compost-heap
}

@test "esp-imgedit --scrub: Tasmota's damaged blob in NVS, and its damaged file" {
    cook dump.bin <<< "$(recipe_esp32 | sed 's/ns=unit .*/ns=main Settings=blob:726f7365627573682d616e642d74686f726e/')"
    gone rosebush-and-thorn
    cook dump.bin <<< "$(recipe_espeasy littlefs | sed 's/config.dat .*/.settings text "rosebush-and-thorn"/; /security.dat/d')"
    gone rosebush-and-thorn
}

@test "esp-imgedit --scrub: the SDK's sectors in dumps that are padded, cut, or nothing else" {
    cook whole.bin <<< "$RECIPE_ARDUINO
at 0xfd000 sdk"
    printf 'my-house-and-home' | dd of=whole.bin bs=1 seek=$((0xfd040)) conv=notrunc status=none
    esp-imgedit --pad=1536K -o dump.bin whole.bin
    gone my-house-and-home
    tail -c 12288 whole.bin > dump.bin
    gone my-house-and-home
    esp-imgedit --flash-size=1M -o dump.bin whole.bin
    truncate -s $((0xfe000)) dump.bin
    gone my-house-and-home
}

@test "esp-imgedit --scrub: a WiFi password in the SDK's sectors and in the program" {
    cook dump.bin <<< "$(sed 's/0x3ffe8000 noise 0x510/0x3ffe8000 hex 006d792d686f7573652d616e642d686f6d6500/' <<< "$RECIPE_ARDUINO")
at 0xfd000 sdk"
    printf 'my-house-and-home' | put 0xfd040
    gone my-house-and-home
}

@test "esp-imgedit --scrub: NVS without the namespace's entry, and half-written bytes" {
    cook dump.bin <<< "$(recipe_esp32)"
    local at
    # Namespace 2, "unit", is a free name: its entry is erased.
    cook dump.bin <<< "$(recipe_esp32 | sed 's/ip=str/login=str:old-gardener ip=str/')"
    at=$(grep -abo unit dump.bin | head -1 | cut -d: -f1)
    python3 - dump.bin "$at" << 'END'
import sys
name, at = sys.argv[1], int(sys.argv[2])
data = bytearray(open(name, "rb").read())
entry = (at - 8 - 0x9000 - 64) // 32
data[0x9000 + 32 + entry // 4] &= ~(3 << 2 * (entry % 4)) & 255
open(name, "wb").write(data)
END
    gone old-gardener
    cook dump.bin <<< "$(recipe_esp32 | sed '/ns=wifi/d; s/ns=unit .*/ns=unit channel=u8:6/')"
    printf half-written | put 0x9c00
    gone half-written
}

@test "esp-imgedit --scrub: more than 256 values are searched for" {
    local i values=
    for i in {1..200}; do
        values+=" key$i=str:some-secret-$i-x"
    done
    cook dump.bin <<< "size 1M
${RECIPE_BOOT/at 0/at 0x1000}
at 0x8000 table
  nvs data nvs 0x9000 0x10000
  ffat data fat 0x80000 0x40000
end
at 0x9000 nvs size=0x10000
  ns=wifi $values
end
at 0x80000 fat size=0x40000
  A.TXT text \"have some-secret-99-x here\"
end"
    gone some-secret-99-x
}

@test "esp-imgedit --scrub: numbers that are a board's, and the MAC of the calibration" {
    cook dump.bin <<< "$(recipe_esp32 | sed 's/ns=unit .*/ns=unit serial=u64:123456 device_id=u32:77 retries=u8:3\n  ns=phy cal_mac=blob:0203040506ff cal_version=u32:5/')"
    esp-imgedit --scrub -o scrubbed.bin dump.bin
    run -0 esp-imgedit --settings scrubbed.bin
    refute_output --regexp "serial|device_id|cal_mac"
    assert_line "nvs:unit/retries=3"
    assert_line "nvs:phy/cal_version=5"
}

@test "esp-imgedit --scrub: LittleFS whose free space is not known is refused" {
    cook dump.bin <<< "$(recipe_espeasy littlefs | sed "/rules1/a\\
  long.txt text \"$(printf 'much %.0s' {1..3000})\"
")"
    local at
    # The file's second block begins with the number of the first one: 4 bytes, then text.
    for ((at = 0x7b000; at < 0xfb000; at += 4096)); do
        [ "$(dd if=dump.bin bs=1 skip=$((at + 4)) count=4 status=none)" = "uch " ] && break
    done
    printf '\xf0\xf0\xf0' | put $at
    rejected "0x"
}

@test "esp-imgedit --scrub: LittleFS behind the commits of a folder, and in the older block" {
    cook dump.bin <<< "$(recipe_espeasy littlefs)"
    local at
    at=$(grep -abo security.dat dump.bin | head -1 | cut -d: -f1)
    printf old-rosebush-text | put $(((at & ~0xfff) + 0xf00))
    gone old-rosebush-text
}

@test "esp-imgedit --scrub: Tasmota's OTA address and memories" {
    cook dump.bin <<< "$(recipe_tasmota)"
    esp-imgedit --scrub -o scrubbed.bin dump.bin
    ! grep -qa http scrubbed.bin
}
