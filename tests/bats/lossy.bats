#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Reading and writing over lines that lose and flip bytes, from seeds.  Status 0 must mean
# that no byte is wrong.  ESP_RUNS is the number of runs of each kind (make check-expensive
# does many).
# bats file_tags=every-chip,two-chips

setup() {
    load lib/helper
    common_setup
    runs=${ESP_RUNS:-$((3 / SHARE))}
    size=$((256 * 1024))
    esp-mkflash "$FIRMWARE" 256k > new.bin
}

# read_over RATE SEED [OPTION...]: reads $size bytes.  $status is esp-read's status; with 0
# the bytes must be right.  OPTIONs are the board's.
read_over() {
    cp new.bin flash.bin
    rm -f dump.bin*
    run --separate-stderr esp-sim --flash=flash.bin --lose="$1" --flip="$1" --seed="$2" \
        "${@:3}" -- esp-read -q --no-resume --size=$size -o dump.bin < /dev/null
    if [ "$status" = 0 ]; then
        head -c $size new.bin | cmp - dump.bin || fail "status 0 with a wrong dump, rate $1, seed $2"
    else
        assert_equal "$status" 3
        assert_not_exist dump.bin
    fi
}

@test "lossy: reads at 1e-5 both ways" {
    for seed in $(seq "$runs"); do
        read_over 1e-5 "$seed"
        assert_equal "$status" 0
    done
}

# The boot ROM's loader has no checks, and it hangs on some damaged requests.  Then the
# board must be reset.
# bats test_tags=costly-by-rom,one-port
@test "lossy: reads at 1e-4 both ways all succeed where the board can be reset" {
    for seed in $(seq "$runs"); do
        read_over 1e-4 "$seed" --port=rfc2217
        assert_equal "$status: $stderr" "0: $stderr"
    done
}

# bats test_tags=costly-by-rom,one-port
@test "lossy: reads at 1e-4 both ways are right or fail where it cannot" {
    for seed in $(seq "$runs"); do
        read_over 1e-4 "$seed"
    done
}

# Each takes half a minute, because the loader is reset and loaded again and again.  The
# tests read little: if a try fails without visible damage, esp-read goes on without the
# stub.
# bats test_tags=costly,one-port
@test "lossy: reads at 1e-3 both ways are right or fail" {
    size=$((64 * 1024))
    for seed in $(seq "${ESP_RUNS:-1}"); do
        read_over 1e-3 "$seed" --port=rfc2217
    done
}
