#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Trouble while a board is read: the messages, and the files that are left.
# bats file_tags=every-chip,two-chips

setup() {
    load lib/helper
    common_setup
    skip_waits
    esp-mkflash random 256k > flash.bin
}

teardown() {
    board_stop
}

# There is no dump, no sidecar and no temporary file.
nothing_left() {
    assert_equal "$(find . -name 'dump*' -o -name '.dump*' -o -name '*.tmp*' -o -name '.esputils*' | head -3)" ""
}

# The same, except for the part that had come and its journal.  The part is the start of the
# flash, and only its owner may read it.
only_a_part_left() {
    if [ -e dump.bin.part ]; then
        assert [ -s dump.bin.part ]
        cmp -n "$(stat -c %s dump.bin.part)" flash.bin dump.bin.part
        assert_equal "$(stat -c %a dump.bin.part dump.bin.part.meta | uniq)" 600
        grep -q ' mac=.* offset=0 size=262144$' dump.bin.part.meta
        rm dump.bin.part dump.bin.part.meta
    fi
    nothing_left
}

# The board answers a new detect at once.
detectable() {
    run --separate-stderr in_time esp-detect -p "$PORT"
    assert_success
    assert_output --partial "chip=$CHIP "
}

pulled_after() { # DIRECTION:BYTES WHAT_IS_LEFT
    local status=0
    esp-sim --flash=flash.bin --unplug="$1" --stats=stats.json -- esp-read -o dump.bin 2> err || status=$?
    [ "$status" = 3 ] || { cat err; fail "status $status with the cable pulled after $1"; }
    took_less_than 30 stats.json
    run cat err
    assert_output --regexp '^esp-read: '
    $2
}

@test "trouble: the cable is pulled at any byte while connecting" {
    for bytes in 1 60 100 1500; do
        pulled_after to-chip:$bytes nothing_left
    done
    for bytes in 1 97 130 260; do
        pulled_after to-host:$bytes nothing_left
    done
}

# bats test_tags=costly-by-rom
@test "trouble: the cable is pulled at any byte of the data" {
    for bytes in 4097 200001; do
        pulled_after to-host:$bytes only_a_part_left
    done
}

# bats test_tags=costly-by-rom,costly
@test "trouble: a line that goes silent is given up" {
    local status=0
    for bytes in 500 100000; do
        board_start --flash=flash.bin --stall=to-host:$bytes:600000 --stats=stats.json
        esp-read -p "$PORT" -o dump.bin 2> err || status=$?
        assert_equal "$status" 3
        only_a_part_left
        board_stop
        took_less_than 30 stats.json # 5 s, and what was before
        status=0
    done
}

# bats test_tags=costly-by-rom
@test "trouble: an earlier dump survives a failed read" {
    echo precious > dump.bin
    run esp-sim --flash=flash.bin --unplug=to-host:100000 -- esp-read -o dump.bin
    assert_equal "$status" 3
    assert_equal "$(cat dump.bin)" precious
}

@test "trouble: esp-read | head ends quietly and leaves the board in order" {
    board_start --flash=flash.bin
    run --separate-stderr bash -c 'esp-read -q -p "$1" | head -c 1000 > part.bin; exit ${PIPESTATUS[0]}' sh "$PORT"
    assert_equal "$status" 141
    assert_equal "$stderr" ""
    head -c 1000 flash.bin | cmp - part.bin
    detectable
}

# bats test_tags=costly-by-rom
@test "trouble: a full disk" {
    board_start --flash=flash.bin
    run --separate-stderr sh -c 'esp-read -p "$1" > /dev/full' sh "$PORT"
    assert_equal "$status" 2
    assert_equal "$(grep -v ' without the stub takes about ' <<< "$stderr")" \
        "esp-read: writing standard output: No space left on device"
    detectable
}

# In a script, a background process ignores SIGINT.  This function restores the signal.
interrupted_after() { # SIGNAL SECONDS
    local status=0
    env --default-signal="$1" esp-read -p "$PORT" -o dump.bin 2> err 3>&- &
    local reader=$!
    sleep "$2" # the moment is the point of the test
    kill -"$1" $reader
    wait $reader || status=$?
    [ "$status" = $((128 + $(kill -l "$1"))) ] || fail "status $status after $2 s: $(cat err)"
    only_a_part_left
    detectable
}

# bats test_tags=costly-by-rom
@test "trouble: SIGTERM ends a run whose reader takes no more" {
    mkfifo pipe
    board_start --flash=flash.bin
    { head -c 10000 > /dev/null && exec sleep 200; } < pipe 3>&- &
    local taker=$! status=0
    timeout -s KILL 120 esp-read -q -p "$PORT" > pipe 2> err 3>&- &
    local reader=$!
    sleep 3 # until it waits
    pkill -TERM -P $reader
    wait $reader || status=$?
    kill $taker
    [ "$status" = 143 ] || fail "status $status: $(cat err)"
}

# bats test_tags=costly-by-rom,costly
@test "trouble: SIGTERM in each phase leaves no dump and a board that answers" {
    board_start --flash=flash.bin --paced
    for seconds in 0.05 0.3 1; do
        interrupted_after TERM $seconds
    done
}

# bats test_tags=one-port,costly-by-rom,costly
@test "trouble: Ctrl-C in each phase leaves no dump and a board that answers" {
    board_start --flash=flash.bin --paced --port=rfc2217
    for seconds in 0.1 0.4 1.5; do
        interrupted_after INT $seconds
    done
}

# bats test_tags=costly-by-rom
@test "trouble: after SIGKILL the board answers again within seconds" {
    board_start --flash=flash.bin --paced
    esp-read -p "$PORT" -b 115200 -o dump.bin 2> err 3>&- & # takes many seconds at this rate
    local reader=$!
    sleep 2
    kill -KILL $reader
    wait $reader || true
    run --separate-stderr in_time esp-detect -p "$PORT"
    assert_success
}

# Damage can make the ESP32's loader hang, and this port has no lines to reset it.
# bats test_tags=one-way
@test "trouble: lost and flipped bytes both ways cost time, never a byte" {
    for seed in $(seq $((3 / SHARE))); do
        esp-sim --flash=flash.bin --lose=3e-5 --flip=3e-5 --seed=$seed --stats=stats.json -- \
            sh -c 'esp-detect -q | esp-read -q > dump.bin'
        cmp flash.bin dump.bin
        stat_is '.to_host.lost + .to_host.flipped > 0' stats.json
    done
}

# The loader or the stub may have had any rate at that moment, and no line can reset the
# board.
# bats test_tags=one-port,costly-by-rom,costly
@test "trouble: SIGKILL at any moment of the start leaves a board that is found without reset lines" {
    for ms in 050 110 150 170 200 300; do
        board_start --flash=flash.bin --paced
        esp-read -p "$PORT" > /dev/null 2> err 3>&- &
        local reader=$!
        sleep 0.$ms # the moment is the point of the test
        kill -KILL $reader
        wait $reader || true
        run --separate-stderr in_time esp-detect -p "$PORT"
        [ "$status" = 0 ] || fail "killed after $ms ms: status $status, $stderr"
        esp-read -p "$PORT" --size=4k > dump.bin
        cmp -n 4096 flash.bin dump.bin
        board_stop
    done
}

# bats test_tags=one-way,one-port,costly
@test "trouble: a line that garbles above 460800 ends at 460800 by itself" {
    local pace
    for pace in --seed=1 --paced --latency=16 --port=rfc2217; do
        esp-sim --flash=flash.bin --max-baud=460800 $pace --stats=stats.json -- \
            sh -c 'esp-detect | esp-read -v --size=64k > dump.bin' 2> err
        cmp -n 65536 flash.bin dump.bin
        run cat err
        assert_output --regexp ': 921600 baud does not work on this line; trying 460800'
        refute_output --partial 'trying 230400'
        refute_output --partial 'errors on the line'
        rm dump.bin
    done
}

# bats test_tags=one-way,one-port
@test "trouble: without reset lines a rate that does not work leaves the loader as it was" {
    board_start --flash=flash.bin --max-baud=120000
    esp-read -p "$PORT" --size=4k > dump.bin 2> err
    cmp -n 4096 flash.bin dump.bin
    assert_equal "$(grep -c 'baud does not work on this line' err)" 3
    detectable
}

# bats test_tags=one-way
@test "trouble: --baud is the rate, and no other is tried" {
    esp-sim --flash=flash.bin --max-baud=240000 -- \
        sh -c 'esp-detect | esp-read -v -b 230400 --size=4k > dump.bin' 2> err
    cmp -n 4096 flash.bin dump.bin
    run cat err
    refute_output --partial 'does not work'
}

# swapped AFTER COMMAND...: another board with the same flash takes the place of the first
# board.
swapped() {
    run --separate-stderr esp-sim --flash=flash.bin --port=rfc2217 --stats=stats.json \
        --swap="$1":18:fe:34:01:02:03 -- "${@:2}"
    assert_equal "$status" 3
    assert_regex "$(grep -v 'takes about\|begin as a program\|has no program at' <<< "$stderr" | head -n 1)" \
        "^$2: rfc2217://[0-9.:]+: another board is on that port now: its MAC address is 18:fe:34:01:02:03, not $MAC$"
    assert_output ""
}

# bats test_tags=one-way,one-port,costly
@test "trouble: another board in the first one's place is told before anything is done to it" {
    cp flash.bin before.bin
    esp-mkflash random 256k 9 > other.bin
    for after in 2000 8000; do # while the stub is loaded
        swapped $after esp-read -o dump.bin
        swapped $after esp-write other.bin
        swapped $after esp-verify flash.bin
        swapped $after esp-erase -q --all
        cmp flash.bin before.bin
    done
    nothing_left
}

# bats test_tags=one-way,one-port,costly
@test "trouble: another board in the first one's place while the work is being done" {
    esp-mkflash random 256k 9 > other.bin
    esp-sim --flash=flash.bin --port=rfc2217 --stats=stats.json -- esp-verify flash.bin
    swapped $(($(jq .to_chip.bytes stats.json) + 800)) esp-write other.bin
    assert_regex "$stderr" "the first board's flash may hold a part of it now: put that board back and give the same command again$"
    esp-mkflash random 256k > flash.bin
    swapped 5000 esp-read --no-stub -o dump.bin
    swapped 5000 esp-verify --no-stub flash.bin
    nothing_left
    swapped 5000 esp-erase -q --no-stub --all
    stat_is '.flash.sector_erases + .flash.block64_erases < 8' stats.json
}
