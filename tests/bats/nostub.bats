#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The boot ROM alone: --no-stub, and boards on which the stub does not start.
# bats file_tags=every-chip,one-way

setup() {
    load lib/helper
    common_setup
    PATH="$ESP_BUILDDIR/tests/tools:$PATH" # romtool
}

teardown() {
    board_stop
}

# The sectors of a file as a board's flash should have them after an erase.
blank_sectors() { # FILE FIRST COUNT
    head -c $(($3 * 4096)) /dev/zero | tr '\0' '\377' |
        dd of="$1" bs=4096 seek="$2" conv=notrunc status=none
}

# Runs of sectors for which FLASH_BEGIN erases more sectors than asked for: one sector, odd
# numbers, around and across 64 KB, whole blocks.
RUNS="0:1 15:1 16:3 31:2 37:5 63:1 64:32 98:15 114:16 160:17 255:1"

@test "--no-stub: esp-read reads what the flash holds" {
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    board_start --flash=flash.bin
    while read -r offset length; do
        run --separate-stderr sh -c 'esp-read --no-stub -p "$1" --offset="$2" --size="$3" > part.bin' \
            sh "$PORT" "$offset" "$length"
        assert_success
        [[ $stderr == *"without the stub takes about"* ]] || fail "$stderr"
        tail -c +$((offset + 1)) flash.bin | head -c "$length" | cmp - part.bin
    done <<RANGES
0 1
4095 4100
65530 20001
524287 1
RANGES
}

@test "--no-stub: contents full of bytes that must be escaped are read, too" {
    head -c 16384 /dev/zero | tr '\0' '\300' > flash.bin
    head -c 16384 /dev/zero | tr '\0' '\333' >> flash.bin
    truncate -s 512k flash.bin
    esp-sim --flash=flash.bin -- esp-read --no-stub --size=32k -o part.bin
    head -c 32768 flash.bin | cmp - part.bin
}

@test "--no-stub: reading leaves the flash's status register alone" {
    esp-mkflash random 512k > flash.bin
    esp-sim --flash=flash.bin --stats=stats.json -- esp-read --no-stub --size=8k -o part.bin
    stat_is '.flash.status_writes == 0 and .flash.violations == 0' stats.json
}

# bats test_tags=one-chip
@test "--no-stub: the library erases exactly the sectors it is asked for" {
    esp-mkflash random 1M > flash.bin
    cp flash.bin expect.bin
    board_start --flash=flash.bin --stats=stats.json
    for run in $RUNS; do
        ESPPORT=$PORT romtool erase $((${run%:*} * 4096)) $((${run#*:} * 4096))
        blank_sectors expect.bin "${run%:*}" "${run#*:}"
    done
    board_stop
    cmp expect.bin flash.bin
    # of the 94 sectors 48 are three whole blocks of 64 KB
    stat_is '.flash | .sector_erases == 46 and .block64_erases == 3 and .violations == 0' stats.json
}

# bats test_tags=costly
@test "--no-stub: esp-erase erases exactly the sectors it is asked for" {
    esp-mkflash random 1M > flash.bin
    cp flash.bin expect.bin
    board_start --flash=flash.bin
    for run in $RUNS; do
        esp-erase --no-stub -p "$PORT" --offset=$((${run%:*} * 4096)) --size=$((${run#*:} * 4096))
        blank_sectors expect.bin "${run%:*}" "${run#*:}"
    done
    board_stop
    cmp expect.bin flash.bin
}

@test "--no-stub: esp-write writes its image and no other sector" {
    esp-mkflash "$FIRMWARE" 1M > flash.bin
    cp flash.bin expect.bin
    board_start --flash=flash.bin --stats=stats.json
    for run in 0:1 15:2 31:3 250:6; do
        esp-mkflash random 64k | head -c $((${run#*:} * 4096)) > image.bin
        esp-write --no-stub -p "$PORT" --offset=$((${run%:*} * 4096)) image.bin
        dd if=image.bin of=expect.bin bs=4096 seek="${run%:*}" conv=notrunc status=none
    done
    board_stop
    cmp expect.bin flash.bin
    stat_is '.flash.violations == 0' stats.json
}

@test "--no-stub: what lies around an unaligned image stays as it was" {
    esp-mkflash random 512k > flash.bin
    cp flash.bin expect.bin
    esp-mkflash mixed 64k | head -c 5001 > image.bin
    esp-sim --flash=flash.bin -- esp-write --no-stub --offset=12345 image.bin
    dd if=image.bin of=expect.bin bs=1 seek=12345 conv=notrunc status=none
    cmp expect.bin flash.bin
}

@test "--no-stub: beyond the 4 MB that the ROM believes in" {
    esp-mkflash random 8M > flash.bin
    esp-mkflash random 64k | head -c 20000 > image.bin
    cp flash.bin expect.bin
    esp-sim --flash=flash.bin -- esp-write --no-stub --offset=0x700000 image.bin
    dd if=image.bin of=expect.bin bs=4096 seek=$((0x700)) conv=notrunc status=none
    cmp expect.bin flash.bin
}

# A digest of 4 MB takes seconds.
# bats test_tags=costly
@test "--no-stub: a flash of 8 MB whose halves are the same" {
    esp-mkflash random 4M > half.bin
    cat half.bin half.bin > flash.bin
    esp-mkflash random 64k 3 | head -c 4096 > image.bin
    run --separate-stderr esp-sim --flash=flash.bin -- esp-write --no-stub --offset=0x700000 image.bin
    assert_success
    assert_regex "$stderr" "the flash holds the same every 4 MiB"
    cmp -i 0x700000:0 -n 4096 flash.bin image.bin
}

# bats test_tags=one-chip
@test "--no-stub: after a write the ROM's loader takes up to 4 MB again" {
    esp-mkflash random 1M > flash.bin
    head -c 4096 flash.bin > image.bin
    board_start --flash=flash.bin
    ESPPORT=$PORT romtool write 0x1000 4096 < image.bin
    ESPPORT=$PORT romtool write 0x80000 4096 < image.bin
    board_stop
    tail -c +$((0x80001)) flash.bin | head -c 4096 | cmp - image.bin
}

# bats test_tags=costly
@test "--no-stub: the sector that does not take is named" {
    head -c 262144 /dev/zero > flash.bin
    { esp-mkflash random 256k | head -c 16384; esp-mkflash blank 256k | head -c 8192; } > image.bin
    run --separate-stderr esp-sim --stuck-bit=0x14064:3 --flash=flash.bin -- \
        esp-write -q --no-stub 0x10000 image.bin
    assert_equal "$status" 3
    assert_regex "$stderr" "1 sector of the flash did not take what was written: the byte at 0x14064 is 0xf7 and should be 0xff"
}

# bats test_tags=one-chip
@test "--no-stub: what a chip that was reset may have changed is written again" {
    esp-mkflash "$FIRMWARE" 1M > old.bin
    esp-mkflash random 256k 7 | head -c 16384 > image.bin
    cp old.bin new.bin
    dd if=image.bin of=new.bin bs=4096 seek=16 conv=notrunc status=none
    cp old.bin flash.bin
    esp-sim --port=rfc2217 --flash=flash.bin --stats=stats.json -- esp-write -q --no-stub 0x10000 image.bin
    cp old.bin flash.bin
    esp-sim --port=rfc2217 --flash=flash.bin \
        --brown-out=$(($(jq .to_chip.bytes stats.json) * 3 / 4)):0x11010 -- \
        esp-write -q --no-stub 0x10000 image.bin
    cmp new.bin flash.bin
}

@test "where the stub does not start esp-read goes on without it and says so" {
    esp-mkflash random 512k > flash.bin
    run --separate-stderr esp-sim --port=rfc2217 --bad-ram="$STUB_AT" --flash=flash.bin -- \
        esp-read --size=5000 -o part.bin
    assert_success
    [[ $stderr == *": the stub does not start; going on without it, slowly"* ]] || fail "$stderr"
    head -c 5000 flash.bin | cmp - part.bin
}

@test "where the stub does not start esp-write goes on without it" {
    esp-mkflash random 512k > flash.bin
    esp-mkflash mixed 64k | head -c 8192 > image.bin
    esp-sim --port=rfc2217 --bad-ram="$((STUB_AT + 16))" --flash=flash.bin -- esp-write image.bin
    head -c 8192 flash.bin | cmp - image.bin
}

# bats test_tags=costly
@test "where neither the stub starts nor a line resets the board that is an error" {
    esp-mkflash random 512k > flash.bin
    run --separate-stderr esp-sim --bad-ram="$STUB_AT" --flash=flash.bin -- esp-read -o part.bin
    assert_equal "$status" 3
    [[ $stderr == *"the stub did not start"* ]] || fail "$stderr"
    assert_not_exists part.bin
}

# With lines, because the ROM may hang and must then be reset.  A failure is fine if it is
# reported.  outcome is the exit status.
noisy() { # PROBABILITY SEED COMMAND...
    local probability=$1 seed=$2
    shift 2
    outcome=0
    esp-sim --port=rfc2217 --flash=flash.bin --lose=$probability --flip=$probability --seed="$seed" \
        --stats=stats.json -- "$@" || outcome=$?
    [ $outcome -le 1 ] || fail "status $outcome" # romtool's are 0 and 1
    stat_is '.to_chip.lost + .to_chip.flipped + .to_host.lost + .to_host.flipped > 0' stats.json
}

# bats test_tags=one-chip
@test "--no-stub: lost and flipped bytes both ways cost time, never a byte read" {
    esp-mkflash random 512k > flash.bin
    cp flash.bin before.bin
    for seed in $(seq "${ESP_RUNS:-1}"); do
        noisy 5e-5 $seed romtool read 0 4096 > part.bin
        [ $outcome != 0 ] || head -c 4096 flash.bin | cmp - part.bin
        cmp before.bin flash.bin
    done
}

# bats test_tags=one-chip
@test "--no-stub: lost and flipped bytes both ways erase no other sector" {
    esp-mkflash random 512k > flash.bin
    cp flash.bin expect.bin
    blank_sectors expect.bin 15 34
    for seed in $(seq "${ESP_RUNS:-1}"); do
        noisy 1e-4 $seed romtool erase $((15 * 4096)) $((34 * 4096))
        [ $outcome != 0 ] || cmp expect.bin flash.bin
        cmp -n $((15 * 4096)) expect.bin flash.bin
        cmp -i $((49 * 4096)) expect.bin flash.bin
    done
}

# bats test_tags=one-chip
@test "--no-stub: lost and flipped bytes both ways write to no other sector" {
    esp-mkflash random 512k > flash.bin
    cp flash.bin before.bin
    esp-mkflash random 64k | head -c 16384 > image.bin
    for seed in $(seq "${ESP_RUNS:-1}"); do
        noisy 5e-5 $seed romtool write $((15 * 4096)) 16384 < image.bin
        cmp -n $((15 * 4096)) before.bin flash.bin
        cmp -i $((19 * 4096)) before.bin flash.bin
        [ $outcome != 0 ] || cmp -i $((15 * 4096)):0 -n 16384 flash.bin image.bin
    done
}

@test "--no-stub: a cable that is pulled is an error soon" {
    esp-mkflash random 512k > flash.bin
    run --separate-stderr esp-sim --flash=flash.bin --unplug=to-host:30000 --stats=stats.json -- \
        esp-read --no-stub -o part.bin
    assert_equal "$status" 3
    took_less_than 30 stats.json
    assert_not_exists part.bin
}

# bats test_tags=costly
@test "esp-erase --no-stub: what it erased is read back" {
    esp-mkflash random 512k 3 > full.bin
    # A bit that stays 0: anywhere in a short range, and at the start of a sector in a long
    # range.
    for where in "0x3c64 --offset=0x3000 --size=4k" "0x9fff --offset=0x8000 --size=16k" "0x3e010 --all"; do
        cp full.bin flash.bin
        at=${where%% *}
        printf '\000' | dd of=flash.bin bs=1 seek=$((at)) conv=notrunc status=none
        # shellcheck disable=SC2086 # words
        run --separate-stderr esp-sim --flash=flash.bin --stuck-bit=$at:5 -- \
            esp-erase -q --no-stub ${where#* }
        assert_equal "$status" 3
        first=$(printf 0x%x $((at & ~4095)))
        assert_regex "$stderr" "the flash does not get blank between $first and $(printf 0x%x $((first + 4095)))"
    done
    cp full.bin flash.bin
    run --separate-stderr esp-sim --flash=flash.bin -- esp-erase -q --no-stub --offset=4k --size=72k
    assert_equal "$status: $stderr" "0: "
    esp-mkflash blank 512k | head -c 72k | cmp - <(tail -c +4097 flash.bin | head -c 72k)
    cmp <(head -c 4k full.bin) <(head -c 4k flash.bin)
    cmp <(tail -c +77825 full.bin) <(tail -c +77825 flash.bin)
}
