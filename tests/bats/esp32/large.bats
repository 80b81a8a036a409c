#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A flash of more than 16 MB: our stub reaches all of it by commands with four bytes of
# address, if the flash has them.  Three bytes would change the first 16 MB.

setup() {
    load ../lib/helper
    common_setup
    esp-mkflash esp32 1M | head -c 256k > low.bin
    esp-mkflash random 64k 7 | head -c 20k > new.bin
    large low.bin 0 > flash.bin
    cp flash.bin before.bin
    border=$((1 << 24))
}

teardown() {
    board_stop
}

# large FILE OFFSET: the file at the offset of 32 MB that are blank.
large() {
    head -c "$2" /dev/zero | tr '\0' '\377'
    cat "$1"
    head -c $(((1 << 25) - $2 - $(stat -c %s "$1"))) /dev/zero | tr '\0' '\377'
}

board() { # OPTION... -- COMMAND...
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 --stats=stats "$@" < /dev/null
}

# put FILE OFFSET: what before.bin becomes by writing the file there.
put() {
    dd if="$1" of=before.bin bs=4096 seek=$(($2 / 4096)) conv=notrunc status=none
}

@test "esp32 large: esp-detect tells what can be reached, and by what" {
    local what="the flash has 32 MiB, and only the first 16 MiB can be reached"

    for id in ef4019 c22019; do # a Winbond's tables and a Macronix's
        board --jedec-id=$id -- esp-detect
        assert_success
        assert_equal "$stderr" ""
        [[ $output == *" flash-id=$id flash-size=33554432"* && $output != *flash-reach* ]] || fail "$output"
        board --jedec-id=$id -- esp-detect --no-stub
        [[ $output == *" flash-size=33554432 flash-reach=16777216"* ]] || fail "$output"
        [[ $stderr == *": $what without our stub" ]] || fail "$stderr"
    done
    for how in "" --no-stub; do
        board --flash-manners=no-4byte -- esp-detect $how
        [[ $output == *" flash-size=33554432 flash-reach=16777216"* ]] || fail "$output"
        [[ $stderr == *": $what" ]] || fail "$stderr"
    done
    cmp before.bin flash.bin
}

@test "esp32 large: above 16 MB and across the border: write, verify, read, erase" {
    board_start --chip=esp32 --flash=flash.bin --port=rfc2217 --stats=stats
    export ESPPORT=$PORT
    for offset in $border $((border - 0x2000)) $((2 * border - 0x5000)); do
        run --separate-stderr esp-write --offset=$offset new.bin
        assert_success
        [[ $stderr == *" 5 of 5 sectors had to change"* || $offset = $((border - 0x2000)) ]] || fail "$stderr"
        put new.bin $offset
        esp-verify -q --offset=$offset new.bin
        esp-read -q --offset=$offset --size=20k | cmp - new.bin
    done
    run --separate-stderr esp-verify -q --offset=$border new.bin # by now partly overwritten
    assert_failure 1
    cmp before.bin flash.bin
    run --separate-stderr esp-erase --offset=$border --size=64k
    assert_success
    board_stop
    head -c 64k /dev/zero | tr '\0' '\377' > blank.bin
    put blank.bin $border
    cmp before.bin flash.bin
    stat_is '.flash.violations == 0' stats
}

@test "esp32 large: without the commands nothing is read, written or erased above 16 MB" {
    board_start --chip=esp32 --flash=flash.bin --flash-manners=no-4byte --port=rfc2217 --stats=stats
    export ESPPORT=$PORT
    run --separate-stderr esp-read -q --offset=$border --size=4k
    assert_equal "$status: ${#output}" "2: 0"
    run --separate-stderr esp-erase -q --offset=$border --size=64k
    assert_failure 2
    for offset in $border $((border - 0x1000)); do
        run --separate-stderr esp-write -q --offset=$offset new.bin
        assert_failure 2
        [[ ${stderr_lines[-1]} == *": the image goes past 0x1000000, where the flash addresses of this chip end" ]] ||
            fail "$stderr"
    done
    board_stop
    cmp before.bin flash.bin
    stat_is '.flash.violations == 0' stats
}

@test "esp32 large: the power fails at moments of a write above 16 MB" {
    local whole runs=${ESP_RUNS:-3} torn=0

    board -- esp-write -q --offset=$border new.bin
    assert_success
    whole=$(jq .virtual_ms stats)
    for n in $(seq "$runs"); do
        cp before.bin flash.bin
        board --power-cut=$((whole * (10 - n) / 10)) -- esp-write -q --offset=$border new.bin
        assert_failure
        # What is below the border stays.
        cmp -n $border before.bin flash.bin
        cmp -s before.bin flash.bin || torn=$((torn + 1))
    done
    [ $torn -gt 0 ]
    board -- esp-write -q --offset=$border new.bin
    assert_success
    put new.bin $border
    cmp before.bin flash.bin
}

# The stub reads a sector on two lines and on one before it uses two.
@test "esp32: two lines are used where they work, and nothing is said where they do not" {
    esp-mkflash esp32 512k | head -c 256k > flash.bin
    cp flash.bin before.bin
    for manners in "" --flash-manners=no-dual --chip-manners=one-line; do
        # shellcheck disable=SC2086 # no word or one
        board $manners -- esp-read -o saved.bin
        assert_equal "$status: $stderr" "0: "
        cmp before.bin saved.bin
        rm saved.bin saved.bin.meta
        # shellcheck disable=SC2086
        board $manners -- esp-detect --self-test
        assert_equal "$status: $stderr" "0: "
        assert_line --regexp "^lines on which the flash's contents are read +$([ -n "$manners" ] && echo 1 || echo 2)\$"
    done
}
