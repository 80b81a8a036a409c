#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Boards behind a slow network: the contents are right, the rate is the one of a fast network,
# and no message speaks of a bad line.  make check-expensive tries all delays.

setup() {
    load ../lib/helper
    common_setup
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    cp flash.bin old.bin
    esp-mkflash random 64k > new.bin
    rate=$RATE
}

teardown() {
    board_stop
}

# quietly PROGRAM OPTION...: the program ends with 0, and -v tells the rate and nothing else
# that matters.
quietly() {
    run --separate-stderr "$@"
    assert_equal "$status: $(grep -v -e ': opening$' -e ' stub answers at '  \
        -e ' is done at ' -e ' stub runs by the clock ' -e ' the speed of the line; md5 ' <<< "$stderr" || true)" "0: "
}

at_full_rate() { # RATE
    grep -q ": the work is done at $1 baud\$" <<< "$stderr" || fail "not at $1 baud: $stderr"
}

read_right() { # RATE SIZE OPTION...
    quietly esp-read -v -p "$PORT" --size="$2" -o dump.bin "${@:3}"
    at_full_rate "$1"
    head -c "${2^^}" old.bin | cmp - dump.bin
    rm -f dump.bin*
}

@test "far: a client that waits as long as a cable needs finds a near board, and no far one" {
    need python3
    for delay in 0 250; do
        board_start --port=tcp --boot=download --delay=$delay
        run "$ESP_SRCDIR/tests/tools/naive-far" "$PORT"
        [ $delay = 0 ] || assert_failure 1
        [ $delay != 0 ] || assert_output well
        if [ $delay != 0 ]; then assert_output "no answer to READ_REG"; fi
        board_stop
    done
}

# The second run finds the stub that the first one left, and raises its rate.
# bats test_tags=every-chip,one-port,one-way,costly
@test "far: 200 ms each way, a board without reset lines, twice" {
    board_start --flash=flash.bin --port=rfc2217 --wiring=none --boot=download --delay=200
    for _ in 1 2; do
        read_right "$rate" 4k --reset=none
    done
}

# bats test_tags=every-chip,one-port,one-way,costly
@test "far: delays and faults, by RFC 2217 and plain TCP: detect, read, write, verify" {
    local cases="rfc2217:20:--seed=1"
    if [ -n "${ESP_PRODUCT:-}" ]; then
        cases=$(echo {rfc2217,tcp}:{0,20,250,1000}:--seed=1 rfc2217:250:--{flip,lose}=1e-5)
    fi
    for case in $cases; do
        IFS=: read -r port delay fault <<< "$case"
        cp old.bin flash.bin
        board_start --flash=flash.bin --port="$port" --boot=download --delay="$delay" "$fault"
        run -0 --separate-stderr esp-detect -p "$PORT"
        assert_output --partial "port=$PORT chip=$CHIP "
        assert_equal "$stderr" ""
        if [ "$port" = tcp ]; then read_right 115200 64k; else read_right "$rate" 64k; fi
        quietly esp-write -q -p "$PORT" --offset=0x40000 --force new.bin
        quietly esp-verify -q -p "$PORT" --offset=0x40000 new.bin
        board_stop
        tail -c +$((0x40001)) flash.bin | head -c 65536 | cmp - new.bin
    done
}

# after SIGNAL SECONDS COMMAND...: prints how many milliseconds the command still takes.
after() {
    /usr/bin/python3 - "$@" <<'PYTHON'
import signal, subprocess, sys, time
program = subprocess.Popen(sys.argv[3:], preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
time.sleep(float(sys.argv[2]))
start = time.monotonic()
program.send_signal(getattr(signal, sys.argv[1]))
program.wait()
print("%d" % (1000 * (time.monotonic() - start)))
PYTHON
}

# The program resets the board before it ends, and waits for the server's answers.
@test "far: an interruption ends a program after some round trips" {
    local times=2
    [ -z "${ESP_PRODUCT:-}" ] || times="1 4 8 12 16"
    board_start --flash=flash.bin --port=rfc2217 --delay=250
    for time in $times; do
        run --separate-stderr after SIGINT "$time" esp-read -p "$PORT" -o dump.bin
        [ "$output" -lt 5000 ] || fail "$output ms"
        rm -f dump.bin*
    done
}
