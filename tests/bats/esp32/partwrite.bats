#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-write --partition: what is written, what is refused, and trouble at any moment.  ESP_RUNS
# is the number of seeded runs of each kind (make check-expensive does more).

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/parts
    load ../lib/partitions
    common_setup
    runs=${ESP_RUNS:-2}
    flash
}

teardown() {
    board_stop
}

@test "partwrite: esp-write puts the image at the start of the partition" {
    local chip path
    for chip in esp32 esp8266ex; do
        app app.bin "$([ $chip != esp32 ] || echo esp32)" 0x7123 7
        put app.bin 0x50000
        for path in "" --no-stub; do
            [ $chip$path != esp8266ex--no-stub ] || continue # slow, and the same path
            cp before.bin flash.bin
            # The table is read by the device line's port, as in a pipe.
            # shellcheck disable=SC2086 # nothing, or an option
            on $chip sh -c "esp-detect -p board | esp-write $path --partition=app1 app.bin"
            assert_equal "$status" 0
            assert_regex "$stderr" "^esp-write: board: wrote app.bin, 28.[0-9] KiB at 0x50000 in app1; 8 of 8 sectors had to change, in [0-9.]+ s$"
            cmp expect.bin flash.bin
        done
        on $chip sh -c 'esp-detect -p board | esp-write --partition=ota_1 app.bin'
        assert_regex "$stderr" "no partition has the name ota_1; app1 \(0x50000-0x8ffff\) has that subtype"
        assert_regex "$stderr" "nothing had to change for app.bin"
    done
}

@test "partwrite: standard input, --dry-run, and the slot that boots" {
    app app.bin esp32 0x7123 7
    put app.bin 0x10000
    on esp32 sh -c 'cat app.bin | esp-write -p board --dry-run --partition=app0 -'
    assert_success
    assert_regex "$output" "^port=board bytes=29[0-9]+ sectors=8 changed=8 "
    assert_equal "$stderr" ""
    cmp before.bin flash.bin
    on esp32 sh -c 'cat app.bin | esp-write -p board --partition=app0 -'
    assert_success
    assert_regex "$stderr" "esp-write: board: the board starts app1, not app0: so otadata says$"
    cmp expect.bin flash.bin
}

@test "partwrite: an image that is larger than its partition is refused, whatever is allowed" {
    app app.bin esp32 0x40000 7
    local size
    size=$(wc -c < app.bin)
    on esp32 esp-write -p board --partition=app1 app.bin
    assert_equal "$status: $output" "4: "
    assert_regex "$stderr" "^esp-write: app.bin \(.*\) is larger than the partition app1 \(0x50000-0x8ffff\), which has 256 KiB$"
    assert [ "$size" -gt 262144 ]
    on esp32 esp-write -p board --force --clone --partition=app1 app.bin
    assert_equal "$status" 4
    on esp8266ex esp-write -p board --force --partition=nvs before.bin
    assert_equal "$status: $stderr" "4: esp-write: before.bin (1 MiB) is larger than the partition nvs (0x9000-0xdfff), which has 20 KiB"
    cut_out 0x90000 0x3001 > logs.bin
    on esp32 esp-write -p board --force --partition=logs logs.bin
    assert_equal "$status: $stderr" "4: esp-write: logs.bin (12289 bytes) is larger than the partition logs (0xb0000-0xb2fff), which has 12 KiB"
    cmp before.bin flash.bin
    head -c 12288 logs.bin > fits.bin
    put fits.bin 0xb0000
    on esp32 esp-write -q -p board --partition=logs fits.bin
    assert_success
    cmp expect.bin flash.bin
}

@test "partwrite: the rest of a data partition stays, which is told" {
    cut_out 0x90000 0x1000 > short.bin
    put short.bin 0x9000
    on esp32 esp-write -p board --partition=nvs short.bin
    assert_equal "$status" 0
    assert_regex "$stderr" "^esp-write: board: the last 16 KiB of nvs \(0x9000-0xdfff\) stay as they are"
    cmp expect.bin flash.bin
}

@test "partwrite: a partition for programs takes a program of this chip" {
    echo "no program" > text.bin
    app other.bin "" 0x3000 8
    fails 4 "app1 (0x50000-0x8ffff) is for a program, and text.bin does not begin as one; --force writes it all the same" \
        esp-write -p board --partition=app1 text.bin
    fails 4 "other.bin is for an ESP8266, and this is an ESP32-D0WD-V3; --force writes it all the same" \
        esp-write -p board --partition=app1 other.bin
    app app.bin esp32 0x3000 8
    head -c 9000 app.bin > cut.bin
    on esp32 esp-write -p board --partition=app1 cut.bin
    assert_equal "$status" 4
    assert_regex "$stderr" "cut.bin: .*: it is cut short; --force writes it all the same"
    on esp32 esp-write -q -p board --force --partition=app1 text.bin
    assert_success
    # a dump of a partition may go back, whatever it is
    on esp32 esp-read -q -p board --partition=app0 -o app0.bin
    on esp32 esp-write -q -p board --partition=app0 app0.bin
    assert_success
    # a dump of another place is no backup of this one
    on esp32 esp-read -q -p board --partition=nvs -o nvs.bin
    cp flash.bin before.bin
    on esp32 esp-write -p board --partition=app1 nvs.bin
    assert_equal "$status: ${stderr##*$'\n'}" "4: esp-write: board: app1 (0x50000-0x8ffff) is for a program, and nvs.bin does not begin as one; --force writes it all the same"
    cmp before.bin flash.bin
}

# The table of the virtual chip can be read, although its flash counts as encrypted.
@test "partwrite: NVS of a chip with flash encryption takes plain text, an application does not" {
    on_crypt() {
        run --separate-stderr esp-sim --chip=esp32 --fuses=crypt-count=1 --flash=flash.bin \
            --port=pty:board -- esp-write -q -p board "$@"
    }
    app app.bin esp32 0x3000 8
    cut_out 0x90000 0x1000 > plain.bin
    on_crypt --partition=nvs plain.bin
    assert_success
    for name in app1 otadata; do
        on_crypt --partition=$name "$([ $name = app1 ] && echo app.bin || echo plain.bin)"
        assert_failure 4
        assert_regex "$stderr" "nothing tells that .* was encrypted by this chip"
    done
}

@test "partwrite: a dump goes to its old address, and a partition that has moved is told" {
    on esp32 esp-read -q -p board --partition=logs -o logs.bin
    on esp32 esp-write -p board --dry-run logs.bin
    assert_equal "$status: $stderr" "0: "
    flash "$(table 0x8000 | sed 's/logs data 0x40 0xb0000/logs data 0x40 0xb4000/')"
    on esp32 esp-write -p board --dry-run logs.bin
    assert_equal "$status: $stderr" "0: esp-write: board: logs.bin was read from the partition logs, which this board has at 0xb4000, and it goes to 0xb0000: --partition=logs writes it to the partition"
    on esp32 esp-write -p board --dry-run --partition=logs logs.bin
    assert_equal "$status: $stderr" "0: esp-write: logs.bin was read from 0xb0000, and is meant for 0xb4000 now"
}

@test "partwrite: Intel HEX has its own addresses" {
    printf ':020000040001F9\n:02100000AABB89\n:00000001FF\n' > app.hex
    refused esp-write 2 "app.hex is Intel HEX, which has its own addresses: give it no other address" \
        -p /dev/none --partition=app1 app.hex
}

@test "partwrite: nothing outside the partition is erased or programmed" {
    app app.bin esp32 0x7123 7
    on esp32 esp-write -q -p board --partition=app1 app.bin
    assert_success
    # 8 sectors of the application, its first one twice, as its guard.  The sector that the
    # chip boots from is no guard of it.
    stat_is '.flash | .sector_erases <= 9 and .block32_erases + .block64_erases + .chip_erases == 0' stats.json
}

# ---- trouble ----

# A write of 64 KB over other contents, to the partition "files" or to an application.
prepare_trouble() { # CHIP
    app app.bin "$([ "$1" != esp32 ] || echo esp32)" 0xf000 11
    put app.bin 0x50000
}

# Does the flash hold the program?  The rest of its last sector was erased with it, and is
# written with it, so it may be lost when the power fails.
holds_program() {
    cmp -s <(cut_out 0x50000 "$(wc -c < app.bin)" flash.bin) app.bin
}

# The neighbours are as they were.  With status 0 the partition is right.
harmless() { # WHAT
    cmp <(cut_out 0 0x50000 flash.bin) <(cut_out 0 0x50000)
    cmp <(cut_out 0x90000 0x70000 flash.bin) <(cut_out 0x90000 0x70000)
    [ "$status" != 0 ] || holds_program || fail "status 0 with a wrong flash: $1"
    # The program in the partition is the old one, or the new one, or does not start.
    holds_program || ! cmp -s <(cut_out 0x50000 4096 flash.bin) <(cut_out 0x50000 4096 expect.bin) ||
        fail "the new program's start before unfinished contents: $1"
}

# The same command again ends with the right flash.
again() { # CHIP
    on "$1" esp-write -q -p board --partition=app1 app.bin
    assert_equal "$status: $stderr" "0: "
    holds_program
    harmless again
}

# moment N OF: spreads the values for N over 0 to OF, at slightly uneven distances.
moment() {
    echo $((($2 * $1 + $2 * ($1 * 7 % 5) / 5) / (runs + 1)))
}

@test "partwrite: the power fails, or the cable is pulled, at any moment" {
    local chip n ms bytes cut
    for chip in esp32 esp8266ex; do
        prepare_trouble $chip
        cp before.bin flash.bin
        on $chip esp-write -q -p board --partition=app1 app.bin
        cmp expect.bin flash.bin
        ms=$(jq .virtual_ms stats.json)
        bytes=$(jq .to_chip.bytes stats.json)
        for n in $(seq "$runs"); do
            for cut in "--power-cut=$(moment "$n" "$ms")" "--unplug=to-chip:$(moment "$n" "$bytes")"; do
                cp before.bin flash.bin
                run --separate-stderr esp-sim --chip=$chip --flash=flash.bin --port=pty:board "$cut" -- \
                    esp-write -q -p board --partition=app1 app.bin < /dev/null
                harmless "$chip $cut"
                again $chip
            done
        done
    done
}

# The writer is killed when the board's flash has changed at a seeded number of places.
@test "partwrite: esp-write is killed at any moment" {
    local chip n writer changed
    for chip in esp32 esp8266ex; do
        prepare_trouble $chip
        for n in $(seq "$runs"); do
            cp before.bin flash.bin
            board_start --chip=$chip --flash=flash.bin --paced
            esp-write -q -p "$PORT" --partition=app1 app.bin < /dev/null 2> err 3>&- &
            writer=$!
            sleep "$(awk -v n="$n" -v r="$runs" 'BEGIN { print 0.3 + 2.0 * n / (r + 1) }')"
            kill -KILL $writer || true
            status=0
            wait $writer || status=$?
            board_stop
            harmless "$chip killed $n"
            again $chip
        done
    done
}
