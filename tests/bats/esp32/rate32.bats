#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The rate that the programs find by themselves on an ESP32.

setup() {
    load ../lib/helper
    common_setup
    esp-mkflash esp32 256k > flash.bin
    cp flash.bin expect.bin
}

teardown() {
    board_stop
}

# found RATE OPTION...: a read of a virtual board with these options is right, and is done at
# the rate.
found() {
    local rate=$1
    shift
    esp-sim --chip=esp32 --flash=flash.bin --stats=stats.json "$@" -- \
        esp-read -v --size=64k -o dump.bin 2> err
    cmp -n 65536 expect.bin dump.bin
    grep -q ": the work is done at $rate baud\$" err || fail "$* not at $rate: $(cat err)"
    rm dump.bin
}

@test "esp32 rate: the fastest one that the line carries is found, by cable and by network" {
    for port in pty rfc2217; do
        found 2000000 --port=$port
        found 2000000 --port=$port --max-baud=2001000
        found 1500000 --port=$port --max-baud=1501000
        run cat err
        refute_output --partial "does not work"
    done
    found 2000000 --crystal=26 --port=rfc2217
}

# The ROM's divisor makes 921600 a little faster than that.
@test "esp32 rate: where only the usual rates work, one of them is taken, and nothing is said" {
    for port in pty rfc2217; do
        found 921600 --port=$port --max-baud=930000
        run cat err
        refute_output --partial "does not work"
    done
    found 460800 --port=rfc2217 --max-baud=465000
    found 115200 --max-baud=120000
}

# The rate of the ROM's loader, before the stub is loaded.
@test "esp32 rate: the loader is raised on ports without reset lines, too, as far as the line goes" {
    local wanted
    for wanted in 921600:2000000 460800:500000 230400:240000 115200:120000; do
        esp-sim --chip=esp32 --flash=flash.bin --max-baud=${wanted#*:} -- \
            esp-read -v --size=4k -o dump.bin 2> err
        cmp -n 4096 expect.bin dump.bin
        grep -q "stub answers at ${wanted%:*} baud\$" err || fail "not ${wanted%:*}: $(cat err)"
        rm dump.bin
    done
    assert_equal "$(grep -c 'baud does not work on this line' err)" 3
}

@test "esp32 rate: without the stub, the loader is raised on ports without reset lines, too" {
    local wanted
    for wanted in 921600:2000000 460800:500000; do
        esp-sim --chip=esp32 --flash=flash.bin --max-baud=${wanted#*:} -- \
            sh -c 'esp-read -v --no-stub --size=4k -o dump.bin 2> err && esp-detect --no-stub'
        cmp -n 4096 expect.bin dump.bin
        grep -q ": the work is done at ${wanted%:*} baud\$" err || fail "$(cat err)"
        rm dump.bin
    done
}

@test "esp32 rate: by an adapter with latency, 2000000 baud too" {
    found 2000000 --latency=16 --paced
}

@test "esp32 rate: --baud is the rate, and none above it is tried" {
    esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 -- \
        esp-read -v -b 921600 --size=4k -o dump.bin 2> err
    grep -q ': the work is done at 921600 baud$' err
    grep -q ': the stub runs by the clock of the PLL$' err
}

# The trial finds the rate bad that garbles often, and the work one that garbles seldom.
@test "esp32 rate: one that garbles only now and then is left, and the bytes are right" {
    for often in 0.5 0.02; do
        found 921600 --port=rfc2217 --max-baud=930000:$often
    done
    # Whether the trial finds these errors is a matter of chance.
    for seed in 1 2 3 4; do
        esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 --seed=$seed \
            --max-baud=930000:5e-4 -- esp-read -q -o dump.bin
        cmp expect.bin dump.bin
        rm dump.bin
    done
}

@test "esp32 rate: after trials that failed, the next program finds the stub, and finds its rate itself" {
    esp-sim --chip=esp32 --flash=flash.bin --max-baud=930000 -- \
        sh -c 'esp-detect --after=stay > line && esp-read -v --size=4k -o one.bin < line 2> err &&
               esp-read -v --size=4k -o two.bin < line 2>> err'
    cmp -n 4096 expect.bin one.bin
    cmp -n 4096 expect.bin two.bin
    assert_equal "$(grep -c ': the work is done at 921600 baud$' err)" 2
}

# The stub stays at its rate for 4 s.
@test "esp32 rate: a stub that a killed program left at 2000000 baud is found at once" {
    esp-mkflash random 4M > flash.bin
    board_start --chip=esp32 --flash=flash.bin --paced
    esp-read -v -p "$PORT" -o dump.bin 2> err &
    reader=$!
    timeout 20 sh -c 'until grep -q "at 2000000 baud" err; do sleep 0.02; done'
    kill -KILL $reader
    wait $reader || true
    begin=$EPOCHREALTIME
    esp-detect -p "$PORT"
    elapsed=$(((${EPOCHREALTIME/./} - ${begin/./}) / 1000))
    [ $elapsed -lt 3000 ] || fail "found after $elapsed ms"
}
