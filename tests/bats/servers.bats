#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Boards behind other projects' RFC 2217 servers, with DTR and RTS: the servers open the
# board's pty, and ttylines.so gives the pty both lines.
# ESP_RUNS is the number of connections to a board in an exception loop
# (make check-expensive makes 100).
# bats file_tags=every-chip,one-way,one-port,two-chips

setup() {
    load lib/helper
    common_setup
    esp-mkflash "$FIRMWARE" 256k > flash.bin
    runs=${ESP_RUNS:-$((6 / SHARE))}
    # LD_PRELOAD accepts no name with a space
    cp "$ESP_BUILDDIR/tests/sim/ttylines.so" "$BATS_TEST_TMPDIR/ttylines.so"
    pids=()
}

teardown() {
    [ "${#pids[@]}" = 0 ] || kill "${pids[@]}" 2> /dev/null || true
    board_stop
}

with_lines() {
    exec env ESP_SIM_LINES="$PWD/lines" ASAN_OPTIONS=verify_asan_link_order=0 \
        LD_PRELOAD="$BATS_TEST_TMPDIR/ttylines.so" "$@"
}

# in_background VARIABLE COMMAND...: puts the first line that COMMAND prints into VARIABLE.
in_background() {
    local name=$1
    shift
    rm -f first-line
    mkfifo first-line
    "$@" > first-line 2>> server.err 3>&- &
    pids+=($!)
    read -r "${name?}" < first-line || { cat server.err >&2; return 1; }
}

start_pyserial() { # OPTION...
    /usr/bin/python3 -c 'import serial' 2> /dev/null || skip "python3-serial is not installed"
    in_background URL with_lines "$ESP_SRCDIR/tests/tools/pyserial-server" "$@" "$PORT"
}

start_ser2net() {
    need ser2net
    local tcp=$((20000 + RANDOM % 20000))
    cat > ser2net.yaml <<YAML
connection: &board
  accepter: telnet(rfc2217),tcp,127.0.0.1,$tcp
  connector: serialdev,$PORT,115200n81,local
YAML
    with_lines ser2net -n -c ser2net.yaml -P ser2net.pid 2>> server.err 3>&- &
    pids+=($!)
    until (: < "/dev/tcp/127.0.0.1/$tcp") 2> /dev/null; do read -rt 0.05 <> <(:) || :; done
    URL=rfc2217://127.0.0.1:$tcp
}

# The server of an installed esptool.
start_espressif() {
    local server tcp=$((20000 + RANDOM % 20000))
    server=$(command -v esp_rfc2217_server || command -v esp_rfc2217_server.py) ||
        skip "no esp_rfc2217_server is installed"
    with_lines "$server" -p "$tcp" "$PORT" > server.out 2>> server.err 3>&- &
    pids+=($!)
    until (: < "/dev/tcp/127.0.0.1/$tcp") 2> /dev/null; do
        kill -0 "${pids[-1]}" || fail "$(cat server.err)"
        read -rt 0.05 <> <(:) || :
    done
    URL=rfc2217://127.0.0.1:$tcp
}

start_relay() { # MS
    in_background RELAY "$ESP_SRCDIR/tests/tools/slow-relay" "$1" "${URL##*:}"
    URL=rfc2217://127.0.0.1:$RELAY
}

start_board() { # OPTION...
    board_start --flash=flash.bin --lines="$PWD/lines" --stats=stats.json "$@"
}

# The board runs its application, so only DTR and RTS can bring it into its loader.
detect_read_write_reset() { # URL
    run --separate-stderr esp-detect -p "$1"
    assert_equal "$status: $stderr" "0: "
    assert_output --partial "port=$1 chip=$CHIP "
    run --separate-stderr esp-read -p "$1" --size=64k -o dump.bin
    assert_equal "$status: $stderr" "0: "
    cmp -n 65536 flash.bin dump.bin
    assert_equal "$(wc -c < dump.bin)" 65536
    esp-mkflash "$FIRMWARE" 256k 7 > new.bin
    run --separate-stderr esp-write -q -p "$1" new.bin
    assert_equal "$status: $stderr" "0: "
    run --separate-stderr esp-reset -p "$1"
    assert_equal "$status: $stderr" "0: "
    # shellcheck disable=SC2016 # for that shell
    run --separate-stderr sh -c 'esp-detect -p "$1" | esp-verify new.bin' sh "$1"
    assert_equal "$status: $stderr" "0: "
    board_stop
    cmp flash.bin new.bin
    # Resets: power-on, esp-reset, and one into the loader for each of the other programs.
    # A server may still be busy with a reset when the next program asks for one.
    stat_is '.resets >= 7' stats.json
}

# found_each_time COUNT URL
found_each_time() {
    local found=0
    for _ in $(seq "$1"); do
        run --separate-stderr esp-detect -p "$2"
        if [ "$status" = 0 ]; then found=$((found + 1)); else echo "# $stderr" >&3; fi
    done
    assert_equal "$found" "$1"
}

@test "servers: pyserial's PortManager: detect, read, write, reset" {
    start_board
    start_pyserial
    detect_read_write_reset "$URL"
}

@test "servers: one that resets by itself and answers no DTR and RTS: detect, read, write, reset" {
    start_board
    start_pyserial --own-reset
    detect_read_write_reset "$URL"
}

# bats test_tags=two-chips
@test "servers: esptool's esp_rfc2217_server, if esptool is installed: detect, read, write, reset" {
    start_board
    start_espressif
    detect_read_write_reset "$URL"
}

# bats test_tags=costly
@test "servers: the same with ign_set_control in the URL" {
    start_board
    start_pyserial --own-reset
    found_each_time 1 "$URL?ign_set_control"
}

@test "servers: ser2net: detect, read, write, reset" {
    start_board
    start_ser2net
    detect_read_write_reset "$URL"
}

@test "servers: esp-sim's own: detect, read, write, reset" {
    board_start --flash=flash.bin --port=rfc2217 --stats=stats.json
    detect_read_write_reset "$PORT"
}

# bats test_tags=costly
@test "servers: a board in an exception loop behind pyserial's PortManager is found each time" {
    start_board --paced --flood
    start_pyserial
    found_each_time "$runs" "$URL"
}

# bats test_tags=costly
@test "servers: a board in an exception loop behind a server that resets by itself is found each time" {
    start_board --paced --flood
    start_pyserial --own-reset
    found_each_time "$runs" "$URL"
}

@test "servers: a board in an exception loop behind ser2net is found each time" {
    start_board --paced --flood
    start_ser2net
    found_each_time "$runs" "$URL"
}

@test "servers: a board in an exception loop behind esp-sim's own is found each time" {
    board_start --flash=flash.bin --paced --flood --port=rfc2217
    found_each_time "$runs" "$PORT"
}

# bats test_tags=costly
@test "servers: a round trip of 300 ms" {
    start_board
    start_pyserial
    start_relay 300
    run --separate-stderr esp-read -p "$URL" --size=64k -o dump.bin
    assert_equal "$status: $stderr" "0: "
    cmp -n 65536 flash.bin dump.bin
}

# bats test_tags=one-chip
@test "servers: one that answers nothing is said to" {
    need socat
    local tcp=$((20000 + RANDOM % 20000))
    socat "TCP-LISTEN:$tcp,bind=127.0.0.1,fork" 'EXEC:sleep 60' 3>&- &
    pids+=($!)
    until (: < "/dev/tcp/127.0.0.1/$tcp") 2> /dev/null; do read -rt 0.05 <> <(:) || :; done
    run --separate-stderr timeout 30 esp-detect -p "rfc2217://127.0.0.1:$tcp"
    assert_equal "$status" 3
    assert_output ""
    assert_regex "$stderr" "^esp-detect: rfc2217://[^ ]*: nothing answers like an ESP's boot loader.*; the server answers nothing: does it speak RFC 2217"
    assert_equal "$(wc -l <<< "$stderr")" 1
}

# bats test_tags=one-chip
@test "servers: an option that a URL does not have is refused" {
    refused esp-detect 2 "rfc2217://127.0.0.1:1?ign_control: unknown option \"ign_control\" in the URL: known are ign_set_control, poll_modem and timeout=SECONDS" -p "rfc2217://127.0.0.1:1?ign_control"
}
