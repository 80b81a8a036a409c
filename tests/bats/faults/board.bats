#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Faults of boards and servers that the world reports.  For each fault a naive client
# (tests/tools/naive; for faults of the flash, tests/unit/sim/manners.c) is broken by the virtual
# board, and our programs either do the work right or say what to do.
# bats file_tags=every-chip,two-chips

setup() {
    load ../lib/helper
    common_setup
    NAIVE=$ESP_SRCDIR/tests/tools/naive
    esp-mkflash "$FIRMWARE" 256k > old.bin
    cp old.bin flash.bin
}

teardown() {
    board_stop
}

# naive WORK SIM-OPTION...: a naive client works with a board; $output tells what it saw.
naive() {
    local work=$1
    shift
    need python3
    # shellcheck disable=SC2016 # the shell that esp-sim starts knows the port
    run --separate-stderr esp-sim --flash=flash.bin "$@" -- \
        sh -c '"$0" "$ESPPORT" "$1" "$2"' "$NAIVE" "$work" "$SLOW"
}

# ends_by STATUS TEXT SIM-OPTION... -- COMMAND...: COMMAND ends with this status after one
# line on stderr, which has the text, in time.
ends_by() {
    local want=$1 text=$2
    shift 2
    run --separate-stderr in_time esp-sim --flash=flash.bin --stats=stats.json "$@"
    assert_equal "$status: $stderr" "$want: $stderr"
    [ "$(grep -c . <<< "$stderr")" = 1 ] && [[ $stderr == *"$text"* ]] ||
        fail "not one line with '$text': $stderr"
    took_less_than 30 stats.json
}

# reads SIM-OPTION...: a dump of 32 KiB is right.
reads() {
    rm -f dump.bin*
    run --separate-stderr in_time esp-sim --flash=flash.bin --stats=stats.json "$@" -- \
        esp-read -q --size="${SIZE:-32k}" -o dump.bin
    assert_equal "$*: $status: $stderr" "$*: 0: "
    head -c "$(stat -c %s dump.bin)" old.bin | cmp - dump.bin
}

# all_end_by STATUS TEXT SIM-OPTION...: every program ends so, and leaves no file and the
# flash as it was.
all_end_by() {
    local run
    esp-mkflash random 64k > new.bin
    for run in "esp-read -q -o dump.bin" "esp-write -q 64k new.bin" "esp-verify -q old.bin" \
        "esp-erase -q --offset=64k --size=4k"; do
        # shellcheck disable=SC2086 # words
        ends_by "$1" "$2" "${@:3}" -- $run
        cmp flash.bin old.bin
        assert_not_exist dump.bin
        assert_not_exist dump.bin.part
    done
    ends_by "$1" "$2" "${@:3}" -- esp-detect
    assert_output ""
}

# bats test_tags=costly,costly-by-rom
@test "board: erases and programs that take the longest times of a data sheet are waited for" {
    esp-mkflash random 64k 5 > new.bin
    run --separate-stderr esp-sim --flash=flash.bin --paced --flash-manners=longest-times \
        --stats=stats.json -- esp-write -q 64k new.bin
    succeeded_quietly
    tail -c +65537 flash.bin | head -c 64k | cmp - new.bin
    stat_is '.flash.busy_ms > 2000' stats.json
}

# bats test_tags=costly,costly-by-rom
@test "board: a ROM that erases 64 KiB sector by sector, 400 ms each, is waited for" {
    run --separate-stderr esp-sim --flash=flash.bin --paced --flash-manners=longest-times \
        --stats=stats.json -- esp-erase -q --offset=64k --size=128k
    succeeded_quietly
    head -c 64k flash.bin | cmp - <(head -c 64k old.bin)
    tail -c +65537 flash.bin | head -c 128k | cmp - <(esp-mkflash blank 128k)
}

@test "board: a flash that answers, but with an ID of zeros or ones" {
    for id in 000000 ffffff; do
        all_end_by 3 "the flash does not answer (its ID reads $id): take the board off" \
            --jedec-id=$id
    done
}

@test "board: a flash whose ID is another one at each question" {
    for manner in id-changes id-changes=2; do
        all_end_by 3 "the flash's ID reads differently each time, so its connection is bad: see that" \
            --flash-manners=$manner
    done
}

@test "board: a flash that drops programs from an address on is noticed, and below it is written" {
    esp-mkflash blank 256k > flash.bin
    esp-mkflash random 64k | head -c 8k > new.bin
    run --separate-stderr esp-sim --flash=flash.bin --flash-manners=drops-from=64 -- \
        esp-write -q --offset=60k new.bin
    assert_equal "$status" 3
    assert_regex "$stderr" "esp-write: .*: (1 sector of the flash|the flash) did not take what was written(: the byte)? at 0x10000(:| is)"
    cmp flash.bin <(esp-mkflash blank 256k)
    run --separate-stderr esp-sim --flash=flash.bin --flash-manners=drops-from=64 -- \
        esp-write -q --offset=56k new.bin
    succeeded_quietly
    tail -c +57345 flash.bin | head -c 8k | cmp - new.bin
}

# bats test_tags=one-port
@test "board: an application that floods the line or crashes again and again is reset and read" {
    naive wait-for-silence --boot=app --paced --flood
    assert_equal "$status: $output" "1: the line is never silent"
    # shellcheck disable=SC2086 # an option, or none
    naive a-reset-leads-into-the-loader --boot=app --paced --crash-loop ${CRYSTALS%% *}
    assert_equal "$status: $output" "1: it was reset, and is not in its loader"
    for app in --flood "--flood --app-baud=74880" "--flood --app-baud=921600" --crash-loop \
        "--crash-loop --app-baud=74880"; do
        # shellcheck disable=SC2086 # words
        SIZE=4k reads --port=rfc2217 --paced $app
    done
}

# bats test_tags=one-port,one-way
@test "board: an application that floods is named where no line resets the board" {
    local by_hand="hold GPIO0 (the FLASH button) low while"
    ends_by 3 "the chip runs its application: $by_hand it resets" --boot=app --paced --flood -- \
        esp-detect
    ends_by 3 "something talks on this line without a pause, but not as a boot loader does: if it is the chip's application, $by_hand the chip resets" \
        --boot=app --paced --flood --app-baud=921600 --port=tcp -- esp-detect
}

# bats test_tags=one-port,one-way,costly
@test "board: an application in an exception loop is named where no line resets the board" {
    for baud in 115200 74880; do
        ends_by 3 "the chip runs its application: hold GPIO0 (the FLASH button) low while it resets" \
            --boot=app --paced --crash-loop --app-baud=$baud -- esp-detect
    done
}

# bats test_tags=one-port
@test "board: a watchdog that resets the loader in the middle of the work, once" {
    naive one-sync-is-enough --watchdog=2500
    assert_equal "$status" 1
    assert_regex "$output" "^(the loader is gone|no answer to SYNC)$"
    SIZE=128k reads --port=rfc2217 --paced --watchdog=600:1
    stat_is '.watchdog_resets >= 1' stats.json
}

# bats test_tags=one-port,one-way,costly
@test "board: a watchdog that resets the chip where no line brings the loader back" {
    esp-mkflash random 256k > flash.bin
    ends_by 3 "eset" --paced --watchdog=1500:1 -- esp-read -q -o dump.bin
    assert_regex "$stderr" "[Rr]eset the board into download mode by hand|hold GPIO0"
    assert_not_exist dump.bin
}

# bats test_tags=one-port
@test "board: a server that forwards each byte at once, and one that gathers for 100 ms" {
    naive one-read-is-one-answer --latency=100
    assert_equal "$status: $output" "0: well"
    naive one-read-is-one-answer --paced --one-by-one
    assert_equal "$status: $output" "1: a part of an answer"
    naive no-answer-in-50-ms-is-no-answer --paced --latency=100
    assert_equal "$status: $output" "1: no answer in 50 ms"
    for server in --one-by-one --latency=100 "--one-by-one --latency=100"; do
        # shellcheck disable=SC2086 # words
        SIZE=4k reads --port=rfc2217 --paced $server
    done
    esp-mkflash random 64k | head -c 16k > new.bin
    run --separate-stderr esp-sim --flash=flash.bin --port=rfc2217 --one-by-one -- \
        esp-write -q 64k new.bin
    succeeded_quietly
    tail -c +65537 flash.bin | head -c 16k | cmp - new.bin
}

@test "board: of a flash of 32 MiB the first 16 MiB are reached, and no more is tried" {
    local told="the flash has 32 MiB, and only the first 16 MiB can be reached"
    local past="0x2000000 bytes from 0x0 on go past the first 16 MiB of the flash, which can be reached; --offset=0x0 --size=0x1000000 ends there"
    ends_by 0 "$told" --jedec-id=ef4019 -- esp-detect
    assert_output --partial " flash-size=33554432 flash-reach=16777216"
    for run in "esp-read -o dump.bin" "esp-erase --all"; do
        # shellcheck disable=SC2086 # words
        run --separate-stderr esp-sim --flash=flash.bin --jedec-id=ef4019 -- $run
        assert_equal "$status" 2
        [[ ${stderr_lines[0]} == *": $told" && ${stderr_lines[1]} == *": $past" ]] || fail "$stderr"
    done
    cmp flash.bin old.bin
    assert_equal "$(find . -name 'dump*')" ""
}
