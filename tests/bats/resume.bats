#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-read with known contents: --base, and the files of an interrupted run.  ESP_RUNS is
# the number of points at which runs are interrupted (2, or 1).
# bats file_tags=every-chip,one-way,one-port,two-chips,costly

setup() {
    load lib/helper
    load lib/resume
    common_setup
    SIZE=262144
    esp-mkflash mixed $SIZE > flash.bin
}

teardown() {
    board_stop
}

# ---- --base ----

@test "resume: with a base that is still true next to nothing is read" {
    cp flash.bin old.bin
    sends_at_most "$LITTLE" --base=old.bin -o dump.bin
    assert_output "esp-read: 256 KiB of 256 KiB are as in old.bin"
}

@test "resume: with ten scattered sectors changed about these are read" {
    esp-mkflash random 512k > flash.bin
    cp flash.bin old.bin
    for sector in 0 3 20 21 50 77 90 100 126 127; do change_sector $sector; done
    sends_at_most $((LITTLE + 20 * 4096)) --base=old.bin -o dump.bin
    assert_output "esp-read: 472 KiB of 512 KiB are as in old.bin"
}

# bats test_tags=costly
@test "resume: a base that is shorter, by whole sectors or not" {
    for size in 131072 100001 1; do
        head -c $size flash.bin > old.bin
        sends_at_most $(($(sent_from $size) * 11 / 10 + 4000)) --base=old.bin -o dump.bin
        assert_output --partial " of 256 KiB are as in old.bin"
    done
}

@test "resume: a base that is something else altogether costs little and harms nothing" {
    head -c $SIZE /dev/urandom > old.bin
    read_flash --base=old.bin -o dump.bin
    complete
    assert_output "esp-read: 0 bytes of 256 KiB are as in old.bin"
}

@test "resume: a base that is longer than what is read is refused" {
    cp flash.bin old.bin
    echo >> old.bin
    read_flash --base=old.bin -o dump.bin
    assert_equal "$status" 2
    assert_output "esp-read: old.bin (262145 bytes) is longer than what is to be read (256 KiB)"
    read_flash --base=old.bin --offset=128k -o dump.bin
    assert_equal "$status" 2
    assert_equal "$(find . -name 'dump*')" ""
}

@test "resume: a base that is no file is refused before any port is touched" {
    mkdir folder
    mkfifo fifo
    : > empty
    refused esp-read 2 "opening absent: No such file or directory" -p /dev/none --base=absent
    refused esp-read 2 "opening folder: not a plain file" -p /dev/none --base=folder
    refused esp-read 2 "opening fifo: not a plain file" -p /dev/none --base=fifo
    refused esp-read 2 "empty is empty" -p /dev/none --base=empty
    refused esp-read 2 "--base takes a file, not standard input; try 'esp-read --help'" \
        -p /dev/none --base=-
}

@test "resume: a dump is brought up to date in its place" {
    cp flash.bin dump.bin
    change_sector 5
    read_flash --base=dump.bin -o dump.bin
    complete
    assert_output "esp-read: 252 KiB of 256 KiB are as in dump.bin"
    ln -s dump.bin link.bin
    change_sector 7
    read_flash --base=link.bin -o link.bin
    assert_equal "$status" 0
    assert [ -L link.bin ]
    cmp flash.bin dump.bin
}

@test "resume: the base of a range is the dump of that range" {
    local range="--offset=10001 --size=50003"
    read_flash $range -o old.bin
    change_sector 4
    tail -c +10002 flash.bin | head -c 50003 > expect.bin
    for _ in 1 2 3; do
        read_flash $range --base=old.bin -o dump.bin
        assert_equal "$status" 0
        cmp expect.bin dump.bin
        assert_output "esp-read: 44.8 KiB of 48.8 KiB are as in old.bin"
        [ "$(sent)" -gt 13500 ] || return 0
    done
    fail "$(sent) bytes were sent"
}

@test "resume: a base of another board is told, and used where it agrees" {
    cp flash.bin old.bin
    echo "port=x chip=$CHIP mac=a0:20:a6:00:00:01 flash-size=$SIZE offset=0 size=$SIZE" > old.bin.meta
    read_flash --base=old.bin -o dump.bin
    complete
    assert_line --index 0 "esp-read: old.bin is a dump of something else (its mac is a0:20:a6:00:00:01, not $MAC); what agrees is used"
    assert_line --index 1 "esp-read: 256 KiB of 256 KiB are as in old.bin"
}

@test "resume: a base works on standard output, and quietly with -q" {
    cp flash.bin old.bin
    run --separate-stderr esp-sim --flash=flash.bin --stats=stats.json -- \
        sh -c 'esp-read -q --base=old.bin > dump.bin'
    assert_equal "$status: $stderr" "0: "
    cmp flash.bin dump.bin
    [ "$(sent)" -lt "$LITTLE" ] || fail "$(sent) bytes were sent"
}

# ---- resume ----

@test "resume: after the cable was pulled at any point only what is missing is read" {
    local full
    full=$(sent_from 0)
    for seed in $(seq "${ESP_RUNS:-$((SHARE == 1 ? 2 : 1))}"); do
        RANDOM=$seed
        rm -f dump.bin dump.bin.meta
        read_until $((40000 + RANDOM * (full - 40000) / 32768)) -o dump.bin
        assert [ -s dump.bin.part ]
        cmp -n "$(size_of dump.bin.part)" flash.bin dump.bin.part
        go_on
    done
}

@test "resume: after SIGKILL at any point only what is missing is read" {
    for seed in $(seq "${ESP_RUNS:-$((SHARE == 1 ? 2 : 1))}"); do
        RANDOM=$seed
        rm -f dump.bin dump.bin.meta
        killed_at $((1 + RANDOM * 5))
        assert_equal "$(ls dump.bin*)" "$(printf 'dump.bin.part\ndump.bin.part.meta')"
        cmp -n "$(size_of dump.bin.part)" flash.bin dump.bin.part
        go_on
    done
}

@test "resume: what is left does not become less when the second run is killed, too" {
    forge 150000
    board_start --flash=flash.bin --stall=to-host:$STARTED:600000
    esp-read --baud=921600 -p "$PORT" -o dump.bin 2> err 3>&- &
    local reader=$!
    until grep -q 'going on' err; do
        kill -0 $reader || fail "$(cat err)"
        read -rt 0.01 <> <(:) || :
    done
    kill -KILL $reader
    wait $reader 2> /dev/null || true
    board_stop
    assert_equal "$(size_of dump.bin.part)" 150000
    cmp -n 150000 flash.bin dump.bin.part
    read_until 40000 -o dump.bin
    assert [ "$(size_of dump.bin.part)" -ge 150000 ]
    read_flash -o dump.bin
    complete
}

@test "resume: a flash that changed in between is noticed" {
    forge 200000
    for sector in 0 17 48; do change_sector $sector; done
    read_flash -o dump.bin
    complete
    assert_line "esp-read: going on with dump.bin.part: 195 of 256 KiB are there"
}

# bats test_tags=costly
@test "resume: a part that is of another board, range or nothing known is not used" {
    local full
    full=$(sent_from 0)
    while IFS='|' read -r edit message; do
        rm -f dump.bin*
        forge 200000
        sed -i "$edit" dump.bin.part.meta
        read_flash -o dump.bin < /dev/null
        complete
        assert_output "esp-read: dump.bin.part$message; starting anew"
        [ "$(sent)" -ge "$((full - 1000))" ] || fail "only $(sent) bytes were sent with $edit"
    done <<EDITS
s/:d2/:d3/| is of something else (its mac is ${MAC%2}3, not $MAC)
s/ef4012/ef4013/| is of something else (its flash-id is ef4013, not ef4012)
s/flash-size=262144/flash-size=524288/| is of something else (its flash-size is 524288, not 262144)
s/offset=0/offset=4096/| is of something else (its offset is 4096, not 0)
s/ size=.*/ size=200000/| is of something else (its size is 200000, not 262144)
s/.*/what is this?/|: nothing tells what it is of
/./d|: nothing tells what it is of
EDITS
    forge 200000
    rm dump.bin.part.meta
    read_flash -o dump.bin
    complete
    assert_output "esp-read: dump.bin.part: nothing tells what it is of; starting anew"
}

# bats test_tags=costly
@test "resume: two boards, one file: the second does not go on with the first's part" {
    read_until 60000 -o dump.bin
    assert [ -s dump.bin.part ]
    run whatever_rate esp-sim --flash=flash.bin --mac=a0:20:a6:00:00:01 -- esp-read -o dump.bin
    complete
    assert_output --partial "its mac is $MAC, not a0:20:a6:00:00:01"
}

@test "resume: --no-resume starts anew, and what it leaves is its own" {
    head -c 200000 /dev/urandom > garbage
    forge 200000
    cp garbage dump.bin.part
    read_until 60000 --no-resume -o dump.bin
    cmp -n "$(size_of dump.bin.part)" flash.bin dump.bin.part
    assert [ "$(size_of dump.bin.part)" -lt 200000 ]
    read_flash --no-resume -o dump.bin
    complete
    assert_output ""
    assert [ "$(sent)" -ge "$(($(sent_from 0) - 1000))" ]
}

@test "resume: --base wins over what an interrupted run left, and does not destroy it" {
    forge 200000
    cp flash.bin old.bin
    read_until 1500 --base=old.bin -o dump.bin
    cmp -n 200000 flash.bin dump.bin.part
    read_flash --base=old.bin -o dump.bin
    complete
    assert_output "esp-read: 256 KiB of 256 KiB are as in old.bin"
}

@test "resume: nothing is said with -q" {
    forge 200000
    read_flash -q -o dump.bin
    complete
    assert_output ""
}

@test "resume: part of a range" {
    forge 0
    tail -c +10002 flash.bin | head -c 40000 > dump.bin.part
    sed -i 's/offset=0 size=.*/offset=10001 size=50003/' dump.bin.part.meta
    read_flash --offset=10001 --size=50003 -o dump.bin
    assert_equal "$status" 0
    assert_output "esp-read: going on with dump.bin.part: 39 of 48 KiB are there"
    tail -c +10002 flash.bin | head -c 50003 | cmp - dump.bin
}

@test "resume: a part that is longer than what is read gives no longer dump" {
    forge $SIZE
    head -c 5000 /dev/urandom >> dump.bin.part
    read_flash -o dump.bin
    complete
}

@test "resume: a run on a file that another run is writing is refused" {
    board_start --flash=flash.bin --stall=to-host:60000:1000
    esp-read -q -p "$PORT" -o dump.bin 3>&- &
    local reader=$!
    until [ -s dump.bin.part ]; do read -rt 0.01 <> <(:) || :; done
    kill -STOP $reader
    refused esp-read 2 "dump.bin.part: another run is writing it" -p /dev/none -o dump.bin
    refused esp-read 2 "dump.bin.part: another run is writing it" -p /dev/none --no-resume -o dump.bin
    kill -CONT $reader
    status=0
    wait $reader || status=$?
    board_stop
    complete
}

@test "resume: a run that reads nothing leaves nothing, or what was there" {
    run esp-read -p /dev/none -o dump.bin
    assert_equal "$status" 3
    assert_equal "$(ls)" flash.bin
    forge 5000
    md5sum dump.bin.part* > before
    for option in --quiet --no-resume; do
        run esp-read -p /dev/none $option -o dump.bin
        assert_equal "$status" 3
        md5sum --check --quiet before
    done
}

@test "resume: standard output, devices and pipes leave no part" {
    run esp-sim --flash=flash.bin --unplug=to-host:60000 -- sh -c 'esp-read > dump.bin'
    assert_equal "$status" 3
    run esp-sim --flash=flash.bin --unplug=to-host:60000 -- esp-read -o /dev/null
    assert_equal "$status" 3
    mkfifo pipe
    cat pipe > piped &
    run esp-sim --flash=flash.bin --unplug=to-host:60000 -- esp-read -o pipe
    assert_equal "$status" 3
    wait $!
    assert_equal "$(find . /dev/null.part* -name '*.part*' 2> /dev/null)" ""
}

@test "resume: a disk that is full half-way keeps what it took" {
    run esp-sim --flash=flash.bin -- bash -c "trap '' XFSZ; ulimit -f 100; exec esp-read -o dump.bin"
    assert_equal "$status" 2
    assert_line "esp-read: writing dump.bin: File too large"
    assert_equal "$(size_of dump.bin.part)" 102400
    go_on
}

@test "resume: a part is for its owner alone, and a trap is none" {
    forge 5000
    chmod 666 dump.bin.part
    read_until 60000 -o dump.bin
    assert_equal "$(stat -c %a dump.bin.part)" 600
    rm dump.bin.part
    ln -s elsewhere dump.bin.part
    refused esp-read 2 "opening dump.bin.part: Too many levels of symbolic links" -p /dev/none -o dump.bin
    assert_file_not_exist elsewhere
}

# bats test_tags=one-chip
@test "resume: without the stub all is read, which is told" {
    forge 0 0 256
    head -c 200 /dev/urandom > dump.bin.part
    read_flash --no-stub --size=256 -o dump.bin
    assert_equal "$status" 0
    assert_line "esp-read: without the stub all is read, whatever dump.bin.part has"
    head -c 256 flash.bin | cmp - dump.bin
}
