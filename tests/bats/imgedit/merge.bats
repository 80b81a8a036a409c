#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: merging files, and Intel HEX in and out.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
}

# The files of an ESP32's build.
make_build() {
    cook boot.bin <<< "$RECIPE_BOOT"
    cook app.bin <<< "$RECIPE_APP"
    cook table.bin <<< "at 0 hex aa50 0102 00900000 00500000 6e7673 00000000000000000000000000 00000000
at 0x20 hex aa50 0100 00e00000 00200000 6f746164617461 000000000000000000 00000000
at 0x40 hex aa50 0101 00000f00 00100000 706879 00000000000000000000000000 00000000
at 0x60 hex aa50 0010 00000100 00000700 61707030 000000000000000000000000 00000000
at 0x80 hex aa50 0182 00000800 00000800 737069666673 00000000000000000000 00000000"
    BUILD=(--merge=0x1000=boot.bin --merge=0x8000=table.bin --merge=0x10000=app.bin)
}

blanks="so writing it erases what the board has there; --format=hex leaves that out"

@test "a raw merge has the files at their places and blank bytes between them, and warns of NVS" {
    make_build
    run --separate-stderr esp-imgedit "${BUILD[@]}" -o all.bin
    assert_equal "$status: $output$stderr" "0: esp-imgedit: the result is blank at 0x9000-0xdfff in the partition nvs, $blanks
esp-imgedit: the result is blank at 0xe000-0xffff in the partition otadata, $blanks"
    cook want.bin <<< "at 0x1000 file boot.bin
at 0x8000 file table.bin
at 0x10000 file app.bin"
    cmp want.bin all.bin
    run --separate-stderr esp-imgedit "${BUILD[@]}" --erase=nvs --erase=otadata -o all.bin
    assert_equal "$status: $output$stderr" "0: " # that was asked for
    run --separate-stderr esp-imgedit "${BUILD[@]}" --pad=2M -o all.bin
    assert_regex "$stderr" 'is blank at 0x80000-0xfffff in the partition spiffs'
}

@test "Intel HEX leaves out what lies between the files, and keeps blank bytes of the files" {
    make_build
    head -c 8192 /dev/zero | tr '\0' '\377' > otadata.bin
    run --separate-stderr esp-imgedit "${BUILD[@]}" --merge=0xe000=otadata.bin --format=hex -o all.hex
    assert_equal "$status: $output$stderr" "0: "
    esp-imgedit -q all.hex > all.bin
    esp-imgedit -q "${BUILD[@]}" | cmp - all.bin
    # There is a record for 0xe000, and none for 0x9000.
    run grep -c '^:10E00000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF' all.hex
    assert_output 1
    run ! grep '^:109000' all.hex
    esp-imgedit --format=hex all.hex | cmp - all.hex
    tr A-F a-f < all.hex | sed 's/$/\r/' | esp-imgedit --format=hex | cmp - all.hex
}

@test "Intel HEX of a raw image leaves out blank sectors" {
    cook image.bin <<< "size 64K
at 0x2100 noise 16
at 0xffff hex 00"
    esp-imgedit --format=hex image.bin > image.hex
    assert_equal "$(wc -l < image.hex)" $((256 + 256 + 1))
    esp-imgedit image.hex | cmp - image.bin
}

@test "a file of Intel HEX is merged with its own addresses" {
    make_build
    esp-imgedit -q --format=hex "${BUILD[@]}" > all.hex
    head -c 100 /dev/zero > part.bin
    esp-imgedit -q --format=hex "${BUILD[@]}" --merge=0x9000=part.bin > want.hex
    esp-imgedit --format=hex --merge=0x9000=part.bin --merge=all.hex | cmp - want.hex
    esp-imgedit --format=hex --merge=0x9000=part.bin all.hex | cmp - want.hex
    esp-imgedit --format=hex --merge=0x9000=part.bin | tr -d '\r' > part.hex
    esp-imgedit --format=hex --merge=0x7000=part.hex > moved.hex
    esp-imgedit --format=hex --merge=0x10000=part.bin | cmp - moved.hex
}

@test "files that overlap are refused with both names, in any order" {
    make_build
    head -c 100 /dev/zero > part.bin
    for first in boot.bin part.bin; do
        run --separate-stderr esp-imgedit --merge=0x1000=$first --merge=0x1010=part.bin -o all.bin
        assert_equal "$status" 2
        assert_regex "$stderr" "^esp-imgedit: --merge: $first \(0x1000-0x[0-9a-f]*\) and part.bin \(0x1010-0x1073\) overlap; --insert replaces bytes$"
    done
    cook dump.bin <<< "size 64K"
    run --separate-stderr esp-imgedit --merge=0x1000=part.bin -o all.bin dump.bin
    assert_equal "$status: $stderr" \
        "2: esp-imgedit: --merge: dump.bin (0x0-0xffff) and part.bin (0x1000-0x1063) overlap; --insert replaces bytes"
    assert_not_exists all.bin
    esp-imgedit --merge=100=part.bin part.bin | cmp - <(cat part.bin part.bin)
}

@test "a bootloader where its chip does not look for one is refused, and the right place is named" {
    make_build
    refused esp-imgedit 4 "--merge: boot.bin is a bootloader of the ESP32, which looks for its bootloader at 0x1000, not at 0x0" \
        --merge=0=boot.bin
    cook c3.bin <<< "${RECIPE_BOOT/chip=esp32/chip=esp32c3}"
    refused esp-imgedit 4 "--merge: c3.bin is a bootloader of the ESP32-C3, which looks for its bootloader at 0x0, not at 0x1000" \
        --merge=0x1000=c3.bin
    esp-imgedit --merge=0=c3.bin | cmp - c3.bin
    esp-imgedit --merge=0=app.bin | cmp - app.bin # a program, no bootloader
}

@test "what does not fit the largest flash is refused, and needs no memory" {
    head -c 2 /dev/zero > part.bin
    refused esp-imgedit 2 "--merge: part.bin would end at 0x8000001, and the largest flash has 128 MiB (0x8000000)" \
        --merge=0x7ffffff=part.bin
    printf ':02000004FFFF02\n:01FFFF00AA57\n:00000001FF\n' | sed 's/FFFF02/FFFFFC/' > far.hex
    refused esp-imgedit 2 "far.hex: the image would end at 0x100000000, and the largest flash has 128 MiB (0x8000000)" far.hex
    refused esp-imgedit 2 "--merge: far.hex would end at 0x100000000, and the largest flash has 128 MiB (0x8000000)" --merge=far.hex
}

@test "a damaged text names its line" {
    make_build
    esp-imgedit -q --format=hex "${BUILD[@]}" > all.hex
    sed '3s/.$/Z/' all.hex > bad.hex
    refused esp-imgedit 2 "bad.hex: line 3: byte 0x5a in column 43 is no hexadecimal digit" bad.hex
    refused esp-imgedit 2 "bad.hex: line 3: byte 0x5a in column 43 is no hexadecimal digit" --merge=bad.hex
    refused esp-imgedit 2 "--insert: all.hex is Intel HEX, which has its own addresses: use --merge" \
        --insert=0=all.hex app.bin
    echo :00000001FF > none.hex
    refused esp-imgedit 2 "none.hex has no data" none.hex
}

@test "a merge after another edit meets what that edit has made" {
    cook boot.bin <<< "$RECIPE_BOOT"
    cook plain.bin <<< "$RECIPE_PLAIN"
    cook app.bin <<< "$RECIPE_APP"
    run --separate-stderr esp-imgedit --merge=0x1000=boot.bin --extract=0x1000+0x400 --merge=0=plain.bin -o out.bin
    assert_equal "$status" 2
    assert_regex "$stderr" "overlap; --insert replaces bytes$"
    run --separate-stderr esp-imgedit --pad=0x8000 --patch=0x4000=11223344 --merge=0x4000=app.bin -o out.bin plain.bin
    assert_equal "$status" 2
    assert_regex "$stderr" "overlap; --insert replaces bytes$"
    assert_not_exist out.bin
    esp-imgedit --merge=0=plain.bin --extract=0+0x100 --merge=0x200=app.bin -o out.bin
    cmp <(head -c 256 out.bin) <(head -c 256 plain.bin)
    cmp <(tail -c +513 out.bin) app.bin
}
