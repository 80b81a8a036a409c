#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: mode, rate and size of the flash in the header that the chip boots with.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
}

# header OFFSET: bytes 2 and 3 of the header there.
header() {
    od -An -tx1 -j "$(($1 + 2))" -N 2 new.bin | tr -d ' '
}

# edit ARG...: edits image.bin into new.bin, without a message.
edit() {
    run --separate-stderr esp-imgedit "$@" --output=new.bin image.bin
    assert_equal "$status: $output$stderr" "0: "
}

refuses() { # STATUS MESSAGE ARG...
    local want=$1 message=$2
    shift 2
    run --separate-stderr esp-imgedit "$@" --output=new.bin image.bin
    assert_equal "$status: $output$stderr" "$want: esp-imgedit: $message"
}

# changed FIRST COUNT...: prints each byte that differs and lies in none of these ranges.
changed_outside() {
    cmp -l image.bin new.bin | while read -r at _; do
        local inside=
        for range; do
            [ $((at - 1)) -lt $((${range%+*})) ] || [ $((at - 1)) -ge $((range)) ] || inside=yes
        done
        [ -n "$inside" ] || echo "$((at - 1))"
    done
}

@test "an ESP8266's program: its bytes 2 and 3, and nothing else" {
    cook image.bin <<< "$RECIPE_PLAIN"
    edit --flash-mode=qio --flash-freq=80m --flash-size=4MB
    assert_equal "$(header 0): $(changed_outside 2+2)" "004f: "
    edit --flash-size=2MB-c1
    assert_equal "$(header 0): $(changed_outside 3+1)" "0350: "
    edit --flash-mode=keep --flash-freq=keep --flash-size=keep
    cmp image.bin new.bin
    refuses 2 "'--flash-size' option given more than once; try 'esp-imgedit --help'" --flash-size=512K --flash-size=4M
}

@test "the same names have other codes in the ESP32's family, and the hash is made right" {
    cook image.bin <<< "$RECIPE_BOOT"
    size=$(wc -c < image.bin)
    edit --flash-mode=dout --flash-freq=80m --flash-size=16MB
    assert_equal "$(header 0): $(changed_outside 2+2 $((size - 32))+32)" "034f: "
    cmp <(head -c -32 new.bin | sha256sum | cut -d ' ' -f 1) <(tail -c 32 new.bin | od -An -v -tx1 | tr -d ' \n'; echo)
    esp-imgedit --info new.bin
    edit --no-fix --flash-mode=dout
    assert_equal "$(header 0): $(changed_outside 2+1)" "0320: "
    run esp-imgedit --info new.bin
    assert_equal "$status" 1
}

@test "in a dump the header is where the chip boots from" {
    while read -r chip offset; do
        cook image.bin <<< "size 1M
${RECIPE_BOOT/at 0 app chip=esp32/at $offset app chip=$chip}
at 0x10000 noise 100"
        edit --flash-mode=qout --flash-size=dump
        assert_equal "$(header "$offset")" 0100
        assert_equal "$(changed_outside "$((offset + 2))+2" "$((offset + 0x100))+0x400")" ""
        esp-imgedit --info new.bin > facts || true # it has no partition table
        grep -q 'checksum 0x.* (right), sha256 .* (right)' facts || fail "$(cat facts)"
    done <<< "esp32 0x1000
esp32c3 0
esp32p4 0x2000"
}

@test "an ESP8266's image of version 2: both headers and the CRC" {
    cook image.bin <<< "$RECIPE_V2"
    local second=$((8 + 8 + 0x1230))
    edit --flash-mode=dout --flash-size=1MB
    assert_equal "$(header 0) $(header $second)" "0320 0320"
    assert_equal "$(changed_outside 2+2 $((second + 2))+2 $(($(wc -c < image.bin) - 4))+4)" ""
    esp-imgedit --info new.bin
}

@test "the application behind an ESP8266's bootloader keeps its header" {
    cook image.bin <<< "$RECIPE_PLAIN
at 0x1000 ${RECIPE_V2#at 0 }"
    edit --flash-mode=qio
    assert_equal "$(header 0): $(changed_outside 2+1)" "0020: "
}

@test "signed programs and those with a digest of secure boot are refused" {
    cook image.bin <<< "${RECIPE_BOOT/chip=esp32/chip=esp32c3 signature=2}"
    refuses 4 "--flash-mode: the program at 0x0 is signed for secure boot, so a chip with secure boot would not start it after a change; sign it anew instead" \
        --flash-mode=dout
    edit --flash-mode=dio # nothing to change
    cook image.bin <<< "at 0 noise 192
${RECIPE_BOOT/at 0/at 0x1000}"
    refuses 4 "--flash-size: 0x0 has secure boot's digest of the program at 0x1000, so the chip would not start the program after a change" \
        --flash-size=8MB
}

@test "names that the chip does not have, and images without a header" {
    cook image.bin <<< "$RECIPE_BOOT"
    refuses 2 "--flash-mode: 'quad' is no mode: qio, qout, dio or dout" --flash-mode=quad
    refuses 2 "--flash-freq: '60m' is no rate of the ESP32's flash: 80m, 40m, 26m, 20m" --flash-freq=60m
    refuses 2 "--flash-size: '512KB' is no size of the ESP32's flash: 1MB, 2MB, 4MB, 8MB, 16MB, 32MB, 64MB, 128MB" --flash-size=512KB
    refuses 2 "--flash-size: the image has 0x430 bytes, which is no size of the ESP32's flash: 1MB, 2MB, 4MB, 8MB, 16MB, 32MB, 64MB, 128MB" --flash-size=dump
    refuses 2 "--flash-mode: no header of an ESP32-C3's program is at 0x0" --chip=esp32c3 --flash-mode=dio
    cook image.bin <<< "at 0 noise 5000"
    refuses 2 "--flash-mode: no header of a program is at 0x0, 0x1000 or 0x2000, from where chips boot" --flash-mode=dio
    edit --flash-mode=keep
}

@test "a damaged program is not made to look whole" {
    cook image.bin <<< "$RECIPE_BOOT
damage 0x100^01"
    run --separate-stderr esp-imgedit --flash-mode=dout -o new.bin image.bin
    assert_equal "$status" 2
    assert_regex "$stderr" "^esp-imgedit: --flash-mode: the program at 0x0 is damaged: its checksum is 0x[0-9a-f]{2}, and its bytes give 0x[0-9a-f]{2}$"
    cook image.bin <<< "$RECIPE_BOOT
cut 0x300"
    refuses 2 "--flash-mode: the program at 0x0 is broken: counted from there, segment 2 ends at 0x408, the file at 0x300" --flash-mode=dout
}
