#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-detect --watch: boards that come and go, on ports that are links to ptys.

setup() {
    load ../lib/helper
    common_setup
    WITH_PORTS=$ESP_SRCDIR/tests/tools/with-ports
    export WITH_PORTS
}

teardown() {
    board_stop
    [ -z "${SECOND_PID:-}" ] || { kill "$SECOND_PID" && wait "$SECOND_PID" || true; }
}

need_with_ports() {
    "$WITH_PORTS" -- true 2> /dev/null || skip "needs root and mount namespaces"
}

# Starts another board, and sets $SECOND to its port.
second_board() {
    mkfifo second.ready
    esp-sim --mac=a0:20:a6:00:00:02 > second.ready 3>&- &
    SECOND_PID=$!
    read -r SECOND < second.ready
    export SECOND
}

# watching PORT... -- SCRIPT: runs SCRIPT where these ports are and esp-detect --watch $OPTIONS
# runs, whose process is $watch.  "await TEXT [FILE]" waits for a line.  A program that a shell
# starts in the background ignores SIGINT, unless env(1) says otherwise.
watching() {
    local ports=()
    while [ "$1" != -- ]; do
        ports+=("$1")
        shift
    done
    cat > script <<SH
await() { timeout 60 grep -qm1 -e "\$1" <(tail -f --pid=\$watch -n +1 "\${2:-out}") || { cat out err; exit 99; }; }
plug() { "\$WITH_PORTS" plug "\$@"; }
unplug() { "\$WITH_PORTS" unplug "\$@"; }
touch out err
env --default-signal=INT ${PRELOAD:+LD_PRELOAD=$PRELOAD} esp-detect --watch ${OPTIONS:-} > out 2> err &
watch=\$!
trap 'touch stop; kill "\$watch" 2> /dev/null' EXIT
$2
SH
    run --separate-stderr in_time "$WITH_PORTS" "${ports[@]}" -- bash script
}

@test "watch: a board that is there, one that comes, and one that leaves" {
    need_with_ports
    board_start
    second_board
    watching ttyUSB0=">$PORT" -- '
        await "^port=/dev/ttyUSB0 .* mac="
        plug ttyUSB1=">$SECOND"
        await "^port=/dev/ttyUSB1 .* mac=a0:20:a6:00:00:02 "
        unplug ttyUSB0
        await "^port=/dev/ttyUSB0 .* gone=1$"
        plug ttyUSB0=">$SECOND"
        await "^port=/dev/ttyUSB0 .* mac=a0:20:a6:00:00:02 "
        kill -INT $watch
        wait $watch'
    assert_equal "$status: $stderr" "130: "
    assert_equal "$(wc -l < out)" 4
    assert_equal "$(cat err)" ""
    # The line of a board that left is no board to work on.
    run --separate-stderr esp-read -o dump.bin < <(grep gone=1 out)
    assert_equal "$status: $stderr" "3: esp-read: /dev/ttyUSB0: the device line says that the board is gone"
}

@test "watch: a port that is busy, mute or not serial is told once, and its end is not" {
    need_with_ports
    need socat
    skip_waits
    board_start
    socat pty,raw,echo=0,link=./mute exec:cat 3>&- &
    SECOND_PID=$!
    until [ -e mute ]; do read -rt 0.05 <> <(:) || :; done
    touch file
    exec 8< "$PORT"
    flock -n 8
    watching ttyUSB0=">$PORT" ttyUSB1=">$(readlink mute)" ttyUSB2=">$PWD/file" -- '
        await /dev/ttyUSB0: err
        await /dev/ttyUSB1: err
        await /dev/ttyUSB2: err
        unplug ttyUSB0
        plug ttyUSB3=">$PWD/file"
        await /dev/ttyUSB3: err
        kill $watch
        wait $watch'
    exec 8<&-
    assert_equal "$status" 143
    assert_equal "$(cat out)" ""
    assert_equal "$(cut -d: -f1,2 err | sort)" "$(printf 'esp-detect: /dev/ttyUSB%s\n' 0 1 2 3)"
}

@test "watch: --list touches no port, as lines and as JSON" {
    need_with_ports
    OPTIONS=--list watching ttyUSB0=/dev/null,A1 -- '
        await "^port=/dev/ttyUSB0 vid=1a86 .*serial=A1$"
        plug ttyUSB1=">/dev/full",B2
        await "^port=/dev/ttyUSB1"
        unplug ttyUSB1
        await "^port=/dev/ttyUSB1.* gone=1$"
        kill $watch
        wait $watch'
    assert_equal "$status: $(cat err)" "143: "
    assert_equal "$(wc -l < out)" 3
    OPTIONS='--list --json' watching ttyUSB0=">/dev/null",A1 -- '
        await "\"serial\": *\"A1\""
        unplug ttyUSB0
        await gone
        kill $watch
        wait $watch'
    assert_equal "$(jq -r '.port + .gone' out)" "$(printf '/dev/ttyUSB0\n/dev/ttyUSB01')"
}

# following NAME...: plugs the board's own USB port in again each time that it comes back, under
# these names, one after the other, and then under the last one again.
following='
    following() {
        local last=$(readlink "$LINK") now
        until [ -e stop ]; do
            now=$(readlink "$LINK") || now=none
            [ "$now" = "$last" ] && { sleep 0.02; continue; }
            unplug $name
            [ -z "${2:-}" ] || shift
            name=$1
            [ "$now" = none ] || plug "$name=$now,7C:DF:A1:16:45:D2,303a:1001"
            last=$now
        done
    }
'

# usb_board OPTION...: a board with a USB port of its own, which goes away at each reset.
usb_board() {
    LINK=$PWD/usb
    cp "$ESP_BUILDDIR/tests/sim/ttylines.so" "$BATS_TEST_TMPDIR/ttylines.so"
    PRELOAD=$BATS_TEST_TMPDIR/ttylines.so${LD_PRELOAD:+:$LD_PRELOAD}
    export LINK ESP_SIM_LINES=$PWD/lines
    esp-mkflash esp32c3 256k > flash.bin
    board_start --chip=esp32c3 --flash=flash.bin --port="usb-jtag:$LINK" --lines="$PWD/lines" \
        --stats=stats.json "$@"
}

# Each probe resets the chip, so a probe after each return would never end.  The time without
# another line is what the test is about.
@test "watch: a port that its own probe makes go away and come back is told once" {
    need_with_ports
    usb_board --usb-away=300
    watching ttyACM0="$(readlink "$LINK"),7C:DF:A1:16:45:D2,303a:1001" -- "$following"'
        name=ttyACM0
        following ttyACM0 & follower=$!
        await "^port=/dev/ttyACM0 chip=ESP32-C3 .*mac="
        sleep 4
        touch stop
        wait $follower
        unplug ttyACM0
        await "^port=/dev/ttyACM0 .* gone=1$"
        kill -INT $watch
        wait $watch'
    assert_equal "$status: $(cat err)" "130: "
    assert_equal "$(wc -l < out)" 2
    board_stop
    stat_is '.resets <= 5' stats.json # power-on, into the loader and back
}

@test "watch: a port that comes back under another name is the same board" {
    need_with_ports
    usb_board
    watching ttyACM0="$(readlink "$LINK"),7C:DF:A1:16:45:D2,303a:1001" -- "$following"'
        name=ttyACM0
        following ttyACM1 ttyACM1 & follower=$!
        await "^port=/dev/ttyACM1 chip=ESP32-C3 .*mac="
        sleep 4
        touch stop
        wait $follower
        kill -INT $watch
        wait $watch'
    assert_equal "$status: $(cat err)" "130: "
    assert [ "$(grep -v gone=1 out | grep -c "ttyACM0 .*mac=")" -le 1 ]
    assert_equal "$(grep -v gone=1 out | tail -n 1 | cut -d " " -f 1)" port=/dev/ttyACM1
    board_stop
    stat_is '.resets <= 5' stats.json
}

@test "watch: it ends quietly when nobody reads any more, without waiting for a line" {
    need_with_ports
    run --separate-stderr in_time "$WITH_PORTS" ttyUSB0=/dev/null,A1 -- \
        bash -c '{ esp-detect --watch --list; echo "$?" > ended; } | head -n 1'
    assert_equal "$status: $stderr" "0: "
    assert_equal "$(cat ended)" 141
}

@test "watch: the options that do not go with it" {
    for other in --all --port=x --self-test --partitions; do
        refused esp-detect 2 "--watch does not go with ${other%=x}; try 'esp-detect --help'" --watch "$other"
    done
}

# bats test_tags=costly
@test "watch: idle, it takes less than a hundredth of a processor" {
    need_with_ports
    watching ttyUSB0=/dev/null,A1 -- '
        await /dev/ttyUSB0: err
        ticks() { set -- $(< /proc/$watch/stat); echo $((${14} + ${15})); }
        before=$(ticks)
        sleep 5 # the time that is measured
        echo $(($(ticks) - before)) > used
        kill $watch
        wait $watch'
    [ "$(cat used)" -lt $((5 * $(getconf CLK_TCK) / 100)) ]
}
