#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Trouble while a board is written: the board must not start half-written contents, and the
# same command again must end with the right flash.  ESP_RUNS is the number of seeded runs
# of each kind (make check-expensive does more).
# bats file_tags=every-chip,two-chips

setup() {
    load lib/helper
    common_setup
    skip_waits
    runs=${ESP_RUNS:-$((4 / SHARE))}
    esp-mkflash mixed 256k 2 > old.bin # no chip's boot sector is blank
    esp-mkflash "$FIRMWARE" 256k 2 > new.bin
}

teardown() {
    board_stop
}

# The sector that the chip boots from, and all the others.
boot_sector() {
    tail -c +$((GUARD + 1)) "$1" | head -c 4096
}

rest() {
    head -c "$GUARD" "$1"
    tail -c +$((GUARD + 4097)) "$1"
}

# The flash is all old or all new, or the sector that the chip boots from is neither the old
# nor the new one, or only (a part of) that sector is missing.
not_half_written() {
    cmp -s flash.bin old.bin && return
    cmp -s <(rest flash.bin) <(rest new.bin) && return
    ! cmp -s <(boot_sector flash.bin) <(boot_sector old.bin) ||
        fail "the old program's start before changed contents: $*"
    ! cmp -s <(boot_sector flash.bin) <(boot_sector new.bin) ||
        fail "the new program's start before unfinished contents: $*"
}

again() {
    esp-sim --flash=flash.bin -- esp-write -q new.bin < /dev/null
    cmp new.bin flash.bin
}

# moment N OF: spreads the values for N over 0 to OF, at slightly uneven distances.
moment() {
    echo $((($2 * $1 + $2 * ($1 * 7 % 5) / 5) / (runs + 1)))
}

# bats test_tags=costly-by-rom
@test "trouble: the power fails at any moment of a write" {
    local whole
    cp old.bin flash.bin
    esp-sim --flash=flash.bin --stats=stats.json -- esp-write -q new.bin < /dev/null
    whole=$(jq .virtual_ms stats.json)
    for n in $(seq "$runs"); do
        cp old.bin flash.bin
        run esp-sim --flash=flash.bin --power-cut="$(moment "$n" "$whole")" -- \
            esp-write -q new.bin < /dev/null
        not_half_written power "$(moment "$n" "$whole")"
        again
    done
}

# bats test_tags=costly-by-rom
@test "trouble: the cable is pulled at any byte of a write" {
    local whole
    cp old.bin flash.bin
    esp-sim --flash=flash.bin --stats=stats.json -- esp-write -q new.bin < /dev/null
    whole=$(jq .to_chip.bytes stats.json)
    for n in $(seq "$runs"); do
        cp old.bin flash.bin
        run esp-sim --flash=flash.bin --unplug=to-chip:"$(moment "$n" "$whole")" -- \
            esp-write -q new.bin < /dev/null
        assert_equal "$status" 3
        not_half_written cable "$(moment "$n" "$whole")"
        again
    done
}

# bats test_tags=costly-by-rom
@test "trouble: esp-write is killed at any moment" {
    for n in $(seq "$runs"); do
        cp old.bin flash.bin
        board_start --flash=flash.bin --paced
        esp-write -q -p "$PORT" new.bin < /dev/null 3>&- &
        local writer=$!
        sleep "$(awk -v n="$n" -v r="$runs" 'BEGIN { print 0.2 + 3.0 * n / (r + 1) }')"
        kill -KILL $writer || true
        wait $writer || true
        board_stop
        not_half_written killed "$n"
        again
    done
}

# The contents that were compared or written before have changed.
# bats test_tags=one-chip
@test "trouble: a chip that is reset and whose application changes the flash" {
    esp-mkflash firmware 1M > old.bin
    esp-mkflash random 1M 7 > random.bin
    cp old.bin new.bin
    dd if=random.bin of=new.bin bs=4096 skip=64 seek=64 count=60 conv=notrunc status=none
    tail -c +$((0x10001)) new.bin > image.bin
    for again in "" --brown-out=200000:0x20020; do
        cp old.bin flash.bin
        # shellcheck disable=SC2086 # nothing, or an option
        run --separate-stderr esp-sim --port=rfc2217 --flash=flash.bin \
            --brown-out=100000:0x20010 $again -- esp-write 0x10000 image.bin
        assert_equal "$status: $output" "0: "
        assert_regex "$stderr" "the chip fell silent and was reset; going on"
        assert_regex "$stderr" "; 62 of 240 sectors had to change"
        cmp new.bin flash.bin
    done
}

# bats test_tags=one-port,costly-by-rom
@test "trouble: Ctrl-C lets the chip finish its sector, and says how to go on" {
    cp old.bin flash.bin
    board_start --flash=flash.bin --paced --port=rfc2217
    env --default-signal=INT esp-write -q -p "$PORT" new.bin < /dev/null 2> err 3>&- &
    local writer=$! status=0
    sleep 1.5
    kill -INT $writer
    wait $writer || status=$?
    assert_equal "$status" 130
    [ ! -s err ] || # it had not begun
        assert_equal "$(cat err)" "esp-write: $PORT: the flash may hold a part of it now: the same command again goes on from there"
    board_stop
    not_half_written
    again
}

# Damage can make the ESP32's loader hang, and this port has no lines to reset it.
# bats test_tags=one-port,one-way
@test "trouble: lost and flipped bytes both ways: right, or status 3" {
    local good=0
    for seed in $(seq "$runs"); do
        cp old.bin flash.bin
        run --separate-stderr esp-sim --flash=flash.bin --lose=1e-4 --flip=1e-4 --seed="$seed" -- \
            esp-write -q new.bin < /dev/null
        if [ "$status" = 0 ]; then
            cmp new.bin flash.bin || fail "status 0 with a wrong flash, seed $seed"
            good=$((good + 1))
        else
            assert_equal "$status" 3
            not_half_written seed "$seed"
        fi
    done
    [ $((2 * good)) -ge "$runs" ] || fail "only $good of $runs succeeded"
}

# bats test_tags=one-way
@test "trouble: a stuck bit is named with its address" {
    cp old.bin flash.bin
    # a bit that must change from 0 to 1
    local at
    at=$(paste <(od -An -v -w1 -tu1 -j 70000 old.bin) <(od -An -v -w1 -tu1 -j 70000 new.bin) |
        awk '$1 % 2 == 0 && $2 % 2 { print NR - 1 + 70000; exit }')
    run --separate-stderr esp-sim --flash=flash.bin --stuck-bit="$at:0" -- esp-write -q new.bin < /dev/null
    assert_equal "$status" 3
    assert_regex "$stderr" "$(printf '0x%x' "$at")"
    not_half_written stuck
}

# bats test_tags=costly-by-rom,costly
@test "trouble: a line that goes silent is given up, and the board does not start" {
    cp old.bin flash.bin
    run --separate-stderr esp-sim --flash=flash.bin --stall=to-host:$STARTED:600000 \
        --stats=stats.json -- esp-write -q --baud=921600 new.bin < /dev/null
    assert_equal "$status" 3
    took_less_than 40 stats.json
    not_half_written silent
}

# bats test_tags=costly-by-rom
@test "trouble: a line that garbles above 460800 ends at a rate that works" {
    cp old.bin flash.bin
    esp-sim --flash=flash.bin --max-baud=460800 -- esp-write -q new.bin < /dev/null 2> err
    cmp new.bin flash.bin
}
