#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The ways to connect a board to a machine or to a network.
# bats file_tags=every-chip,one-port,costly-by-rom,costly

setup() {
    load lib/helper
    common_setup
    esp-mkflash "$FIRMWARE" 256k > flash.bin
}

teardown() {
    [ -z "${SER2NET_PID:-}" ] || kill "$SER2NET_PID" || true
    board_stop
}

back_up() { # PORT
    run --separate-stderr sh -c 'esp-detect -p "$1" | esp-read > dump.bin' sh "$1"
    succeeded_quietly
    cmp flash.bin dump.bin
}

@test "ports: a pty" {
    board_start --flash=flash.bin
    back_up "$PORT"
}

# bats test_tags=two-chips
@test "ports: a symbolic link to a pty, such as /nodemcu" {
    board_start --flash=flash.bin --port=pty:"$PWD/nodemcu"
    assert_equal "$PORT" "$PWD/nodemcu"
    back_up "$PORT"
    grep -q "^port=$PWD/nodemcu " <(esp-detect -p nodemcu) || grep -q "^port=nodemcu " <(esp-detect -p nodemcu)
}

@test "ports: rfc2217://, from the application into download mode by DTR and RTS alone" {
    board_start --flash=flash.bin --port=rfc2217 --stats=stats.json
    back_up "$PORT"
    board_stop
    stat_is '.resets >= 3' stats.json # power-on, for download, back to the application
}

@test "ports: rfc2217://, on a board without the two transistors" {
    board_start --flash=flash.bin --port=rfc2217 --wiring=direct
    back_up "$PORT"
}

@test "ports: a server whose last client has not quite gone is tried again" {
    board_start --flash=flash.bin --port=rfc2217
    (exec 8<> "/dev/tcp/127.0.0.1/${PORT##*:}"; touch connected; sleep 0.7) 3>&- &
    until [ -e connected ]; do read -rt 0.02 <> <(:) || :; done
    run --separate-stderr esp-detect -p "$PORT"
    succeeded_quietly
}

@test "ports: a server that stays taken is said to be" {
    board_start --flash=flash.bin --port=rfc2217
    exec 8<> "/dev/tcp/127.0.0.1/${PORT##*:}"
    run --separate-stderr esp-detect -p "$PORT"
    exec 8>&-
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-detect: $PORT: .*another program"
}

# bats test_tags=two-chips
@test "ports: socket://" {
    board_start --flash=flash.bin --port=tcp
    back_up "$PORT"
}

# bats test_tags=two-chips
@test "ports: a pty behind a real ser2net, by rfc2217" {
    need ser2net
    board_start --flash=flash.bin
    local tcp=$((20000 + RANDOM % 20000))
    cat > ser2net.yaml <<YAML
connection: &board
  accepter: telnet(rfc2217),tcp,127.0.0.1,$tcp
  connector: serialdev,$PORT,115200n81,local
YAML
    ser2net -n -c ser2net.yaml -P ser2net.pid 3>&- &
    SER2NET_PID=$!
    until (: < /dev/tcp/127.0.0.1/$tcp) 2>/dev/null; do read -rt 0.05 <> <(:) || :; done
    back_up "rfc2217://127.0.0.1:$tcp"
}

# bats test_tags=two-chips
@test "ports: any gensio" {
    board_start --flash=flash.bin --port=tcp
    ESPPORT="gensio:tcp,127.0.0.1,${PORT##*:}" back_up "gensio:tcp,127.0.0.1,${PORT##*:}"
}

# bats test_tags=two-chips
@test "ports: --port and stdin: stdin is not read when --port is given" {
    board_start --flash=flash.bin
    mkfifo silent
    exec 9<> silent # a peer that never writes and never closes
    run --separate-stderr in_time esp-read -p "$PORT" -o dump.bin < silent 9<&-
    assert_success
    cmp flash.bin dump.bin
}

# bats test_tags=two-chips
@test "ports: ESPPORT" {
    board_start --flash=flash.bin
    ESPPORT=$PORT esp-read -o dump.bin < /dev/null
    cmp flash.bin dump.bin
}

@test "ports: a TCP port that does not exist is no other port, for each kind of address" {
    local port
    for program in esp-detect esp-reset "esp-read -o dump.bin" "esp-erase --all"; do
        while read -r port; do
            run --separate-stderr $program --port="$port" < /dev/null
            assert_equal "$stderr" \
                "${program%% *}: $port: there is no TCP port ${port##*[:,]}: the numbers go from 1 to 65535"
            assert_equal "$status" 2
            assert_output ""
        done <<'PORTS'
rfc2217://127.0.0.1:70000
rfc2217://[::1]:65536
socket://127.0.0.1:0
socket://127.0.0.1:99999999999999999999
gensio:telnet(rfc2217),tcp,127.0.0.1,70000
PORTS
    done
    assert_file_not_exist dump.bin
}
