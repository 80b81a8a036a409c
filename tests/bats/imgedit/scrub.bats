#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit --scrub: a dump that can be posted.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
}

# holds FILE TEXT: the file has the text, plain or in UTF-16.
holds() {
    LC_ALL=C grep -qaF -- "$2" "$1" ||
        LC_ALL=C grep -qaP -- "$(sed 's/./&\\x00/g' <<< "$2")" "$1"
}

# clean TEXT...: dump.bin has each text, and after --scrub no text is left in scrubbed.bin;
# the image is as sound as before.
clean() {
    local text
    for text; do
        holds dump.bin "$text" || fail "the recipe does not have $text"
    done
    esp-imgedit --scrub${SCRUB:-} -o scrubbed.bin dump.bin 2> notices
    for text; do
        ! holds scrubbed.bin "$text" || fail "$text is left"
    done
    esp-imgedit --info dump.bin | grep -c BROKEN > before || true
    esp-imgedit --info scrubbed.bin | grep -c BROKEN > after || true
    assert_equal "$(cat after)" "$(cat before)"
    ! grep -E "rosebush|garden|compost|wheelbarrow" notices
}

@test "esp-imgedit --scrub: ESPEasy in SPIFFS and LittleFS, and the SDK's sectors" {
    local fs
    for fs in spiffs littlefs "littlefs inline=1000"; do
        cook dump.bin <<< "$(recipe_espeasy "$fs" | sed '/rules1/a\
  rules2.txt text "publish rosebush-and-thorn to compost-heap"
')
at 0xfc000 rf
at 0xfd000 sdk"
        clean Golden garden rosebush-and-thorn compost-heap "ssid and password" \
            $'\xc0\xa8\x00\x64\xc0\xa8\x00\x01'
        grep -q "0xfd000-0xfffff: the SDK's WiFi settings" notices
        grep -q "ESPEasy's settings in the file security.dat" notices
        grep -q "also in the file rules2.txt" notices
        run -0 esp-imgedit --settings scrubbed.bin
        assert_line "espeasy:name="
        assert_line "espeasy:ip=0.0.0.0"
        assert_line "espeasy:key="
        esp-imgedit --fs-get=rules1.txt scrubbed.bin | grep -q "endon"
        # The start values of the radio stay, its calibration goes on request.
        cmp <(tail -c +$((0xfc001)) dump.bin | head -c 128) <(tail -c +$((0xfc001)) scrubbed.bin | head -c 128)
    done
}

@test "esp-imgedit --scrub: free space of SPIFFS and LittleFS has no old values" {
    local fs
    for fs in spiffs littlefs; do
        cook dump.bin <<< "$(recipe_espeasy "$fs")"
        # An old copy of the settings in the middle of the free space.
        printf 'old name, password: Old-Gate-Key-77' |
            dd of=dump.bin bs=1 seek=$((0xc0910)) conv=notrunc status=none
        clean Old-Gate-Key-77
    done
}

@test "esp-imgedit --scrub: all copies of Tasmota's settings" {
    cook dump.bin <<< "$(recipe_tasmota)
at 0xfa000 tasmota version=7.1.0.0 saves=2 $TASMOTA_OPTIONS
at 0xfc000 rf"
    printf 'damaged' | dd of=dump.bin bs=1 seek=$((0xf8800)) conv=notrunc status=none
    esp-imgedit --scrub -o scrubbed.bin dump.bin 2> notices
    for text in golden garden rosebush-and-thorn compost-heap gardener wheelbarrow pump Well; do
        holds dump.bin $text
        ! holds scrubbed.bin $text || fail "$text is left"
    done
    esp-imgedit --info scrubbed.bin # nothing is broken, and the damaged copy is gone
    run -0 esp-imgedit --settings scrubbed.bin
    assert_line "tasmota:hostname=%s-%04d"
    assert_line "tasmota:topic=tasmota_%06X"
    assert_line "tasmota:ssid1="
    assert_line "tasmota:ip=0.0.0.0"
}

@test "esp-imgedit --scrub: NVS, with old values and blobs, and a password within the program" {
    cook dump.bin <<< "$(recipe_esp32 | sed 's/noise 0x80/hex 00776865656c626172726f772d393900/
        s/ns=wifi ssid=str:garden pswd=str:rosebush/ns=wifi ssid=str:garden pswd=str:wheelbarrow-99/')"
    esp-imgedit --set=nvs:wifi/pswd=temporary-key --set=nvs:wifi/pswd=wheelbarrow-99 \
        --set=nvs:cloud/token=blob:636f6d706f73742d68656170 -o old.bin dump.bin
    mv old.bin dump.bin
    clean wheelbarrow-99 garden compost-heap
    ! holds scrubbed.bin temporary-key
    grep -q "the value in NVS wifi/pswd" notices
    run -0 esp-imgedit --settings scrubbed.bin
    assert_line "nvs:wifi/channel=6"
    esp-imgedit --info scrubbed.bin > info
    grep -q "checksum .*right" info
    ! cmp -s <(tail -c +65537 dump.bin) <(tail -c +65537 scrubbed.bin)
}

@test "esp-imgedit --scrub: NVS that cannot be read is erased" {
    cook dump.bin <<< "$(recipe_esp32)
at 0x9000 noise 0x5000"
    esp-imgedit --scrub -o scrubbed.bin dump.bin
    cmp <(tail -c +$((0x9001)) scrubbed.bin | head -c $((0x5000))) \
        <(head -c $((0x5000)) /dev/zero | tr '\0' '\377')
}

@test "esp-imgedit --scrub=rf: the radio's calibration as well" {
    cook dump.bin <<< "$RECIPE_ARDUINO
at 0xfc000 rf
at 0xfc100 text calibration
at 0xfd000 sdk"
    esp-imgedit --scrub -o scrubbed.bin dump.bin
    holds scrubbed.bin calibration
    SCRUB==rf clean calibration "ssid and password"
    cmp <(tail -c +$((0xfc001)) dump.bin | head -c 128) <(tail -c +$((0xfc001)) scrubbed.bin | head -c 128)
}

@test "esp-imgedit --scrub: the SDK's choice of user2 stays, under a right checksum" {
    cook dump.bin <<< "$RECIPE_ARDUINO
at 0xfc000 rf
at 0xfd000 sdk boots=2 copy=1"
    # The recipe has its text in front; a board has the networks further on.
    esp-imgedit --scrub -o scrubbed.bin dump.bin
    run -0 esp-imgedit --info scrubbed.bin
    assert_output --partial "boots user2"
    refute_output --partial BROKEN
}

@test "esp-imgedit --scrub: FAT, with long names, UTF-16 and a deleted file" {
    cook dump.bin <<< "size 4M
${RECIPE_BOOT/at 0/at 0x1000}
at 0x8000 table
  nvs data nvs 0x9000 0x5000
  app0 app ota_0 0x10000 0x140000
  ffat data fat 0x290000 0x170000
end
at 0x9000 nvs size=0x5000
  ns=wifi ssid=str:garden pswd=str:wheelbarrow-99
end
at 0x290000 fat size=0x100000
  WIFI.TXT text \"network garden, key wheelbarrow-99\"
  WIDE.TXT hex $(printf 'wheelbarrow-99' | od -An -tx1 | tr -d '\n' | sed 's/ \(..\)/\100/g')
end"
    clean wheelbarrow-99
}
