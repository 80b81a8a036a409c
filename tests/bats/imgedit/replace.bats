#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: texts that are replaced must not damage what lies around them.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
}

@test "esp-imgedit --replace-string: NVS alone, and NVS that no table names, are refused" {
    local before
    for before in "" "at 0 hex 00"; do
        cook nvs.bin <<< "size 0x6000
$before
at 0x1000 nvs size=0x5000
  ns=wifi ssid=str:garden host=str:ghost
end"
        [ -n "$before" ] || { tail -c +4097 nvs.bin > part.bin && mv part.bin nvs.bin; }
        run -4 esp-imgedit --replace-string=garden=orange -o none.bin nvs.bin
        assert_output --partial "the text is in NVS, which --nvs-set edits"
        run -4 esp-imgedit --replace-string=host=wall -o none.bin nvs.bin
        assert_output --partial "the text is in NVS, which --nvs-set edits"
    done
    [ ! -e none.bin ]
}

@test "esp-imgedit --replace-string: a text in ESPEasy's settings ends within its field" {
    local sum long
    for sum in md5 none; do
        cook golden.bin <<< "$(recipe_espeasy spiffs "sum=$sum")"
        long=$(printf '%063d' 0)
        esp-imgedit -q --replace-string="rosebush-and-thorn=$long" -o out.bin golden.bin
        cook wanted.bin <<< "$(recipe_espeasy spiffs "sum=$sum" | sed "s/rosebush-and-thorn/$long/")"
        cmp out.bin wanted.bin
        run -2 esp-imgedit --replace-string="rosebush-and-thorn=${long}0" -o none.bin golden.bin
        assert_output "esp-imgedit: --replace-string: in the file security.dat there is no room for 64 bytes in the place of 18"
        run -2 esp-imgedit --replace-string="Golden=$(printf '%026d' 0)" -o none.bin golden.bin
        assert_output "esp-imgedit: --replace-string: in the file config.dat there is no room for 26 bytes in the place of 6"
    done
    [ ! -e none.bin ]
}

@test "esp-imgedit --replace-string: outside of ESPEasy's known fields only the same length fits" {
    cook other.bin <<< 'size 0x10000
at 0 spiffs size=0x10000
  notification.dat hex 67617264656e000000000000
end'
    run -2 esp-imgedit --replace-string=garden=orchard -o none.bin other.bin
    assert_output "esp-imgedit: --replace-string: in the file notification.dat there is no room for 7 bytes in the place of 6"
    esp-imgedit -q --replace-string=garden=orange -o out.bin other.bin
    grep -q orange out.bin
    [ ! -e none.bin ]
}
