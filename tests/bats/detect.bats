#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-detect against virtual boards: device lines, ports, and messages about trouble.

setup() {
    load lib/helper
    common_setup
}

teardown() {
    board_stop
}

# detect BOARD-OPTION...: puts the device line without its port into $output.
detect() {
    run --separate-stderr esp-sim "$@" -- sh -c 'esp-detect -p "$ESPPORT" | sed "s/^port=[^ ]* //"'
}

# bats test_tags=every-chip,costly-by-rom
@test "esp-detect: each chip with 512 KB to 16 MB of flash" {
    local expect
    for size in 512k:13:524288 1M:14:1048576 2M:15:2097152 4M:16:4194304 8M:17:8388608 16M:18:16777216; do
        IFS=: read -r size capacity bytes <<< "$size"
        detect --flash-size="$size"
        assert_success
        expect="mac=$MAC $FEATURES"
        assert_output --partial "chip=$CHIP "
        assert_output --partial "$expect flash-id=ef40$capacity flash-size=$bytes"
    done
}

@test "esp-detect: an ESP8285 is told by its eFuses" {
    detect --chip=esp8285 --flash-size=1M --jedec-id=514014
    assert_success
    assert_output --partial "chip=ESP8285 "
    assert_output --partial " features=wifi,flash flash-id=514014 flash-size=1048576"
}

@test "esp-detect: the MAC address in each of its three OTP forms" {
    for mac in 18:fe:34:d1:02:ff ac:d0:74:00:10:9a 5c:cf:7f:01:80:fe; do
        detect --mac=$mac
        assert_success
        assert_output --partial " mac=$mac "
    done
}

@test "esp-detect: a 40 MHz crystal" {
    detect --crystal=40
    assert_success
    assert_output --partial " crystal=40000000 "
}

@test "esp-detect: an unknown JEDEC ID is flash-size=unknown, and esp-read asks for --flash-size" {
    detect --jedec-id=a17f99
    assert_success
    assert_output --partial " flash-id=a17f99 flash-size=unknown"
    run --separate-stderr esp-sim --jedec-id=a17f99 -- sh -c 'esp-detect | esp-read > out'
    assert_equal "$status" 2
    assert_equal "$stderr" "esp-read: the size of this flash is not known; --flash-size=SIZE tells it, such as --flash-size=4M"
    # The advice in the situations in which it is given.
    run --separate-stderr esp-sim --jedec-id=a17f99 --flash-size=1M -- \
        sh -c 'esp-detect | esp-read -q --flash-size=1M > out && esp-detect | esp-erase -q --all --flash-size=1M'
    assert_equal "$status: $stderr" "0: "
    assert_equal "$(wc -c < out)" 1048576
    run --separate-stderr esp-sim --jedec-id=a17f99 --port=pty:board -- esp-erase --all < /dev/null
    assert_equal "$status: $stderr" \
        "2: esp-erase: the size of this flash is not known; --flash-size=SIZE tells it, such as --flash-size=4M"
    run esp-sim --jedec-id=a17f99 --flash-size=512k -- sh -c 'esp-detect | esp-read --size=512k > out'
    assert_success
    assert_equal "$(wc -c < out)" 524288
}

@test "esp-detect: the JEDEC IDs of odd vendors" {
    while read -r id bytes; do
        detect --jedec-id="$id"
        assert_success
        assert_output --partial " flash-id=$id flash-size=$bytes"
    done <<'IDS'
1f8401 524288
1f8501 1048576
c84015 2097152
5e4016 4194304
208016 4194304
c22539 33554432
IDS
}

# bats test_tags=every-chip
@test "esp-detect: --json gives the same record" {
    board_start
    run --separate-stderr esp-detect --json -p "$PORT"
    assert_success
    assert_equal "$(jq -r .chip <<< "$output")" "$CHIP"
    assert_equal "$(jq -r .mac <<< "$output")" "$MAC"
    assert_equal "$(jq '."flash-size"' <<< "$output")" 4194304
    assert_equal "$(jq -r .port <<< "$output")" "$PORT"
}

# With reset lines the board starts its application, and its ROM then writes the status.
# bats test_tags=every-chip,one-port,costly-by-rom
@test "esp-detect: nothing is written to the flash, not even its status register" {
    esp-mkflash "$FIRMWARE" 1M > flash.bin
    cp flash.bin before.bin
    run esp-sim --flash=flash.bin --stats=stats.json -- esp-detect
    assert_success
    cmp flash.bin before.bin
    stat_is '.flash.status_writes == 0 and .flash.page_programs == 0 and .flash.violations == 0' stats.json
}

# bats test_tags=every-chip,one-way,one-port
@test "esp-detect: --after=stay hands a running stub to esp-read" {
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    board_start --flash=flash.bin --stats=stats.json --port=rfc2217
    esp-detect -p "$PORT" --after=stay > line
    grep -q 'state=stub' line
    esp-read > dump.bin < line
    board_stop
    cmp flash.bin dump.bin
}

# bats test_tags=every-chip,one-way,one-port
@test "esp-detect: the board runs its application afterwards" {
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    board_start --flash=flash.bin --port=rfc2217 --stats=stats.json
    run --separate-stderr esp-detect -p "$PORT"
    assert_success
    refute_output --partial state=
    # The application ignores its input, so a second detect must reset it again.
    run --separate-stderr esp-detect -p "$PORT" --reset=none
    assert_equal "$status" 3
    board_stop
}

@test "esp-detect: a chip that runs its application is said to, with what to do" {
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    board_start --flash=flash.bin --boot=app
    run --separate-stderr esp-detect -p "$PORT"
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-detect: $PORT: .*GPIO0"
    assert_equal "$(wc -l <<< "$stderr")" 1
}

@test "esp-detect: a port that is not an ESP" {
    need socat
    socat pty,raw,echo=0,link=./echo exec:cat 3>&- &
    BOARD_PID=$!
    until [ -e echo ]; do read -rt 0.05 <> <(:) || :; done
    run --separate-stderr esp-detect -p "$PWD/echo"
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-detect: $PWD/echo: "
    assert_equal "$(wc -l <<< "$stderr")" 1
}

@test "esp-detect: a port in use" {
    board_start
    esp-detect -p "$PORT" > /dev/null
    esp-read -p "$PORT" --progress=none > out 3>&- &
    local reader=$!
    until [ -s out ] || ! kill -0 $reader; do read -rt 0.02 <> <(:) || :; done
    run --separate-stderr esp-detect -p "$PORT"
    assert_equal "$status" 3
    if knows_linux; then
        assert_regex "$stderr" "^esp-detect: $PORT: process [0-9]+ [(](esp-read|memcheck-.*)[)] has it open$"
    else
        assert_equal "$stderr" "esp-detect: $PORT: another program has it open; to see which: sudo fuser -v $PORT"
    fi
    wait $reader
}

@test "esp-detect: a port that is not there, and a file that is no port" {
    run --separate-stderr esp-detect -p /dev/ttyNOTHING
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-detect: /dev/ttyNOTHING: "
    touch file
    run --separate-stderr esp-detect -p "$PWD/file"
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-detect: $PWD/file: "
}

@test "esp-detect: a port without permission names the group that has it" {
    [ "$(id -u)" = 0 ] || skip "needs root to make such a port"
    need setpriv
    board_start
    chown root:dialout "$PORT"
    chmod 660 "$PORT"
    chmod 755 "$BATS_TEST_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")" || :
    cp "$ESP_BUILDDIR/bin/esp-detect" "$BATS_TEST_TMPDIR" # the build may be only for root
    run --separate-stderr env -u LD_PRELOAD setpriv --reuid=65534 --regid=65534 --clear-groups \
        "$BATS_TEST_TMPDIR/esp-detect" -p "$PORT"
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-detect: $PORT: .*dialout"
}
