#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: settings that have names.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
}

@test "esp-imgedit --settings: ESPEasy's settings in SPIFFS and in LittleFS, secrets masked" {
    local fs
    for fs in spiffs littlefs; do
        cook "$fs.bin" <<< "$(recipe_espeasy "$fs")"
        run -0 --separate-stderr esp-imgedit --settings "$fs.bin"
        assert_line "espeasy:name=Golden"
        assert_line "espeasy:unit=7"
        assert_line "espeasy:ip=192.168.0.100"
        assert_line "espeasy:gateway=192.168.0.1"
        assert_line "espeasy:mask=255.255.255.0"
        assert_line "espeasy:dns=192.168.0.2"
        assert_line "espeasy:ssid=garden"
        assert_line "espeasy:key=***"
        refute_output --partial rosebush
        run -0 esp-imgedit --settings --show-secrets "$fs.bin"
        assert_line "espeasy:key=rosebush-and-thorn"
    done
}

@test "esp-imgedit --set: an edited image is the image that a recipe with the new values makes" {
    local fs options
    for fs in spiffs littlefs "littlefs block=4096"; do
        for options in "" "tasks=24" "tasks=32" "sum=2018" "sum=none"; do
            cook golden.bin <<< "$(recipe_espeasy "$fs" "$options")"
            cook wanted.bin <<< "$(recipe_espeasy "$fs" "$options" |
                sed 's/name=Golden/name=Pump_0/; s/unit=7/unit=10/; s/ip=192.168.0.100/ip=192.168.0.200/
                     s/gateway=192.168.0.1/gateway=10.0.0.1/; s/mask=255.255.255.0/mask=255.0.0.0/
                     s/dns=192.168.0.2/dns=10.0.0.2/; s/key=rosebush-and-thorn/key=k/')"
            esp-imgedit --set=espeasy:name=Pump_0 --set=espeasy:unit=10 \
                --set=espeasy:ip=192.168.0.200 --set=espeasy:gateway=10.0.0.1 \
                --set=espeasy:mask=255.0.0.0 --set=espeasy:dns=10.0.0.2 --set=espeasy:key=k \
                -o edited.bin golden.bin
            cmp edited.bin wanted.bin || fail "$fs $options"
        done
    done
}

@test "esp-imgedit --set: the value that is there already changes no byte" {
    cook golden.bin <<< "$(recipe_espeasy spiffs)"
    esp-imgedit --set=espeasy:name=Golden --set=espeasy:unit=7 -o same.bin golden.bin
    cmp golden.bin same.bin
}

@test "esp-imgedit --set: settings in a folder's block of LittleFS get a right CRC" {
    cook small.bin <<< 'size 0x10000
at 0 littlefs size=0x10000 inline=700
  security.dat security ssid=garden key=x short=yes
end'
    cook wanted.bin <<< 'size 0x10000
at 0 littlefs size=0x10000 inline=700
  security.dat security ssid=orchard key=x short=yes
end'
    esp-imgedit --set=espeasy:ssid=orchard -o edited.bin small.bin
    cmp edited.bin wanted.bin
    run -0 esp-imgedit --info edited.bin
    refute_output --partial BROKEN
}

@test "esp-imgedit --set: values that do not fit are refused without showing them" {
    cook golden.bin <<< "$(recipe_espeasy spiffs)"
    run -2 esp-imgedit --set=espeasy:name=twenty-six-letters-are-more -o out.bin golden.bin
    assert_output "esp-imgedit: --set: espeasy:name: the value has 27 bytes; there is room for 25"
    run -2 esp-imgedit --set=espeasy:unit=255 -o out.bin golden.bin
    assert_output "esp-imgedit: --set: espeasy:unit: the value is no number from 0 to 254"
    run -2 esp-imgedit --set=espeasy:ip=192.168.0.256 -o out.bin golden.bin
    assert_output "esp-imgedit: --set: espeasy:ip: the value is no address such as 192.168.1.20"
    run -2 esp-imgedit --set=espeasy:colour=red -o out.bin golden.bin
    assert_output "esp-imgedit: --set: espeasy:colour: ESPEasy has no setting 'colour' that is known here"
    run -2 esp-imgedit --set=hairdo:colour=red -o out.bin golden.bin
    assert_output "esp-imgedit: --set: 'hairdo:' does not begin with the name of a kind of settings, such as espeasy:"
    run -2 esp-imgedit --set=secret-without-name -o out.bin golden.bin
    assert_output "esp-imgedit: --set: the argument does not have the form NAME=VALUE"
    [ ! -e out.bin ]
}

@test "esp-imgedit --set: ESPEasy's settings of an unknown version, or with a wrong MD5, are refused" {
    cook golden.bin <<< "$(recipe_espeasy spiffs version=4)"
    run -4 esp-imgedit --set=espeasy:name=x -o out.bin golden.bin
    assert_output "esp-imgedit: --set: espeasy:name: version 4 of ESPEasy's settings, or their size, is not known"
    cook golden.bin <<< "$(recipe_espeasy spiffs struct=1344 | sed 's/name=Golden/& sum=none/')"
    run -4 esp-imgedit --set=espeasy:name=x -o out.bin golden.bin
    assert_output "esp-imgedit: --set: espeasy:name: the MD5 of ESPEasy's settings in config.dat is wrong: they are damaged, or of an unknown version"
    run -4 esp-imgedit --settings golden.bin
    [ ! -e out.bin ]
}

@test "esp-imgedit --set: a file that is there twice is refused" {
    cook golden.bin <<< "$(recipe_espeasy spiffs | sed '/security.dat/{p;s/rosebush/foxglove/}')"
    run -4 esp-imgedit --set=espeasy:key=new -o out.bin golden.bin
    assert_output "esp-imgedit: --set: espeasy:key: the file system at 0x7b000 has the file security.dat twice"
    esp-imgedit --set=espeasy:name=Pump -o out.bin golden.bin
    rm out.bin
    cook golden.bin <<< "size 0x20000
at 0 spiffs size=0x20000
  .settings tasmota version=12.2.0.1 saves=13 $TASMOTA_OPTIONS
  .settings tasmota version=12.2.0.1 saves=14 $TASMOTA_OPTIONS
end"
    run -4 esp-imgedit --set=tasmota:hostname=x -o out.bin golden.bin
    assert_output "esp-imgedit: --set: tasmota:hostname: the file system at 0x0 has the file .settings twice"
    [ ! -e out.bin ]
}

@test "esp-imgedit --settings: Tasmota's settings are those of the copy that the firmware takes" {
    cook golden.bin <<< "$(recipe_tasmota | sed '/saves=12/s/hostname=golden/hostname=newest/')"
    run -0 esp-imgedit --settings golden.bin
    assert_line "tasmota:hostname=newest"
    assert_line "tasmota:ssid1=garden"
    assert_line "tasmota:password1=***"
    assert_line "tasmota:web-password=***"
    assert_line "tasmota:mqtt-password=***"
    assert_line "tasmota:topic=pump"
    assert_line "tasmota:friendly-name=Pump"
    assert_line "tasmota:device-name=Well"
    assert_line "tasmota:ip=192.168.0.100"
    refute_output --partial thorn
    run -0 esp-imgedit --settings --show-secrets golden.bin
    assert_line "tasmota:web-password=compost-heap"
}

@test "esp-imgedit --set: Tasmota's texts become longer and shorter in all copies, with right checks" {
    cook golden.bin <<< "$(recipe_tasmota)"
    cook wanted.bin <<< "$(recipe_tasmota "$(sed 's/hostname=golden/hostname=pump-number-eight/
        s/ssid1=garden/ssid1=well/; s/password1=[^ ]*/password1=x/; s/ip=192.168.0.100/ip=192.168.0.208/
        s/device-name=Well/device-name=Pump_8/' <<< "$TASMOTA_OPTIONS")")"
    esp-imgedit --set=tasmota:hostname=pump-number-eight --set=tasmota:ssid1=well \
        --set=tasmota:password1=x --set=tasmota:ip=192.168.0.208 --set=tasmota:device-name=Pump_8 \
        -o edited.bin golden.bin
    cmp edited.bin wanted.bin
    run -0 esp-imgedit --info edited.bin
    refute_output --partial BROKEN
}

@test "esp-imgedit --set: Tasmota's file /.settings and the sectors are both set" {
    recipe() {
        cat << END
$(recipe_tasmota "$1")
at 0x7b000 littlefs size=0x10000 block=4096 blocks=128
  .settings tasmota version=12.2.0.1 saves=13 $1
  .settings.lkg tasmota version=12.2.0.1 saves=1 $1
end
END
    }
    cook golden.bin <<< "$(recipe "$TASMOTA_OPTIONS")"
    cook wanted.bin <<< "$(recipe "${TASMOTA_OPTIONS/hostname=golden/hostname=g}")"
    esp-imgedit --set=tasmota:hostname=g -o edited.bin golden.bin
    cmp edited.bin wanted.bin
}

@test "esp-imgedit --set: Tasmota on an ESP32 has a file and a blob in NVS: both are set" {
    local hex
    cook sector.bin <<< "at 0 tasmota version=14.1.0.1 saves=5 config=1 $TASMOTA_OPTIONS"
    cook golden.bin <<< "size 4M
${RECIPE_BOOT/at 0/at 0x1000}
at 0x8000 table
  nvs data nvs 0x9000 0x5000
  app0 app ota_0 0x10000 0x140000
  spiffs data spiffs 0x290000 0x170000
end
at 0x9000 nvs size=0x5000
  ns=main other=u8:1
end
at 0x290000 littlefs size=0x170000
  .settings tasmota version=14.1.0.1 saves=5 config=1 $TASMOTA_OPTIONS
end"
    hex=$(od -An -v -tx1 sector.bin | tr -d ' \n')
    esp-imgedit --set="nvs:main/Settings=blob:$hex" -o both.bin golden.bin
    esp-imgedit --set=tasmota:hostname=pump7 -o edited.bin both.bin
    cook wanted.bin <<< "at 0 tasmota version=14.1.0.1 saves=5 config=1 ${TASMOTA_OPTIONS/=golden/=pump7}"
    esp-imgedit --fs-get=.settings edited.bin | cmp - wanted.bin
    run -0 esp-imgedit --settings --show-secrets edited.bin
    hex=$(od -An -v -tx1 wanted.bin | tr -d ' \n')
    grep -q "^nvs:main/Settings=.*$hex" <<< "$output"
    assert_line "tasmota:hostname=pump7"
    # Without the file, the blob counts.
    esp-imgedit --erase=spiffs edited.bin | esp-imgedit --settings > settings
    grep -qx tasmota:hostname=pump7 settings
}

@test "esp-imgedit --set: Tasmota's settings from version 6 on, which have fields of their own until 8" {
    local version options
    options=$(sed 's/device-name=[^ ]* //; s/hostname=golden/hostname=g/; s/topic=pump/topic=a-longer-topic/
        s/password1=[^ ]*/password1=another-key/; s/ip=192.168.0.100/ip=10.0.0.7/' <<< "$TASMOTA_OPTIONS")
    for version in 6.0.0.1 6.4.1.0 6.6.0.8 7.2.0.0 8.1.0.0; do
        cook golden.bin <<< "size 1M
at 0xfb000 tasmota version=$version saves=2 ${TASMOTA_OPTIONS/device-name=Well /}"
        esp-imgedit --set=tasmota:hostname=g --set=tasmota:topic=a-longer-topic \
            --set=tasmota:password1=another-key --set=tasmota:ip=10.0.0.7 -o edited.bin golden.bin
        cook wanted.bin <<< "size 1M
at 0xfb000 tasmota version=$version saves=2 $options"
        cmp edited.bin wanted.bin
        run -0 esp-imgedit --settings --show-secrets edited.bin
        assert_line tasmota:web-password=compost-heap
        assert_line tasmota:friendly-name=Pump
        run -2 esp-imgedit --set=tasmota:device-name=x golden.bin
        assert_output --partial "this version of Tasmota does not have the setting"
        esp-imgedit -q --scrub -o scrubbed.bin golden.bin
        ! grep -qaE "rosebush|compost|wheelbarrow|garden" scrubbed.bin
        esp-imgedit --info scrubbed.bin
    done
    run -2 esp-imgedit --set="tasmota:ssid1=$(printf '%033d' 0)" <(cook /dev/stdout <<< "at 0 tasmota version=7.2.0.0 hostname=x")
    assert_output --partial "have no room for 33 bytes"
}

@test "esp-imgedit --scrub: Tasmota, what an update to version 8 has left of the old texts" {
    cook dump.bin <<< "size 1M
at 0xfb000 tasmota version=9.1.0.0 saves=2 $TASMOTA_OPTIONS"
    python3 - dump.bin << 'END'
import struct, sys, zlib
data = bytearray(open(sys.argv[1], "rb").read())
sector = data[0xFB000:0xFC000]
sector[0x4A9 : 0x4A9 + 8] = b"old-gate"
sector[4092:] = struct.pack("<I", zlib.crc32(sector[:4092], 0xFFFFFFFF))
data[0xFB000:0xFC000] = sector
open(sys.argv[1], "wb").write(data)
END
    esp-imgedit --info dump.bin
    esp-imgedit -q --scrub -o scrubbed.bin dump.bin
    ! grep -qa old-gate scrubbed.bin
}

@test "esp-imgedit --set: Tasmota's settings of an unknown version, and texts without room, are refused" {
    cook golden.bin <<< "$(recipe_tasmota | sed 's/version=[0-9.]*/version=16.0.0.1/')"
    run -4 esp-imgedit --set=tasmota:hostname=x -o out.bin golden.bin
    assert_output "esp-imgedit: --set: tasmota:hostname: version 16.0.0.1 of Tasmota's settings at 0xf9000 is not known; 6.0 to 15 are"
    # Version 5.14, which has no check: CFG_HOLDER is a date.
    head -c 1048576 /dev/zero > golden.bin
    printf '\x09\x12\x16\x20\x00\x00\x00\x00\x00\x00\x0e\x05' | dd of=golden.bin bs=1 seek=$((0xfb000)) conv=notrunc status=none
    run -4 esp-imgedit --set=tasmota:hostname=x -o out.bin golden.bin
    assert_output "esp-imgedit: --set: tasmota:hostname: version 5.14.0.0 of Tasmota's settings at 0xfb000 is not known; 6.0 to 15 are"
    run -4 esp-imgedit --settings golden.bin
    assert_output "esp-imgedit: --settings: tasmota: version 5.14.0.0 of Tasmota's settings at 0xfb000 is not known; 6.0 to 15 are"
    cook golden.bin <<< "$(recipe_tasmota)"
    run -2 esp-imgedit --set="tasmota:topic=$(printf '%0500d' 0)" -o out.bin golden.bin
    assert_output --partial "tasmota:topic: Tasmota's texts at 0xf"
    assert_output --partial "have no room for 500 bytes"
    [ ! -e out.bin ]
}
