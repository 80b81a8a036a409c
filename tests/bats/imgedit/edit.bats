#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: edits of bytes, their order, and the sums of the programs that they change.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
    # A dump of an ESP32: bootloader, table, NVS, otadata, application, and a file system.
    RECIPE_DUMP="size 2M
${RECIPE_BOOT/at 0/at 0x1000}
at 0x8000 hex aa50 0102 00900000 00500000 6e7673 00000000000000000000000000 00000000
at 0x8020 hex aa50 0100 00e00000 00200000 6f746164617461 000000000000000000 00000000
at 0x8040 hex aa50 0010 00000100 00000700 61707030 000000000000000000000000 00000000
at 0x8060 hex aa50 0182 00000800 00000800 737069666673 00000000000000000000 00000000
at 0x9000 noise 0x5000
${RECIPE_APP/at 0/at 0x10000}
at 0x80000 noise 0x1234"
}

# edit ARG...: edits image.bin into new.bin, without a message.
edit() {
    run --separate-stderr esp-imgedit "$@" --output=new.bin image.bin
    assert_equal "$status: $output$stderr" "0: "
}

# refuses STATUS MESSAGE ARG...: the edit of image.bin fails in this way, and makes no file.
refuses() {
    local want=$1 message=$2
    shift 2
    rm -f new.bin
    run --separate-stderr esp-imgedit "$@" --output=new.bin image.bin
    assert_equal "$status: $output$stderr" "$want: esp-imgedit: $message"
    assert_not_exists new.bin
}

# only_differ FIRST LAST: new.bin and image.bin differ in this range, and nowhere else.
only_differ() {
    local differ
    differ=$(cmp -l image.bin new.bin | awk -v first="$(($1))" -v last="$(($2))" \
        '$1 - 1 < first || $1 - 1 > last { print "also at", $1 - 1 } END { print NR ? "some" : "none" }') || true
    assert_equal "$differ" some
}

# bytes OFFSET COUNT [FILE]: the bytes there, as hexadecimal digits.
bytes() {
    od -An -v -tx1 -j "$(($1))" -N "$2" "${3:-new.bin}" | tr -d ' \n'
}

# The dump's NVS is noise, so that --info finds it broken.
sums_are_right() {
    esp-imgedit --info new.bin > facts || true
    grep -q 'checksum 0x.* (right)' facts || fail "$(cat facts)"
    run ! grep -E 'BROKEN: the (checksum|SHA-256|CRC)|\(computed' facts
}

@test "bytes are patched as digits, as text and from a file" {
    head -c 8192 /dev/zero > image.bin
    edit --patch='0x10=de ad BEEF' --patch=4095='"a\"\\\x00z"' --patch=8191=00
    assert_equal "$(bytes 0x10 4) $(bytes 4095 5)" "deadbeef 61225c007a"
    printf 'hello' > part
    edit --patch=1k=@part
    assert_equal "$(bytes 1024 5)" 68656c6c6f
    only_differ 1024 1028
}

@test "ranges are filled and erased, in each form of a range" {
    head -c 8192 /dev/zero > image.bin
    edit --fill=0x100-0x1ff=0xaa --fill=4k+2=1
    only_differ 0x100 0x1001
    assert_equal "$(bytes 0xff 2) $(bytes 0x1ff 2) $(bytes 4095 4)" "00aa aa00 00010100"
    edit --erase=0x100-0x1ff
    only_differ 0x100 0x1ff
    assert_equal "$(bytes 0x1fe 3)" ffff00
}

@test "edits are done in the order in which they are given" {
    head -c 4096 /dev/zero > image.bin
    edit --patch=0=aabb --erase=1+1 --fill=0+1=1
    assert_equal "$(bytes 0 3)" 01ff00
    edit --fill=0+1=1 --erase=1+1 --patch=0=aabb
    assert_equal "$(bytes 0 3)" aabb00
    edit --extract=1-16 --patch=0=77 --pad=32
    assert_equal "$(wc -c < new.bin) $(bytes 0 2) $(bytes 15 3)" "32 7700 00ffff"
    edit --pad 8k --erase=4095+4097 --trim
    assert_equal "$(wc -c < new.bin)" 4096 # 4095, and a word is 4 bytes
    edit --patch 0=77 --eras=0+1 # an abbreviated option keeps its place, too
    assert_equal "$(bytes 0 4)" ff000000
}

@test "an edit past the end of the image is refused, and --pad makes room" {
    head -c 4096 /dev/zero > image.bin
    local end="go past the end of the image at 0x1000; --pad makes it longer"
    refuses 2 "--patch: 0x2 bytes from 0xfff on $end" --patch=4095=0011
    refuses 2 "--fill: 0x1 bytes from 0x1000 on $end" --fill=4096-4096=0
    refuses 2 "--erase: 0x7fffffffffffffff bytes from 0x1 on $end" --erase=1+0x7fffffffffffffff
    refuses 2 "--extract: 0x1001 bytes from 0x0 on $end" --extract=0-0x1000
    refuses 2 "--insert: 0x1000 bytes from 0x1 on $end" --insert=1=image.bin
    edit --pad=8k --patch=4095=0011
    assert_equal "$(bytes 4095 3)" 0011ff
    refuses 2 "--pad: the image has 0x1000 bytes already, more than 0x800; --trim removes blank bytes from its end" --pad=2k
    refuses 2 "--pad: 1G is too big: at most 134217728" --pad=1G
}

@test "garbage in place of numbers, bytes and files is refused" {
    head -c 4096 /dev/zero > image.bin
    refuses 2 "--patch: the argument does not have the form N=WHAT" --patch=
    refuses 2 "--patch: the argument does not have the form N=WHAT" --patch=5
    refuses 2 "--patch: the argument does not have the form N=WHAT" --patch=5=
    refuses 2 "--patch: 'x' is not a number such as 4194304, 0x400000 or 4M" --patch=x=00
    refuses 2 "--patch: '-1' is not a number such as 4194304, 0x400000 or 4M" --patch=-1=00
    for what in 0 0g '"a' '"a\q"' '"a\"' '"a"b"' '""' 'a b'; do
        refuses 2 "--patch: the bytes are neither pairs of hexadecimal digits nor @FILE nor \"text\"" --patch="0=$what"
    done
    refuses 2 "opening nothing: No such file or directory" --patch=0=@nothing
    refuses 2 "--fill: 256 is too big: at most 255" --fill=0-1=256
    refuses 2 "--erase: 0x10-0xf ends before it begins" --erase=0x10-0xf
    refuses 2 "--erase: 16+0 has no bytes" --erase=16+0
    refuses 2 "--erase: '16' is no range such as 0x1000-0x1fff or 0x1000+4096" --erase=16
    refuses 2 "--erase: 99999999999999999999-1 is too big" --erase=99999999999999999999-1
    refuses 2 "--erase: there is no table of partitions, and no part 'nvs'" --erase=nvs
    refuses 2 "--merge: 'image.bin' does not have the form N=FILE" --merge=image.bin
    refuses 2 "--chip: 'esp99' is no chip of these: $(esp-imgedit --chip=esp99 image.bin 2>&1 | sed 's/.*these: //')" --chip=esp99
    : > empty
    refuses 2 "empty is empty" --insert=0=empty
    refused esp-imgedit 2 "empty is empty" empty
    refused esp-imgedit 2 "unexpected operand 'b': one image at a time; try 'esp-imgedit --help'" a b
    esp-imgedit --erase=0-0xfff image.bin > image.bin.new && mv image.bin.new image.bin
    refuses 2 "--trim: the whole image is blank" --trim
}

@test "partitions are named: erased, extracted, and filled from a file" {
    cook image.bin <<< "$RECIPE_DUMP"
    edit --erase=nvs
    only_differ 0x9000 0xdfff
    cmp <(tail -c +$((0x9000 + 1)) new.bin | head -c $((0x5000))) <(head -c $((0x5000)) /dev/zero | tr '\0' '\377')
    edit --extract=app0 --trim
    cook app.bin <<< "$RECIPE_APP"
    cmp app.bin new.bin
    head -c 5000 /dev/zero > part.bin
    edit --insert=nvs=part.bin
    only_differ 0x9000 0xdfff
    assert_equal "$(bytes $((0x9000 + 4999)) 2)" 00ff
    head -c $((0x5001)) /dev/zero > part.bin
    refuses 2 "--insert: part.bin has 0x5001 bytes, more than the 0x5000 of nvs" --insert=nvs=part.bin
    refuses 2 "--erase: no partition has the name 'nsv'" --erase=nsv
}

@test "a changed program gets its checksum and hash made right, and only those" {
    cook image.bin <<< "$RECIPE_DUMP"
    local at=$((0x10000 + 0x800)) size
    size=$(esp-imgedit --extract=app0 --trim image.bin | wc -c)
    for change in --patch=$at=00 --fill=$at+16=0x55 --erase=$at+16; do
        edit --quiet $change
        sums_are_right
        assert_equal "$(cmp -l image.bin new.bin | awk -v at=$at -v end=$((0x10000 + size)) \
            '!($1 > at && $1 <= at + 16) && !($1 > end - 33 && $1 <= end)')" ""
        edit --no-fix $change
        only_differ $at $((at + 15))
        run esp-imgedit --info new.bin
        assert_equal "$status" 1
        assert_output --partial 'BROKEN: the checksum at 0x'
    done
    printf '\0\0' > part.bin
    edit --insert=$at=part.bin
    sums_are_right
}

@test "the programs of an ESP8266 keep their sums, too" {
    for recipe in "$RECIPE_PLAIN" "$RECIPE_V2"; do
        cook image.bin <<< "$recipe"
        edit --patch=0x230=00010203
        sums_are_right
        edit --no-fix --patch=0x230=00010203
        only_differ 0x230 0x233
    done
    cook image.bin <<< "size 512K
at 0 ${RECIPE_PLAIN#at 0 }
at 0x1000 ${RECIPE_V2#at 0 }"
    edit --patch=0x1100=00010203
    sums_are_right
    assert_equal "$(bytes 0 4096)" "$(bytes 0 4096 image.bin)"
}

@test "an inserted program stays as it is; one that was damaged before is told" {
    cook image.bin <<< "$RECIPE_DUMP"
    cook app.bin <<< "$RECIPE_APP"$'\n'"damage 0x700^01"
    edit --insert=app0=app.bin
    only_differ 0x10000 0x10fff
    cmp app.bin <(tail -c +$((0x10001)) new.bin | head -c "$(wc -c < app.bin)")
    mv new.bin image.bin
    run --separate-stderr esp-imgedit --patch=0x10700=00 -o new.bin image.bin
    assert_equal "$status: $output$stderr" \
        "0: esp-imgedit: the sums of the program at 0x10000 were wrong before; they are right now"
    sums_are_right
}

@test "a patch that breaks a program is told; one that removes it is not" {
    cook image.bin <<< "$RECIPE_APP"
    run --separate-stderr esp-imgedit --patch=0x1c=ffff0000 -o new.bin image.bin
    assert_equal "$status: $output$stderr" "0: esp-imgedit: the program at 0x0 is broken now: segment 0 ends at 0x1001f, the file at 0x14e0"
    edit --erase=0-0xfff
}

@test "a signed program is not changed, unless its sums are left alone" {
    cook image.bin <<< "${RECIPE_APP/chip=esp32/chip=esp32 signature=2}"
    refuses 4 "--patch: the program at 0x0 is signed for secure boot, and the signature would not hold; --no-fix changes it all the same" \
        --patch=0x800=00
    edit --no-fix --patch=0x800=00
    only_differ 0x800 0x800
    edit --erase=0+"$(wc -c < image.bin)" # all of it
}

@test "trim keeps a program whose last bytes are 0xff" {
    cook image.bin <<< "$RECIPE_APP"
    size=$(wc -c < image.bin)
    # The last bytes of the hash are made ff; nothing says that a trimmed program is right.
    edit --no-fix --fill=$((size - 9))+9=0xff --pad=64k --trim
    assert_equal "$(wc -c < new.bin)" "$size"
}

@test "-o over the image is safe, and a failed edit leaves it as it was" {
    cook image.bin <<< "$RECIPE_DUMP"
    cp image.bin before.bin
    esp-imgedit --erase=nvs --output=image.bin image.bin
    run cmp -s image.bin before.bin
    assert_failure
    cp image.bin before.bin
    run esp-imgedit --erase=nvs --erase=nothing --output=image.bin image.bin
    assert_equal "$status" 2
    run bash -c "trap '' XFSZ; ulimit -f 100; exec esp-imgedit --patch=0=00 --output=image.bin image.bin"
    assert_equal "$status" 2
    assert_regex "$output" 'esp-imgedit: writing image.bin: File too large'
    cmp image.bin before.bin
    assert_equal "$(find . -name '*esp*' -o -name '*.part')" ""
}

@test "a full disk, a closed output and a reader that went away are failures" {
    cook image.bin <<< "$RECIPE_DUMP"
    for format in raw hex; do
        run --separate-stderr sh -c "esp-imgedit --format=$format image.bin > /dev/full"
        assert_equal "$status: $stderr" "2: esp-imgedit: writing standard output: No space left on device"
        run --separate-stderr sh -c "esp-imgedit --format=$format image.bin >&-"
        assert_equal "$status: $stderr" "2: esp-imgedit: writing standard output: Bad file descriptor"
        run --separate-stderr bash -c "esp-imgedit --format=$format image.bin | true; echo \${PIPESTATUS[0]}"
        assert_equal "$output: $stderr" "141: "
    done
}

@test "SIGINT while the image is read leaves no file" {
    cook image.bin <<< "$RECIPE_DUMP"
    mkfifo slow
    # A shell's background job ignores SIGINT, so env gives the default back.
    env --default-signal=INT esp-imgedit -o new.bin < slow 2> messages &
    local pid=$!
    exec 4> slow
    head -c 100000 image.bin >&4
    while [ -z "$(find . -name '.*' -type f)" ]; do :; done # the output is open
    kill -INT $pid
    local status=0
    wait $pid || status=$?
    exec 4>&-
    assert_equal "$status: $(cat messages)" "130: "
    assert_equal "$(find . -name '*new*' -o -name '.*' -type f)" ""
}

@test "raw bytes do not go to a terminal; Intel HEX may" {
    need script
    cook image.bin <<< "$RECIPE_APP"
    run script -qec 'esp-imgedit image.bin' /dev/null
    assert_output --partial "esp-imgedit: the terminal is no place for an image: use > FILE, a pipe or --output"
    run script -qec 'esp-imgedit --format=hex image.bin' /dev/null
    assert_line --partial ":00000001FF"
}

@test "an image passes through unchanged, from a file and a pipe, up to 128 MiB" {
    cook image.bin <<< "$RECIPE_DUMP"
    esp-imgedit image.bin | cmp - image.bin
    esp-imgedit < image.bin | cmp - image.bin
    esp-imgedit - < image.bin | cmp - image.bin
    truncate -s 128M large.bin
    esp-imgedit large.bin | cmp - large.bin
    truncate -s $(((128 << 20) + 1)) large.bin
    refused esp-imgedit 2 "large.bin is longer than 128 MiB, and no flash is that large" large.bin
}

@test "a patch of the structure leaves the sums alone, and says so" {
    cook app.bin <<< "$RECIPE_APP"
    run --separate-stderr esp-imgedit --patch=1=02 -o out.bin app.bin
    assert_success
    assert_regex "$stderr" "the program at 0x0 is broken now: its segments are other ones than before"
    assert_equal "$(cmp -l app.bin out.bin | wc -l)" 1
}

@test "filling a part of a program is told of" {
    cook app.bin <<< "$RECIPE_APP"
    run --separate-stderr esp-imgedit --erase=0x600+0x100 -o out.bin app.bin
    assert_equal "$status: $stderr" "0: esp-imgedit: a part of the program at 0x0 was filled, and its\
 sums are right again; --no-fix leaves them"
    esp-imgedit --quiet --info out.bin
}
