#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Reading and writing over lines that lose and flip bytes, seeded: status 0 means
# that not a byte is wrong.  ESP_RUNS says how many runs of each kind
# (make check-expensive does many).

setup() {
    load lib/helper
    common_setup
    runs=${ESP_RUNS:-4}
    size=$((256 * 1024))
    esp-mkflash firmware 256k > new.bin
}

# read_over RATE SEED [OPTION...]: reads $size bytes; $status is esp-read's; what it
# read with 0 is right.  OPTIONs are the board's.
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

# The boot ROM's loader has no checks, and hangs on some requests that arrive damaged:
# then the board must be reset.
@test "lossy: reads at 1e-4 both ways all succeed where the board can be reset" {
    for seed in $(seq "$runs"); do
        read_over 1e-4 "$seed" --port=rfc2217
        assert_equal "$status: $stderr" "0: $stderr"
    done
}

@test "lossy: reads at 1e-4 both ways are right or fail where it cannot" {
    for seed in $(seq "$runs"); do
        read_over 1e-4 "$seed"
    done
}

# Half a minute each: the loader is reset and loaded again and again.  Little is read,
# because where that was in vain without damage being seen, it goes on without the stub.
@test "lossy: reads at 1e-3 both ways are right or fail" {
    size=$((64 * 1024))
    for seed in $(seq "${ESP_RUNS:-1}"); do
        read_over 1e-3 "$seed" --port=rfc2217
    done
}
