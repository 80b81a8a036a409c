#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# --stub=FILE with files that are no stub, are for another chip, or do not start.

setup() {
    load ../lib/helper
    load ../lib/espstub
    common_setup
    CHIP=esp8266ex
}

teardown() {
    board_stop
}

# no_stub TEXT MESSAGE: a file with this text is refused before a port is opened.
no_stub() {
    printf '%s' "$1" > bad.json
    refused esp-read 2 "bad.json: this is no stub of Espressif's: $2" -p /dev/none --stub=bad.json
}

@test "stub file: files that are no stub" {
    no_stub '{"entry": 1' "it is no JSON: line 1: '}' expected near end of file"
    no_stub '[]' "it is no JSON object"
    no_stub '{"entry": 4}' '"text_start" is missing'
    no_stub '{"entry": 4, "text_start": 4, "text": "AAA*"}' '"text" is no base64'
    no_stub '{"entry": 4, "text_start": 4, "text": 4}' '"text" is no text'
    no_stub '{"entry": 8, "text_start": 4, "text": "AAAA"}' '"entry" is not in "text"'
    no_stub "{\"entry\": 4, \"text_start\": 4, \"text\": \"$(head -c 90000 /dev/zero | tr '\0' A)\"}" \
        '"text" is too large: it has more than 64 KB'
    refused esp-read 2 "opening missing.json: No such file or directory" -p /dev/none --stub=missing.json
    head -c 1000000 /dev/zero > large.json
    run --separate-stderr esp-read -p /dev/none --stub=large.json
    assert_failure 2
}

@test "stub file: options that do not go together" {
    refused esp-read 2 "--stub and --no-stub do not go together" -p /dev/none --no-stub --stub="$OWN_STUB"
    refused esp-read 2 "--stub: the stub has to be a file" -p /dev/none --stub=-
    run --separate-stderr esp-detect -p /dev/none --self-test --stub="$OWN_STUB"
    assert_failure 2
    assert_equal "${stderr_lines[0]}" "esp-detect: --self-test does not go with --stub; try 'esp-detect --help'"
}

# unfit ADDRESSES MESSAGE: our stub with other addresses is refused, and the chip runs nothing.
unfit() {
    jq "$1" "$OWN_STUB" > unfit.json
    flash 5
    cp flash.bin before.bin
    run --separate-stderr board -- esp-erase --stub=unfit.json --offset=0 --size=64k
    assert_failure 2
    assert_regex "$stderr" "$2"
    cmp flash.bin before.bin
}

@test "stub file: a stub for another chip, or with addresses that programs cannot have" {
    # the addresses of an ESP32's stub
    unfit '.text_start = 1074520064 | .entry = 1074520064' \
        "the stub is not for this chip: the ESP8266EX's programs cannot have text at 0x400be000"
    # behind the instruction RAM, in the loader's packets, on the ROM's stack, in the ROM
    unfit '.text_start = 1074855932 | .entry = 1074855932' "cannot have text at 0x4010fffc"
    unfit '.data_start = 1073717248' "cannot have data at 0x3fffa000"
    unfit '.data_start = 1073725440' "cannot have data at 0x3fffc000"
    unfit '.data_start = 1073741820' "cannot have data at 0x3ffffffc"
    unfit '.text_start = 1073741824 | .entry = 1073741824' "cannot have text at 0x40000000"
    unfit '.bss_start = 1073610752' "cannot have variables at 0x3ffe0000"
}

@test "stub file: a stub that never greets" {
    # an instruction that jumps to itself, and a byte to fill up
    jq '.text = "Bv//AA==" | .entry = 1074790400' "$OWN_STUB" > silent.json
    flash 5
    cp flash.bin before.bin
    run --separate-stderr board -- esp-read --stub=silent.json -o dump.bin
    assert_failure 3
    assert_regex "$stderr" "the stub of --stub does not start: it does not greet; --no-stub works without"
    assert_not_exist dump.bin
    run --separate-stderr board -- esp-read -q --no-stub --size=4k -o dump.bin
    assert_equal "$status: $stderr" "0: "
    cmp -n 4096 dump.bin flash.bin
    run --separate-stderr board -- esp-erase --stub=silent.json --offset=0 --size=64k
    assert_failure 3
    cmp flash.bin before.bin
}

@test "stub file: a change outside of the range is noticed" {
    # The first word of the data tells our stub to erase a second sector, too.
    data=$({ printf '\101\0\0\0'; jq -r .data "$OWN_STUB" | base64 -d | tail -c +5; } | base64 -w 0)
    jq --arg data "$data" '.data = $data' "$OWN_STUB" > mischief.json
    esp-mkflash random 512k 5 > flash.bin
    run --separate-stderr board -- esp-erase --stub=mischief.json --offset=0x10000 --size=0x4000
    assert_failure 3
    assert_regex "$stderr" "the flash changed between 0x40000 and 0x7ffff, outside of what was to change"
}

# Behind the first 16 MB the addresses of a stub come again.
@test "stub file: a flash of 32 MB, of which the stub reaches the first half" {
    blank 33554432 > flash.bin
    printf 'old' | dd of=flash.bin bs=1 seek=$((0x100000)) conv=notrunc status=none
    run --separate-stderr board --jedec-id=ef4019 -- \
        esp-erase --stub="$OWN_STUB" --offset=0x100000 --size=0x1000
    assert_success
    blank 33554432 | cmp - flash.bin
}

@test "stub file: a flash of unknown size is not compared behind the work" {
    esp-mkflash random 512k 5 > flash.bin
    run --separate-stderr board --jedec-id=ef4000 -- \
        esp-erase --stub="$OWN_STUB" --offset=0x10000 --size=0x1000
    assert_success
    assert_regex "$stderr" "size is not known, so nothing compares what is behind 0x11000 before and after; --flash-size tells the size"
    run --separate-stderr board --jedec-id=ef4000 -- \
        esp-erase -q --stub="$OWN_STUB" --flash-size=512k --offset=0x10000 --size=0x1000
    assert_equal "$status: $stderr" "0: "
}

@test "stub file: our stub, which still runs, does not take the place of the wanted stub" {
    # an instruction that jumps to itself, and a byte to fill up
    jq '.text = "Bv//AA==" | .entry = 1074790400' "$OWN_STUB" > silent.json
    flash 5
    board_start --chip="$CHIP" --flash=flash.bin --port=rfc2217
    esp-detect -p "$PORT" --after=stay > line
    run --separate-stderr esp-read --stub=silent.json -o dump.bin < line
    assert_failure 3
    assert_regex "$stderr" "the stub of --stub does not start"
    board_stop
    board_start --chip="$CHIP" --flash=flash.bin
    esp-detect -p "$PORT" --after=stay > line
    run --separate-stderr esp-read --stub="$OWN_STUB" -o other.bin < line
    assert_failure 3
    assert_regex "$stderr" "our stub still runs on the chip, so --stub cannot start another"
    assert_not_exist other.bin
}

@test "stub file: --stub=esptool takes the file of an installed esptool" {
    board_start
    HOME=$PWD/home refused esp-read 2 "$PORT: no installed esptool with a stub for this chip (esp8266.json) was found: --stub=FILE names the file" \
        -p "$PORT" --size=4096 --stub=esptool
    mkdir -p venv/lib/python3.11/site-packages/esptool/targets/stub_flasher/2
    cp "$OWN_STUB" venv/lib/python3.11/site-packages/esptool/targets/stub_flasher/2/esp8266.json
    VIRTUAL_ENV=$PWD/venv run --separate-stderr esp-read -p "$PORT" -v --size=4096 -o dump.bin --stub=esptool
    assert_success
    assert_regex "$stderr" "the stub is $PWD/venv/lib/python3.11/site-packages/esptool/targets/stub_flasher/2/esp8266.json"
}
