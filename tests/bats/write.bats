#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-write: the flash becomes the image, with no more wear than necessary.
# bats file_tags=every-chip

setup() {
    load lib/helper
    common_setup
}

teardown() {
    board_stop
}

# put IMAGE...: writes over the present flash.bin.  The statistics are in stats.json.
put() {
    run --separate-stderr esp-sim --flash=flash.bin --stats=stats.json -- esp-write -q "$@" < /dev/null
    succeeded_quietly
    stat_is '.flash.violations == 0 and .uart.receive_overflow == 0 and .watchdog_resets == 0' stats.json
}

no_wear() {
    stat_is '.flash | .sector_erases + .block32_erases + .block64_erases + .chip_erases + .page_programs == 0' \
        stats.json
}

# bats test_tags=costly
@test "esp-write: each kind of contents, to a blank, a full and an equal chip" {
    for recipe in random blank half mixed "$FIRMWARE"; do
        esp-mkflash "$recipe" 256k > image.bin
        for before in blank random "$recipe"; do
            esp-mkflash "$before" 256k > flash.bin
            put image.bin
            cmp image.bin flash.bin
            [ "$before" != "$recipe" ] || no_wear
        done
    done
}

# by_pipe SIZE: writes by the pipe of the README.
by_pipe() {
    esp-mkflash "$FIRMWARE" "$1" > image.bin
    esp-mkflash mixed "$1" 7 > flash.bin
    run --separate-stderr esp-sim --flash=flash.bin -- sh -c 'esp-detect | esp-write -q image.bin'
    succeeded_quietly
    cmp image.bin flash.bin
}

# bats test_tags=costly
@test "esp-write: the pipe of the README" { by_pipe 256k; }
# bats test_tags=expensive
@test "esp-write: the pipe of the README, at the board's own size" { by_pipe 4M; }

# bats test_tags=costly-by-rom
@test "esp-write: an image on standard input" {
    esp-mkflash "$FIRMWARE" 256k > image.bin
    esp-mkflash random 256k > flash.bin
    gzip < image.bin > image.gz
    board_start --flash=flash.bin
    gunzip < image.gz | esp-write -q -p "$PORT" -
    board_stop
    cmp image.bin flash.bin
}

@test "esp-write: pairs of offset and image" {
    esp-mkflash random 256k > flash.bin
    cp flash.bin expect.bin
    esp-mkflash "$FIRMWARE" 256k | head -c 28k > boot.bin
    esp-mkflash random 256k 9 | head -c 100001 > app.bin
    dd if=boot.bin of=expect.bin conv=notrunc status=none
    dd if=app.bin of=expect.bin bs=4096 seek=16 conv=notrunc status=none
    put 0x0 boot.bin 64k app.bin
    cmp expect.bin flash.bin
}

@test "esp-write: bytes outside the range stay: one byte, odd offsets, across sectors, the end" {
    local size=262144
    esp-mkflash random $size > flash.bin
    cp flash.bin expect.bin
    while read -r offset length; do
        esp-mkflash random 256k $((offset % 97)) | head -c "$length" > image.bin
        dd if=image.bin of=expect.bin bs=1 seek="$offset" conv=notrunc status=none
        put --offset="$offset" image.bin
        cmp expect.bin flash.bin
    done <<RANGES
2000 1
4095 2
4090 8200
65535 65538
12345 100001
8192 1
$((size - 1)) 1
$((size - 4097)) 4097
RANGES
}

# bats test_tags=costly-by-rom
@test "esp-write: bytes are written as given, a flash size in the header or not" {
    esp-mkflash "$FIRMWARE" 256k > image.bin
    printf '\xe9\x02\x00\x90' | dd of=image.bin conv=notrunc status=none # 16 MB, it says
    esp-mkflash blank 256k > flash.bin
    run --separate-stderr esp-sim --flash=flash.bin -- esp-write -q image.bin < /dev/null
    assert_success
    cmp image.bin flash.bin
}

# bats test_tags=one-way
@test "esp-write: one changed byte costs two sector erases and 32 pages at most" {
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    cp flash.bin image.bin
    printf '\xa5' | dd of=image.bin bs=1 seek=300001 conv=notrunc status=none
    put image.bin
    cmp image.bin flash.bin
    stat_is '.flash.sector_erases <= 2 and .flash.block32_erases + .flash.block64_erases == 0' stats.json
    stat_is '.flash.pages_programmed <= 32' stats.json
}

# bats test_tags=one-way
@test "esp-write: a changed bit that needs no erase gets none but the guard's" {
    esp-mkflash blank 512k > flash.bin
    printf '\xe9\xff\xff' | dd of=flash.bin bs=1 seek=$GUARD conv=notrunc status=none
    cp flash.bin image.bin
    printf '\x7f' | dd of=image.bin bs=1 seek=300001 conv=notrunc status=none
    put image.bin
    cmp image.bin flash.bin
    stat_is '.flash.sector_erases == 1 and .flash.pages_programmed == 2' stats.json
}

# bats test_tags=one-way
@test "esp-write: a blank chip is not erased, and blank pages are not programmed" {
    esp-mkflash half 512k > image.bin
    esp-mkflash blank 512k > flash.bin
    put image.bin
    cmp image.bin flash.bin
    stat_is '.flash | .sector_erases + .block32_erases + .block64_erases + .chip_erases == 0' stats.json
    local pages
    pages=$(od -An -v -w256 -tx1 image.bin | grep -vc '^\( ff\)*$')
    stat_is ".flash.pages_programmed == $pages" stats.json
}

# bats test_tags=one-way,expensive
@test "esp-write: 4 MB of random over random take 64 block erases; again, nothing" {
    esp-mkflash random 4M 1 > flash.bin
    esp-mkflash random 4M 2 > image.bin
    put image.bin
    cmp image.bin flash.bin
    stat_is '.flash | .block64_erases == 64 and .sector_erases + .block32_erases == 0' stats.json
    put image.bin
    no_wear
}

# Once for the proof.  A block is read before its erase only to look for the first difference,
# and the first block and its neighbour are looked at more closely.
# bats test_tags=one-way
@test "esp-write: over other data the flash is read little more than once" {
    esp-mkflash random 512k 1 > flash.bin
    esp-mkflash random 512k 2 > image.bin
    put image.bin
    cmp image.bin flash.bin
    stat_is '.flash | .block64_erases == 8 and .bytes_read < 1000000' stats.json
}

# The guard of the second image is right, until its blank blocks are erased ahead.
# bats test_tags=one-way
@test "esp-write: on a slow line, two images of which one begins as the flash and ends blank" {
    local rate
    esp-mkflash random 1M 1 > before.bin
    esp-mkflash random 64k 2 > one.bin
    { tail -c +$((0x80001)) before.bin | head -c 4k; esp-mkflash random 124k 3; esp-mkflash blank 128k; } > two.bin
    {
        head -c 128k before.bin && cat one.bin
        tail -c +$((0x30001)) before.bin | head -c 320k && cat two.bin
        tail -c 256k before.bin
    } > after.bin
    for rate in 38400 115200; do
        cp before.bin flash.bin
        run --separate-stderr esp-sim --flash=flash.bin -- \
            esp-write --progress=line --force -b $rate 0x20000 one.bin 0x80000 two.bin < /dev/null
        assert_equal "$rate: $status" "$rate: 0"
        cmp flash.bin after.bin
        refute_regex "$stderr" "[0-9]{4}%|1[1-9][0-9]%"
    done
}

# bats test_tags=one-way
@test "esp-write: a half-blank block goes sector by sector" {
    esp-mkflash random 128k 1 > flash.bin
    head -c 36k /dev/zero | tr '\0' '\377' | dd of=flash.bin bs=4k seek=17 conv=notrunc status=none
    cp flash.bin before.bin
    esp-mkflash random 128k 2 > image.bin
    put image.bin
    cmp image.bin flash.bin
    stat_is '.flash | .block64_erases == 1 and .block32_erases == 0' stats.json
    stat_is '.flash.sector_erases == 7' stats.json
}

@test "esp-write: --dry-run changes nothing and tells what would be" {
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    cp flash.bin before.bin
    esp-mkflash "$FIRMWARE" 512k 2 > image.bin
    run --separate-stderr esp-sim --flash=flash.bin --stats=stats.json -- esp-write --dry-run image.bin < /dev/null
    assert_success
    assert_output --partial "changed="
    cmp before.bin flash.bin
    no_wear
}

# bats test_tags=one-port
@test "esp-write: with latency, at 115200, on a slow and a fast crystal" {
    esp-mkflash "$FIRMWARE" 256k > image.bin
    for options in --latency=16 $CRYSTALS; do
        esp-mkflash random 256k > flash.bin
        esp-sim --flash=flash.bin $options -- esp-write -q --baud=115200 image.bin < /dev/null
        cmp image.bin flash.bin
    done
}
