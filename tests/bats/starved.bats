#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The virtual board on a machine without a free processor.  This project's programs must
# wait for the board as for a real board, whatever other work the machine has
# (tests/sim/board/hostclock.h).
# bats file_tags=every-chip,one-port

setup() {
    load lib/helper
    common_setup
    esp-mkflash mixed 512k 1 > flash.bin
    esp-mkflash random 64k 3 | head -c 8192 > image.bin
}

teardown() {
    [ -z "${STARVER_PID:-}" ] || kill "$STARVER_PID" 2> /dev/null || true
    [ -z "${BOARD_PID:-}" ] || kill -CONT "$BOARD_PID" 2> /dev/null || true
    board_stop
}

# starve: for the rest of the test, the board gets 0.1 s of processor time out of every 0.9
# s.
starve() {
    while kill -STOP "$BOARD_PID" 2> /dev/null; do
        sleep 0.8
        kill -CONT "$BOARD_PID"
        sleep 0.1
    done 3>&- &
    STARVER_PID=$!
}

end_starving() {
    kill "$STARVER_PID"
    wait "$STARVER_PID" 2> /dev/null || true
    STARVER_PID=
    kill -CONT "$BOARD_PID"
}

# bats test_tags=costly-by-rom
@test "starved: a board that gets no processor most of the time is read, compared and written" {
    for port in pty rfc2217; do
        board_start --flash=flash.bin --port=$port
        starve
        esp-read -q -p "$PORT" --size=64k -o $port.bin
        esp-verify -q -p "$PORT" $port.bin
        esp-write -q -p "$PORT" 0x10000 image.bin
        end_starving
        board_stop
        cmp -n 65536 flash.bin $port.bin
        cmp -i 65536:0 -n 8192 flash.bin image.bin
    done
}

# bats test_tags=costly,one-way
@test "starved: the clock goes on when the board has ended, or was killed" {
    board_start --flash=flash.bin
    kill -KILL "$BOARD_PID"
    wait "$BOARD_PID" || true
    run in_time esp-detect -p "$PORT"
    assert_equal "$status" 3
    board_start --flash=flash.bin --port=tcp
    board_stop
    run in_time esp-detect -p "$PORT"
    assert_equal "$status" 3
}

# bats test_tags=costly,one-way
@test "starved: a reset counts that the board had no time for before it was stopped" {
    need perl
    board_start --flash=flash.bin --lines=lines --stats=stats.json
    kill -STOP "$BOARD_PID"
    perl -MIO::Socket::UNIX -e 'my $lines = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Peer => "lines");
        $lines->send($_) for "11", "01", "00"'
    kill -TERM "$BOARD_PID"
    kill -CONT "$BOARD_PID"
    board_stop
    stat_is '.resets == 2' stats.json
}
