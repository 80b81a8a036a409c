#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Partitions by name: esp-detect --partitions, names with any bytes, options, bad lines.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/parts
    load ../lib/partitions
    common_setup
    ADVICE="give an address in place of a name, or repair the table"
    UNTRUSTED="the partition table at 0x8000 cannot be trusted"
}

teardown() {
    board_stop
}

@test "partdetect: names with any bytes, and no control character on a terminal" {
    local evil=$'\e[31m\x9b\x01' long=abcdefghijklmnop
    flash "at 0x8000 hex $(row nvs 1 2 0x9000 0x5000) $(row "$evil" 1 0x81 0x90000 0x1000)
at 0x8040 hex $(row "zähler" 1 0x82 0x91000 0x1000) $(row "$long" 1 0x83 0x92000 0x1000)
at 0x8080 fill 0x20 ff"
    on esp32 esp-read -p board --partition="$evil" -o got.bin
    assert_success
    cut_out 0x90000 0x1000 | cmp - got.bin
    grep -q ' partition=%1B\[31m%9B%01 ' got.bin.meta
    on esp32 esp-read -q -p board --partition=zähler -o got2.bin
    cut_out 0x91000 0x1000 | cmp - got2.bin
    on esp32 esp-read -q -p board --partition=$long -o got3.bin
    cut_out 0x92000 0x1000 | cmp - got3.bin
    on esp32 esp-read -p board --partition=fat -o got.bin
    assert_regex "$stderr" 'has the name fat; \\x1b\[31m\\x9b\\x01 \(0x90000-0x90fff\)'
    on esp32 esp-detect -p board --partitions
    assert_line --index 1 --partial 'partition=%1B[31m%9B%01 type=data subtype=fat'
    on esp32 esp-detect -p board --partitions --json
    [ "$(jq -r 'select(.subtype == "spiffs").partition' <<< "$output")" = zähler ]
    run ! grep -q $'[\e\x9b]' <<< "$output$stderr"
    need script
    on esp32 script -qec "esp-detect -p board --partitions" /dev/null
    assert_line --partial '\x1b[31m\x9b\x01'
    run ! grep -q $'[\e\x9b]' <<< "$output"
}

@test "partdetect: esp-detect prints lines for a pipe, a table on a terminal, and JSON" {
    ROWS="$ROWS
  keys data nvs_keys 0xc0000 0x1000 encrypted readonly"
    flash
    on esp32 esp-detect -p board --partitions
    assert_equal "$status: $stderr" "0: "
    assert_output "port=board partition=nvs type=data subtype=nvs offset=36864 size=20480
port=board partition=otadata type=data subtype=ota offset=57344 size=8192
port=board partition=app0 type=app subtype=ota_0 offset=65536 size=262144
port=board partition=app1 type=app subtype=ota_1 offset=327680 size=262144 boots=yes
port=board partition=files type=data subtype=spiffs offset=589824 size=131072
port=board partition=logs type=data subtype=0x40 offset=720896 size=12288
port=board partition=keys type=data subtype=nvs_keys offset=786432 size=4096 encrypted=yes readonly=yes"
    local expected=$output
    on esp8266ex esp-detect -p board --partitions
    assert_equal "$status: $stderr" "0: "
    assert_output "$expected"
    on esp32 esp-detect -p board --partitions --json
    assert_equal "$(jq -r 'select(.boots) | "\(.partition) \(.offset + .size)"' <<< "$output")" "app1 589824"
    need script
    on esp32 script -qec "esp-detect -p board --partitions --porcelain" /dev/null
    assert_equal "$(tr -d '\r' <<< "$output" | stubless)" "$expected"
    on esp32 script -qec "esp-detect -p board --partitions" /dev/null
    assert_equal "$(tr -d '\r' <<< "$output" | stubless)" "board: 7 partitions, table at 0x8000

name     type        subtype          offset          size
nvs      data        nvs              0x9000        20 KiB
otadata  data        ota              0xe000         8 KiB
app0     app         ota_0           0x10000       256 KiB
app1     app         ota_1           0x50000       256 KiB  boots
files    data        spiffs          0x90000       128 KiB
logs     data        0x40            0xb0000        12 KiB
keys     data        nvs_keys        0xc0000         4 KiB  encrypted  readonly"
}

@test "partdetect: a table that cannot be trusted is shown to people, with the complaint" {
    need script
    flash "$(table 0x8000 md5=wrong)"
    on esp32 script -qec "esp-detect -p board --partitions; echo status=\$?" /dev/null
    assert_line --partial "files    data        spiffs          0x90000       128 KiB"
    assert_line --partial "$UNTRUSTED: the MD5 at 0x80c0"
    assert_line --partial "status=1"
}

@test "partdetect: on two boards each has its own table" {
    local one=$ROWS
    flash
    cp before.bin one.bin
    cut_out 0x9000 0x5000 > one.nvs
    ROWS='  nvs data nvs 0xb0000 0x3000' flash "$(ROWS='  nvs data nvs 0xb0000 0x3000' table)"
    cut_out 0xb0000 0x3000 > two.nvs
    on esp8266ex sh -c 'esp-sim --chip=esp32 --flash=one.bin --port=pty:other -- sh -c "
        for port in board other; do esp-detect -p \$port | esp-read -q --partition=nvs > \$port.nvs; done"'
    assert_success
    cmp one.nvs other.nvs
    cmp two.nvs board.nvs
    ROWS=$one
}

@test "partdetect: a line that damages and loses bytes" {
    local chip
    for chip in esp32 esp8266ex; do
        flash
        cut_out 0x9000 0x5000 > nvs.bin
        run --separate-stderr esp-sim --chip=$chip --flash=flash.bin --port=rfc2217 --seed=5 \
            --flip=1e-4 --lose=1e-4 -- esp-read -q --partition=nvs -o got-$chip.bin
        assert_success
        cmp nvs.bin got-$chip.bin
        run --separate-stderr esp-sim --chip=$chip --flash=flash.bin --port=rfc2217 --seed=7 \
            --flip=3e-5 --lose=3e-5 -- esp-detect -q --partitions
        assert_success
        assert_equal "${#lines[@]}" 6
    done
}

# The cable is pulled when so many bytes came: before, while and after the table is read.
@test "partdetect: a cable that is pulled while the table is read is status 3 and one line" {
    local chip bytes all
    flash
    for chip in esp32 esp8266ex; do
        on $chip esp-detect -q -p board --partitions
        all=$(jq .to_host.bytes stats.json)
        for bytes in 700 400 200 50; do
            run --separate-stderr esp-sim --chip=$chip --flash=flash.bin --port=pty:board \
                --unplug=to-host:$((all - bytes)) -- esp-detect -q -p board --partitions
            assert_equal "$status: $output" "3: "
            assert_equal "${#stderr_lines[@]}" 1
            assert_regex "$stderr" "^esp-detect: board: .{20,}"
        done
    done
}

@test "partdetect: one damaged answer while the table is read ends no run; silence is status 3" {
    local rule
    flash
    cut_out 0x9000 0x5000 > nvs.bin
    for rule in status:e1 length:e1 check:e1 cut:e1 refuse:e1 lie-number:e1; do
        rm -f got.bin*
        run --separate-stderr esp-sim --chip=esp8266ex --flash=flash.bin --port=pty:board -- \
            esp-meddle $rule -- esp-read -q --partition=nvs -o got.bin
        assert_equal "$rule $status: $stderr" "$rule 0: "
        cmp nvs.bin got.bin
    done
    run --separate-stderr esp-sim --chip=esp8266ex --flash=flash.bin --port=pty:board -- \
        esp-meddle drop:e1:1-end -- esp-erase -q --partition=nvs
    assert_equal "$status" 3
    cmp before.bin flash.bin
}

@test "partdetect: options that do not go together, and values that make no sense" {
    local program
    for program in esp-read esp-write esp-verify; do
        refused $program 2 "--partition does not go with --offset; try '$program --help'" --partition=nvs --offset=0
    done
    refused esp-read 2 "--partition does not go with --size; try 'esp-read --help'" --partition=nvs --size=1
    refused esp-erase 2 "--partition does not go with --offset; try 'esp-erase --help'" --partition=nvs --offset=0 --size=4k
    refused esp-erase 2 "--all does not go with --partition; try 'esp-erase --help'" --partition=nvs --all
    for program in esp-read esp-write esp-verify; do
        refused $program 2 "--partition-table is an option for --partition; try '$program --help'" --partition-table=0x9000
        refused $program 2 "--partition: the name is empty; try '$program --help'" --partition=
        refused $program 2 "--partition-table: 0x8100 is no multiple of 0x1000, as the place of a table is" \
            --partition=nvs --partition-table=0x8100
        refused $program 2 "--partition-table: 0 is too small: at least 4096" --partition=nvs --partition-table=0
        refused $program 2 "--partition-table: 'app' is not a number such as 4194304, 0x400000 or 4M" \
            --partition=nvs --partition-table=app
    done
    refused esp-detect 2 "--partition-table is an option for --partitions; try 'esp-detect --help'" --partition-table=0x9000
    refused esp-detect 2 "--porcelain is an option for --partitions; try 'esp-detect --help'" --porcelain
    refused esp-detect 2 "--json does not go with --porcelain; try 'esp-detect --help'" --partitions --json --porcelain
    refused esp-detect 2 "--partitions does not go with --list; try 'esp-detect --help'" --partitions --list
    refused esp-detect 2 "--partitions does not go with --self-test; try 'esp-detect --help'" --partitions --self-test
    touch a.bin b.bin
    for program in esp-write esp-verify; do
        refused $program 2 "--partition is for one image; several have their addresses before them; try '$program --help'" \
            --partition=nvs 0 a.bin 4k b.bin
    done
}
