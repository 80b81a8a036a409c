#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A flash that sleeps, that does not answer, or that stops answering.  The programs must
# never take the bytes of an idle bus for contents or for success.
# bats file_tags=every-chip,one-way

setup() {
    load lib/helper
    common_setup
    esp-mkflash random 256k > full.bin
    esp-mkflash blank 256k > blank.bin
    head -c 16k full.bin > image.bin
    head -c 16k blank.bin > nothing.bin
    esp-mkflash random 256k 2 > new.bin
}

teardown() {
    board_stop
}

# ends_by STATUS TEXT SIM-OPTION... -- COMMAND...: checks that COMMAND ends with this
# status, and that one line on stderr has the text.  flash.bin is the flash.
ends_by() {
    local want=$1 text=$2 options=()

    shift 2
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    run --separate-stderr esp-sim --flash=flash.bin "${options[@]}" "$@" < /dev/null
    assert_equal "$status: $stderr" "$want: $stderr"
    [ "$(grep -c -- "$text" <<< "$stderr")" = 1 ] || fail "not once '$text' in: $stderr"
}

@test "a flash in power-down is woken by every program, with the stub and without" {
    for how in "" --no-stub; do
        cp full.bin flash.bin
        run --separate-stderr esp-sim --flash=flash.bin --flash-asleep -- esp-detect $how
        assert_success
        assert_output --partial " flash-id=ef4012 flash-size=262144"
        run --separate-stderr esp-sim --flash=flash.bin --flash-asleep -- \
            esp-read $how --size=16k -o out.bin
        assert_success
        cmp out.bin image.bin
        run --separate-stderr esp-sim --flash=flash.bin --flash-asleep -- esp-verify $how image.bin
        assert_equal "$status: $output" "0: "
        run --separate-stderr esp-sim --flash=flash.bin --flash-asleep -- \
            esp-erase $how --offset=16k --size=4k
        assert_success
        cp blank.bin flash.bin
        run --separate-stderr esp-sim --flash=flash.bin --flash-asleep -- esp-write $how image.bin
        assert_success
        head -c 16k flash.bin | cmp - image.bin
        rm -f out.bin
    done
}

# bats test_tags=costly
@test "a flash that does not answer is no blank flash" {
    cp blank.bin flash.bin
    for level in 0:000000 1:ffffff; do
        for how in "" --no-stub; do
            text="the flash does not answer (its ID reads ${level#*:}): take the board off"
            ends_by 3 "$text" --flash-dies=0:${level%:*} -- esp-detect $how
            assert_output ""
            ends_by 3 "$text" --flash-dies=0:${level%:*} -- esp-read $how --size=64k -o out.bin
            assert_not_exist out.bin
            assert_not_exist out.bin.meta
            ends_by 3 "$text" --flash-dies=0:${level%:*} -- esp-verify $how nothing.bin
            ends_by 3 "$text" --flash-dies=0:${level%:*} -- esp-write $how nothing.bin
            ends_by 3 "$text" --flash-dies=0:${level%:*} -- esp-erase $how --all
        done
    done
    cmp flash.bin blank.bin
}

@test "a flash that does not answer, or not twice the same: the pins of the chip are named" {
    cp full.bin flash.bin
    ends_by 3 "try again, and see that nothing is wired to $FLASH_PINS$" --flash-dies=0:1 -- esp-detect
    ends_by 3 "and that nothing is wired to $FLASH_PINS$" --flash-manners=id-changes -- esp-detect
}

# bats test_tags=one-port
@test "esp-reset works with a board whose flash does not answer" {
    cp blank.bin flash.bin
    board_start --flash=flash.bin --port=rfc2217 --flash-dies=0:1
    run --separate-stderr esp-reset -p "$PORT"
    assert_equal "$status: $stderr" "0: "
    assert_output --partial "$FEATURES flash-size=unknown"
}

# told_in_mid_run LEVEL:ID [--no-stub]: the flash stops answering, and its ID then reads ID.
told_in_mid_run() {
    local text="the flash no longer answers (its ID was ef4012 and reads ${1#*:} now)"
    local dies=--flash-dies=14000:${1%:*} before image
    shift
    for before in blank full; do
        cp $before.bin flash.bin
        ends_by 3 "$text" "$dies" -- esp-read "$@" --size=16k -o out.bin
        assert_not_exist out.bin
        image=$([ $before = blank ] && echo nothing || echo image).bin
        ends_by 3 "$text" "$dies" -- esp-verify "$@" "$image"
        ends_by 3 "$text" "$dies" -- esp-write "$@" "$image"
    done
}

@test "a flash that in mid-run reads zeros only is told, whatever was blank" {
    told_in_mid_run 0:000000
}

# bats test_tags=costly
@test "a flash that in mid-run reads ones only is told, whatever was blank" {
    told_in_mid_run 1:ffffff
}

# bats test_tags=one-chip
@test "--no-stub: a flash that in mid-run reads zeros only is told, whatever was blank" {
    told_in_mid_run 0:000000 --no-stub
}

# bats test_tags=one-chip
@test "--no-stub: a flash that in mid-run reads ones only is told, whatever was blank" {
    told_in_mid_run 1:ffffff --no-stub
}

@test "a flash that stops answering while it is erased or read back is told" {
    text="the flash no longer answers"
    for level in 0 1; do
        cp full.bin flash.bin
        ends_by 3 "$text" --flash-dies=14000:$level -- esp-erase --all
        cp full.bin flash.bin
        ends_by 3 "$text" --flash-dies=14000:$level -- esp-verify --read nothing.bin
    done
}

# bats test_tags=costly
@test "a flash that stops answering is told at once, wherever a run is" {
    local points="100 12000 40000"

    [ -z "${ESP_PRODUCT:-}" ] || points="10 100 4000 12000 40000"
    for bytes in $points; do
        for level in 0 1; do
            for run in "esp-read --size=64k -o out.bin" "esp-verify full.bin" \
                "esp-erase --all" "esp-write new.bin"; do
                cp full.bin flash.bin
                # shellcheck disable=SC2086 # words
                ends_by 3 "the flash no longer answers\|the flash does not answer" \
                    --stats=stats --flash-dies=$bytes:$level -- $run
                took_less_than 4 stats
                rm -f out.bin out.bin.part out.bin.part.meta
            done
        done
    done
}

@test "a flash that stays busy is told after the stub's 6 s, or 9.2 s of a slower clock" {
    local text="the flash no longer answers (its ID was ef4012 and reads ffffff now)"

    skip_waits
    cp full.bin flash.bin
    ends_by 3 "$text" --stats=stats.json --flash-manners=slow=1000 -- esp-erase --offset=16k --size=4k
    stat_is '.virtual_ms < 19000' stats.json
    cp full.bin flash.bin
    ends_by 3 "$text" --flash-manners=slow=1000 -- esp-write new.bin
}
