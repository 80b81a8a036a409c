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
    assert_output "esp-imgedit: --set: 'hairdo:colour' does not begin with the name of a kind of settings, such as espeasy:"
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
