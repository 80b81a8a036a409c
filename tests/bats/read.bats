#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-read: the dump is what the flash holds; ranges.
# bats file_tags=every-chip

setup() {
    load lib/helper
    common_setup
}

teardown() {
    board_stop
}

# read_back RECIPE SIZE: reads a whole chip through the pipe in README.
read_back() {
    esp-mkflash "$1" "$2" > flash.bin
    run --separate-stderr esp-sim --flash=flash.bin --stats=stats.json -- \
        sh -c 'esp-detect | esp-read > dump.bin'
    succeeded_quietly
    cmp flash.bin dump.bin
    stat_is '.flash.violations == 0 and .uart.receive_overflow == 0 and .watchdog_resets == 0' stats.json
}

# bats test_tags=costly-by-rom,two-chips
@test "esp-read: each kind of contents" {
    for recipe in random blank half mixed "$FIRMWARE"; do
        rm -f flash.bin
        read_back "$recipe" 256k
    done
}

# bats test_tags=costly
@test "esp-read: 1 MB" { read_back mixed 1M; }
# bats test_tags=expensive
@test "esp-read: 2 MB" { read_back half 2M; }
# bats test_tags=expensive
@test "esp-read: 4 MB" { read_back "$FIRMWARE" 4M; }
# bats test_tags=expensive
@test "esp-read: 8 MB" { read_back mixed 8M; }
# bats test_tags=expensive
@test "esp-read: 16 MB" { read_back "$FIRMWARE" 16M; }

# What only a large flash has is the higher addresses.
# bats test_tags=costly
@test "esp-read: the two halves of a 16 MB flash meet, and it ends, where its ID says" {
    esp-mkflash mixed 16M > flash.bin
    board_start --flash=flash.bin
    esp-read -p "$PORT" --offset=8160k --size=64k > part.bin
    tail -c +$((8160 * 1024 + 1)) flash.bin | head -c 64k | cmp - part.bin
    esp-read -p "$PORT" --offset=16320k > part.bin
    tail -c 64k flash.bin | cmp - part.bin
}

@test "esp-read: ranges: one byte, odd offsets, across sectors, the last byte" {
    local size=262144
    esp-mkflash random $size > flash.bin
    board_start --flash=flash.bin
    while read -r offset length; do
        esp-read -p "$PORT" --offset="$offset" --size="$length" > part.bin
        tail -c +$((offset + 1)) flash.bin | head -c "$length" > expect.bin
        cmp expect.bin part.bin
        assert_equal "$(wc -c < part.bin)" "$length"
    done <<RANGES
0 1
1 1
3 5
4095 2
4096 4096
4090 8200
65535 65538
12345 100001
$((size - 1)) 1
$((size - 3)) 3
RANGES
}

@test "esp-read: --offset alone reads up to the end" {
    esp-mkflash random 256k > flash.bin
    board_start --flash=flash.bin
    esp-read -p "$PORT" --offset=250000 > part.bin
    tail -c +250001 flash.bin | cmp - part.bin
}

@test "esp-read: -o writes the dump and its sidecar, both for the owner alone" {
    esp-mkflash "$FIRMWARE" 256k > flash.bin
    esp-sim --flash=flash.bin -- sh -c 'esp-detect | esp-read -o dump.bin'
    cmp flash.bin dump.bin
    assert_equal "$(stat -c %a dump.bin)" 600
    assert_equal "$(stat -c %a dump.bin.meta)" 600
    run cat dump.bin.meta
    assert_output --regexp "^port=[^ ]+ chip=$CHIP .*mac=$MAC "
    assert_output --partial " offset=0 "
    assert_output --partial " size=262144 "
    assert_output --partial " md5=$(md5sum < dump.bin | cut -d' ' -f1)"
    assert_output --partial " sha256=$(sha256sum < dump.bin | cut -d' ' -f1)"
    assert_output --regexp ' time=[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z'
    assert_output --partial " tool=esputils/"
    assert_equal "$(ls)" "$(printf 'dump.bin\ndump.bin.meta\nflash.bin')"
}

# bats test_tags=costly-by-rom
@test "esp-read: --meta is the sidecar of a dump on standard output" {
    esp-mkflash "$FIRMWARE" 256k > flash.bin
    esp-sim --flash=flash.bin -- sh -c 'esp-detect | esp-read --meta=its.meta | gzip > dump.gz'
    gunzip < dump.gz | cmp - flash.bin
    grep -q " sha256=$(sha256sum < flash.bin | cut -d' ' -f1)" its.meta
}

@test "esp-read: a size past the end is refused before anything is read" {
    board_start --stats=stats.json
    run --separate-stderr esp-read -p "$PORT" --size=0x4000000
    assert_equal "$status" 2
    assert_equal "$stderr" "esp-read: 0x4000000 (64 MiB) is more than the 4 MiB flash; did you mean 0x400000?"
    assert_output ""
    run --separate-stderr esp-read -p "$PORT" --size=0x4194304 -o file
    assert_equal "$status" 2
    assert_regex "$stderr" '^esp-read: 0x4194304 \(.*\) is more than the 4 MiB flash; did you mean 4194304\?$'
    assert_file_not_exist file
    run --separate-stderr esp-read -p "$PORT" --offset=4M --size=1 -o file
    assert_equal "$status" 2
    run --separate-stderr esp-read -p "$PORT" --offset=0x3ff000 --size=4097 -o file
    assert_equal "$status" 2
    assert_file_not_exist file
    board_stop
    stat_is '.flash.bytes_read < 2000' stats.json
}

# bats test_tags=costly-by-rom
@test "esp-read: the flash is not written, nor its status register" {
    esp-mkflash "$FIRMWARE" 256k > flash.bin
    cp flash.bin before.bin
    esp-sim --flash=flash.bin --stats=stats.json -- sh -c 'esp-detect | esp-read > dump.bin'
    cmp flash.bin before.bin
    stat_is '.flash.status_writes == 0 and .flash.page_programs == 0 and .flash.violations == 0' stats.json
}

# By the ROM each 32 KiB are proven as soon as they were read; a later change is not seen.
# bats test_tags=one-way
@test "esp-read: a flash bit that changes while it is read is noticed" {
    # The file is the flash.  The test changes bytes all over the file, again and again and
    # without the chip's commands, as a dying flash does.
    esp-mkflash random 512k > flash.bin
    board_start --flash=flash.bin
    esp-read -p "$PORT" --progress=none > dump.bin 2> err 3>&- &
    local reader=$!
    while kill -0 $reader 2>/dev/null; do
        for block in $(seq 1 2 31); do
            printf "\\x$((RANDOM % 90 + 10))" | dd of=flash.bin bs=16k seek="$block" conv=notrunc status=none
        done
    done
    local status=0
    wait $reader || status=$?
    assert_equal "$status" 3
    run cat err
    assert_output --regexp '^esp-read: '
}

# bats test_tags=one-way
@test "esp-read: the dump of another board is not replaced, unless by force" {
    local other=5c:cf:7f:01:02:03 mac=a0:20:a6:16:45:d2 why
    read_board() { # MAC ESP-READ-OPTION...
        local mac=$1
        shift
        run --separate-stderr esp-sim --port=pty:board --flash=flash.bin --mac="$mac" -- \
            esp-read -p board "$@" < /dev/null
    }
    read_board $other -q --size=8k -o dump.bin
    assert_equal "$status: $stderr" "0: "
    cp -a dump.bin kept.bin
    cp -a dump.bin.meta kept.bin.meta
    ls > before
    why="board: dump.bin is of the board $other, and this one is $mac"
    for options in "-o dump.bin" "-o dump.bin --meta=new.meta" "-o dump.bin --base=dump.bin --size=8k"; do
        # shellcheck disable=SC2086 # options
        read_board $mac $options
        assert_equal "$status" 4
        assert_equal "$(tail -n 1 <<< "$stderr")" "esp-read: $why; --force replaces it all the same"
        assert_output ""
        cmp kept.bin dump.bin
        cmp kept.bin.meta dump.bin.meta
        ls | diff before -
    done
    read_board $mac -o new.bin --size=8k --meta=dump.bin.meta
    assert_equal "$status" 4
    assert_equal "$stderr" "esp-read: board: dump.bin.meta is of the board $other, and this one is $mac; --force replaces it all the same"
    read_board $mac -o dump.bin --size=4k --force
    assert_equal "$status: ${stderr_lines[0]}" "0: esp-read: ${why/is of/was of}"
    assert_equal "$(stat -c %s dump.bin)" 4096
    # What describes no board, and this board's own dump, are replaced.
    read_board $mac -q -o dump.bin --size=8k
    assert_equal "$status: $stderr" "0: "
    echo "no description" > dump.bin.meta
    read_board $other -q -o dump.bin --size=8k
    assert_equal "$status: $stderr" "0: "
    # The description of a dump that is gone protects nothing.
    rm dump.bin
    read_board $mac -q -o dump.bin --size=8k
    assert_equal "$status: $stderr" "0: "
}

@test "esp-read: a dump is not replaced by a part of it, unless by force" {
    local why="board: dump.bin is of 0x1000-0x2fff, and the new dump of"
    read_range() { # ESP-READ-OPTION...
        run --separate-stderr esp-sim --port=pty:board --flash=flash.bin -- \
            esp-read -p board -o dump.bin "$@" < /dev/null
    }
    read_range -q --offset=4k --size=8k
    assert_equal "$status: $stderr" "0: "
    cp -a dump.bin kept.bin
    cp -a dump.bin.meta kept.bin.meta
    while read -r offset size range; do
        read_range --offset="$offset" --size="$size"
        assert_equal "$status: $stderr" "4: esp-read: $why $range; --force replaces it all the same"
        cmp kept.bin dump.bin
        cmp kept.bin.meta dump.bin.meta
    done <<RANGES
4k 4k 0x1000-0x1fff
8k 4k 0x2000-0x2fff
8k 16k 0x2000-0x5fff
64k 64k 0x10000-0x1ffff
RANGES
    read_range -q --offset=4k --size=8k
    assert_equal "$status: $stderr" "0: "
    read_range -q --size=64k
    assert_equal "$status: $stderr" "0: "
    read_range --size=4k --force
    assert_equal "$status: ${stderr_lines[0]}" \
        "0: esp-read: board: dump.bin was of 0x0-0xffff, and the new dump of 0x0-0xfff"
    assert_equal "$(stat -c %s dump.bin)" 4096
}

# bats test_tags=every-chip,one-way
@test "esp-read: a rate below that of the first contact is kept" {
    board_start --flash=flash.bin --paced
    run --separate-stderr esp-read -v -p "$PORT" -b 9600 --size=4k -o dump.bin
    assert_equal "$status" 0
    assert_regex "$stderr" "the work is done at 9600 baud"
    cmp -n 4096 flash.bin dump.bin
}
