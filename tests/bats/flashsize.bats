#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A flash that is smaller than its ID says, a flash that only looks smaller, and
# --flash-size.  With ESP_RUNS of 10 or more (make check-expensive) each test takes each
# capacity that an ID may have here, otherwise one.

setup() {
    load lib/helper
    common_setup
}

teardown() {
    board_stop
}

# capacities ONE: the capacities of the IDs to try, of which ONE is tried in any case.
capacities() {
    [ "${ESP_RUNS:-1}" -ge 10 ] && echo 14 15 16 || echo "$1"
}

# small_flash CAPACITY: a board with 512 KiB of flash.bin and an ID with this capacity.
small_flash() {
    board_start --flash=flash.bin --flash-size=512K --jedec-id=ef40"$1"
}

# ends_by STATUS TEXT COMMAND...: checks the status, and that stderr has the text.
ends_by() {
    local want=$1 text=$2

    shift 2
    run --separate-stderr "$@" -p "$PORT" < /dev/null
    assert_equal "$status: $stderr" "$want: $stderr"
    [[ $stderr == *"$text"* ]] || fail "not '$text' in: $stderr"
}

# changed_sectors FILE FILE: the numbers of the sectors that differ, in one line.
changed_sectors() {
    { cmp -l "$1" "$2" || true; } | awk '{ print int(($1 - 1) / 4096) }' | uniq | xargs
}

# bats test_tags=every-chip,one-way,costly
@test "esp-write: an image that the ID has room for does not get into less: status 3" {
    local -A sizes=([14]=1024k [15]=576k [16]=640k)
    for capacity in $(capacities 15); do
        esp-mkflash random 1M 7 | head -c ${sizes[$capacity]} > image.bin
        esp-mkflash blank 512k > flash.bin
        small_flash $capacity
        ends_by 3 "the flash has 512 KiB, not the $((1 << (0x$capacity - 10))) KiB that its ID says" \
            esp-write -q image.bin
        ends_by 3 "the flash has 512 KiB" esp-write -q image.bin
        ends_by 1 "" esp-verify -q image.bin
        board_stop
    done
}

# bats test_tags=every-chip,one-way,costly
@test "esp-write: images on both sides of the border and across it: status 3 at the end" {
    esp-mkflash random 64k 1 > one.bin
    esp-mkflash random 64k 2 > other.bin
    for images in "0x0 one.bin 0x80000 other.bin" "0x1000 one.bin 0x81800 other.bin" \
        "0x40000 one.bin 0x5000 other.bin 0xc3000 one.bin"; do
        esp-mkflash blank 512k > flash.bin
        small_flash 14
        # shellcheck disable=SC2086 # words
        ends_by 3 "the flash " esp-write -q $images
        board_stop
    done
}

# bats test_tags=every-chip,one-way,costly
@test "--no-stub: images across the border, on both sides, and several: status 3" {
    esp-mkflash random 64k 1 | head -c 12k > one.bin
    esp-mkflash random 64k 2 | head -c 8k > other.bin
    esp-mkflash random 64k 3 | head -c 5000 > third.bin
    for capacity in $(capacities 16); do
        for images in "0x0 other.bin 0x7f000 one.bin" "0x0 one.bin 0x80000 other.bin" \
            "0x1000 other.bin 0x40000 third.bin 0x81400 one.bin"; do
            esp-mkflash blank 512k > flash.bin
            small_flash $capacity
            # shellcheck disable=SC2086 # words
            ends_by 3 "the flash has 512 KiB, not the $((1 << (0x$capacity - 10))) KiB" \
                esp-write -q --no-stub $images
            board_stop
        done
    done
}

# bats test_tags=every-chip,one-way,costly
@test "--no-stub: a flash whose halves are really equal is read and written to the end" {
    esp-mkflash "$FIRMWARE" 512k | head -c 64k > half.bin
    cat half.bin half.bin > twice.bin
    esp-mkflash blank 512k | head -c 128k > blank.bin
    { cat half.bin; head -c 64k blank.bin; } > half-blank.bin
    esp-mkflash random 64k 4 | head -c 8k > sector.bin
    for old in twice blank half-blank; do
        cp $old.bin flash.bin
        if [ "${ESP_RUNS:-1}" -ge 10 ]; then
            run --separate-stderr esp-sim --flash=flash.bin -- esp-read --no-stub -o out.bin
            assert_success
            cmp out.bin $old.bin
            rm -f out.bin out.bin.meta
        fi
        run --separate-stderr esp-sim --flash=flash.bin -- esp-write --no-stub 0x10000 sector.bin
        assert_equal "$status: $stderr" "0: $stderr"
        cmp sector.bin <(tail -c +65537 flash.bin | head -c 8k)
        cmp <(head -c 64k $old.bin) <(head -c 64k flash.bin)
        cmp <(tail -c 56k $old.bin) <(tail -c 56k flash.bin)
        cp $old.bin flash.bin
        run --separate-stderr esp-sim --flash=flash.bin -- esp-erase --no-stub --offset=64k --size=64k
        assert_equal "$status: $stderr" "0: $stderr"
        cmp <(head -c 64k $old.bin) <(head -c 64k flash.bin)
        cmp <(head -c 64k blank.bin) <(tail -c 64k flash.bin)
    done
}

@test "esp-write: the last thing written is a guard, and it disturbs a sector that was right" {
    esp-mkflash random 64k 1 | head -c 8k > two.bin
    esp-mkflash random 64k 2 | head -c 4k > one.bin
    for how in "" --no-stub; do
        esp-mkflash blank 512k > flash.bin
        small_flash 14
        ends_by 3 "0x80000 and 0x0 are the same place" esp-write -q $how 0x0 two.bin 0x80000 one.bin
        board_stop
    done
}

# bats test_tags=every-chip,one-way
@test "esp-write --no-stub: both halves differ and do not fit: status 3" {
    esp-mkflash random 64k 1 | head -c 8k > one.bin
    esp-mkflash random 64k 2 | head -c 8k > other.bin
    esp-mkflash blank 512k > flash.bin
    small_flash 16
    ends_by 3 "the flash has 512 KiB, not the 4096 KiB that its ID says" \
        esp-write -q --no-stub 0x1000 one.bin 0x81000 other.bin
}

@test "the first sector that is changed anyway tells, and gets back what it held" {
    esp-mkflash random 512k 3 > full.bin
    esp-mkflash random 64k 9 > files.bin
    head -c 4k files.bin > sector.bin
    head -c 2k files.bin > short.bin
    { head -c 4000 full.bin; tail -c 96 files.bin; } > alike.bin
    { head -c 4k full.bin; head -c 60k files.bin; } > begins-alike.bin
    for how in "" --no-stub; do
        for capacity in $(capacities "$([ -n "$how" ] && echo 14 || echo 16)"); do
            cp full.bin flash.bin
            small_flash $capacity
            same="the flash has 512 KiB, not the $((1 << (0x$capacity - 10))) KiB that its ID says: "
            then="and then got back what they held; use --flash-size=512K and what fits into that"
            ends_by 3 "${same}0x80000 and 0x0 are the same place of it; its 4096 bytes were erased, $then" \
                esp-write -q $how 0x80000 files.bin
            ends_by 3 "${same}0x80000 and 0x0 are the same place of it; its 4096 bytes were written, $then" \
                esp-write -q $how 0x80000 sector.bin
            ends_by 3 "${same}0x80000 and 0x0 are the same place of it; its 4096 bytes were written, $then" \
                esp-write -q $how 0x80000 alike.bin
            ends_by 3 "${same}0x80000 and 0x0 are the same place of it; its 4096 bytes were erased, $then" \
                esp-write -q $how 0x80000 begins-alike.bin
            ends_by 3 "${same}0x85000 and 0x5000 are the same place of it; its 4096 bytes were written, $then" \
                esp-write -q $how 0x85123 short.bin
            ends_by 3 "${same}0x85000 and 0x5000 are the same place of it; its 4096 bytes were erased, $then" \
                esp-erase -q $how --offset=0x85000 --size=32k
            ends_by 3 "${same}0x0 and 0x80000 are the same place of it; its 4096 bytes were erased, $then" \
                esp-erase -q $how --all
            board_stop
            cmp full.bin flash.bin
        done
    done
}

# bats test_tags=every-chip,one-way
@test "a first sector gets back what it held, or it is told that this failed" {
    esp-mkflash random 512k 3 > full.bin
    esp-mkflash random 64k 9 | head -c 4k > sector.bin
    printf '\001' | dd of=full.bin bs=1 seek=100 conv=notrunc status=none
    printf '\000' | dd of=sector.bin bs=1 seek=100 conv=notrunc status=none
    for how in "" --no-stub; do
        cp full.bin flash.bin
        board_start --flash=flash.bin --flash-size=512K --jedec-id=ef4014 --stuck-bit=0x64:0
        ends_by 3 "0x80000 and 0x0 are the same place of it; its 4096 bytes were written, and writing back what they held failed: they may hold nothing, or a part; use --flash-size=512K and what fits into that" \
            esp-write -q $how 0x80000 sector.bin
        board_stop
        cp full.bin flash.bin
        small_flash 14
        ends_by 3 "0x80000 and 0x0 are the same place of it; its 4096 bytes were written, and then got back what they held" \
            esp-write -q $how 0x80000 sector.bin
        board_stop
        cmp full.bin flash.bin
    done
}

@test "a flash that holds the same again and again: esp-detect has a key, the others a notice" {
    esp-mkflash random 512k 3 > full.bin
    head -c 16k full.bin > part.bin
    cp full.bin flash.bin
    for capacity in $(capacities 15); do
        small_flash $capacity
        capacity=$((1 << (0x$capacity - 20))) # MiB
        run --separate-stderr esp-detect -p "$PORT"
        assert_equal "$status: $stderr" "0: "
        assert_output --partial " flash-size=$((capacity * 1048576)) flash-repeats=524288"
        run --separate-stderr esp-detect --json -p "$PORT"
        assert_output --partial '"flash-repeats": 524288'
        run --separate-stderr esp-detect --no-stub -p "$PORT"
        assert_equal "$status: $stderr" "0: "
        assert_output --partial " flash-size=$((capacity * 1048576)) flash-repeats=524288"
        for how in "" --no-stub; do
            text="the flash holds the same every 512 KiB, as one that is smaller than the $capacity MiB"
            ends_by 0 "$text" esp-read $how --size=4k -o out.bin
            grep -q " flash-repeats=524288" out.bin.meta
            ends_by 0 "$text" esp-verify $how part.bin
            rm -f out.bin out.bin.meta
        done
        board_stop
    done
}

# bats test_tags=expensive
@test "a flash whose halves are really equal is read and written to the end" {
    esp-mkflash "$FIRMWARE" 256k > half.bin
    esp-mkflash random 256k 5 | cat half.bin - > new.bin
    cat half.bin half.bin > twice.bin
    esp-mkflash blank 512k > blank.bin
    esp-mkflash blank 256k | cat half.bin - > half-blank.bin
    for old in twice blank half-blank; do
        cp $old.bin flash.bin
        run --separate-stderr esp-sim --flash=flash.bin -- esp-read -o out.bin
        assert_success
        cmp out.bin $old.bin
        [ $old = twice ] || [[ $stderr != *"holds the same"* ]] || fail "$stderr"
        image=$([ $old = blank ] && echo twice || echo new).bin
        run --separate-stderr esp-sim --flash=flash.bin -- esp-write $image
        assert_equal "$status: $stderr" "0: $stderr"
        cmp flash.bin $image
        cp $old.bin flash.bin
        run --separate-stderr esp-sim --flash=flash.bin -- esp-erase --offset=256k --size=256k
        assert_equal "$status: $stderr" "0: $stderr"
        esp-mkflash blank 256k | cmp - <(tail -c 256k flash.bin)
        cmp <(head -c 256k $old.bin) <(head -c 256k flash.bin)
    done
    cp twice.bin flash.bin
    tail -c 4k new.bin > sector.bin
    run --separate-stderr esp-sim --flash=flash.bin -- esp-write --no-stub 0x40000 sector.bin
    assert_equal "$status: $stderr" "0: $stderr"
    assert_equal "$(changed_sectors twice.bin flash.bin)" 64
}

@test "--flash-size ends the suspicion, limits ranges, and goes with the line and the sidecar" {
    esp-mkflash random 512k 3 > full.bin
    cp full.bin flash.bin
    small_flash 14
    run --separate-stderr esp-detect --flash-size=512K -p "$PORT"
    assert_equal "$status: $stderr" "0: "
    assert_output --partial " flash-size=524288 flash-size-from=option"
    refute_output --partial "flash-repeats"
    echo "$output" > line
    run --separate-stderr esp-read -o out.bin < line
    assert_equal "$status: $stderr" "0: "
    cmp out.bin full.bin
    grep -q " flash-size=524288 flash-size-from=option" out.bin.meta
    run --separate-stderr esp-erase --offset=512k --size=4k < line
    assert_equal "$status" 2
    assert_regex "$stderr" "past the end of the 512 KiB flash"
    ends_by 4 "past the end of the 512 KiB flash" esp-write -q --flash-size=512K 0x80000 out.bin
    ends_by 0 "" esp-verify -q --flash-size=512k out.bin
    cmp flash.bin full.bin
}

@test "--flash-size serves a flash whose ID says nothing, and one whose ID understates" {
    esp-mkflash random 512k 3 > flash.bin
    cp flash.bin full.bin
    for id in a17f99 ef4012; do
        run --separate-stderr esp-sim --flash=flash.bin --jedec-id=$id -- \
            sh -c 'esp-detect --flash-size=512K | esp-read > out.bin'
        assert_equal "$status: $stderr" "0: "
        cmp out.bin full.bin
    done
}

@test "--flash-size takes a power of two from 64K to 16M" {
    for size in 0 32K 100000 3M 32M x -1; do
        refused esp-read 2 "--flash-size: '$size' is no size that a flash can have: 64K, 128K, 256K, 512K, 1M, 2M, 4M, 8M or 16M" \
            --flash-size=$size -p /nowhere -o out.bin
    done
    run --separate-stderr esp-read -o out.bin \
        <<< "port=/nowhere flash-size=77 flash-size-from=option"
    assert_equal "$status: $stderr" "2: esp-read: flash-size in the device line: '77' is no size that a flash can have: 64K, 128K, 256K, 512K, 1M, 2M, 4M, 8M or 16M"
}

@test "an interrupt after the first change waits until that is taken back" {
    local writer

    esp-mkflash random 512k 3 > full.bin
    esp-mkflash random 64k 9 > files.bin
    cp full.bin flash.bin
    board_start --paced --flash=flash.bin --flash-size=512K --jedec-id=ef4014
    esp-write -q --no-stub 0x80000 files.bin -p "$PORT" < /dev/null 2> errors 3>&- &
    writer=$!
    while cmp -s -n 4096 full.bin flash.bin && kill -0 $writer; do
        sleep 0.05
    done
    kill -TERM $writer # a sector is read back for seconds
    status=0
    wait $writer || status=$?
    assert_equal "$status: $(cat errors)" "143: "
    board_stop
    cmp full.bin flash.bin
}

# Makes flash.bin and images from a seed, and sets capacity, how and operands.
make_case() {
    local count n offset=0 size

    RANDOM=$1
    capacity=1$((RANDOM % 3 + 4)) how=""
    case $((RANDOM % 4)) in
    0) esp-mkflash blank 512k ;;
    1) esp-mkflash random 512k "$1" ;;
    2) esp-mkflash blank 512k | head -c 256k && esp-mkflash "$FIRMWARE" 512k | tail -c 256k ;;
    3) esp-mkflash "$FIRMWARE" 512k | head -c 300k && esp-mkflash blank 512k | tail -c 212k ;;
    esac > flash.bin
    cp flash.bin before.bin
    [ $((RANDOM % 4)) != 0 ] || how=--no-stub
    operands=() count=$((RANDOM % 3 + 1))
    for ((n = 0; n < count; n++)); do
        # Often the offset is at the same place of another 512 KiB.
        offset=$((offset % 524288 + (RANDOM % 2 ? 524288 : RANDOM % 128 * 4096) + RANDOM % 3 * 1024))
        size=$((RANDOM % 12288 + 1))
        [ -n "$how" ] || size=$((size * 4))
        # The contents that are already there, other contents, or blank.
        case $((RANDOM % 4)) in
        0) tail -c +$((offset % 524288 + 1)) before.bin | head -c $size > image$n.bin ;;
        1) esp-mkflash blank 64k | head -c $size > image$n.bin ;;
        *) esp-mkflash random 64k $((RANDOM)) | head -c $size > image$n.bin ;;
        esac
        [ -s image$n.bin ] || echo . > image$n.bin
        operands+=("$offset" image$n.bin)
    done
}

# Outside the images' sectors flash.bin must be unchanged.
others_stay() {
    local at=0 sectors=" " i

    for ((i = 0; i < ${#operands[@]}; i += 2)); do
        for ((at = operands[i] / 4096; at * 4096 < operands[i] + $(stat -c %s "${operands[i + 1]}"); at++)); do
            sectors+="$((at % 128)) "
        done
    done
    for at in $(changed_sectors before.bin flash.bin); do
        [[ $sectors == *" $at "* ]] || fail "sector $at changed, which is of none of: ${operands[*]}"
    done
}

@test "whatever images go where: status 0 is true, anything else is 3 and says why" {
    local first=${ESP_SEED:-1} seed i done=0 refused=0

    for ((seed = first; seed < first + ${ESP_RUNS:-4}; seed++)); do
        make_case $seed
        small_flash $capacity
        run --separate-stderr esp-write -q $how "${operands[@]}" -p "$PORT" < /dev/null
        if [ "$status" = 0 ]; then
            for ((i = 0; i < ${#operands[@]}; i += 2)); do
                run --separate-stderr esp-verify -q --offset="${operands[i]}" "${operands[i + 1]}" -p "$PORT" < /dev/null
                assert_equal "seed $seed: $status $output ${operands[*]}" "seed $seed: 0  ${operands[*]}"
            done
            done=$((done + 1))
        elif [[ $status != 2 || $stderr != *overlap* ]]; then # random images may overlap
            assert_equal "seed $seed: $status: $stderr" "seed $seed: 3: $stderr"
            [[ $stderr == *"the flash "* || $stderr == *"is so no more"* ]] || fail "seed $seed: $stderr"
            refused=$((refused + 1))
        fi
        board_stop
        others_stay
    done
    echo "# $done done, $refused refused" >&3
}
