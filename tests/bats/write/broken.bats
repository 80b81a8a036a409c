#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-write on a board: programs that would be written and verified, and then not start.

setup() {
    load ../lib/helper
    common_setup
    esp-mkflash random 1M 7 > flash.bin
    head -c 8 /dev/zero > zeros.bin
    esp-mkflash random 256k 9 | cat zeros.bin - | head -c 400004 > code.bin
    recipe > firmware.recipe
    mkimage firmware.recipe > firmware.bin
    FORCE="; --force writes it all the same"
}

# A firmware as Arduino makes it.
recipe() { # [MODE]
    cat <<RECIPE
at 0 app mode=${1:-3} size=2
  0x4010f000 noise 1384
end
at 0x1000 app mode=${1:-3} size=2 late-words=yes
  0x40201010 file code.bin
  0x40100000 noise 28000
  0x3ffe8000 noise 1200
end
RECIPE
}

mkimage() {
    "$ESP_SRCDIR/tests/tools/mkimage/mkimage" "$@"
}

# Runs COMMAND with the board's port, "board", in the environment.
on_board() { # [SIMULATOR-OPTION...] -- COMMAND...
    cp flash.bin before.bin
    run --separate-stderr esp-sim --port=pty:board --flash=flash.bin --stats=stats.json "$@"
    stat_is '.flash.violations == 0 and .watchdog_resets == 0' stats.json
}

# The message must be the only one, and the flash must stay unchanged.
not_written() { # MESSAGE esp-write ARG...
    local message=$1
    shift
    on_board -- "$@" < /dev/null
    assert_equal "$status: $stderr" "4: esp-write: board: $message$FORCE"
    assert_output ""
    cmp before.bin flash.bin
    stat_is '.flash | .sector_erases + .block32_erases + .block64_erases + .chip_erases + .page_programs == 0' \
        stats.json
}

# The message must come first, then the report of the write.
written() { # MESSAGE [SIMULATOR-OPTION...] -- esp-write ARG...
    local message=$1
    shift
    on_board "$@" < /dev/null
    assert_equal "$status" 0
    assert_equal "${stderr%$'\n'*}" "esp-write: board: $message"
    assert_regex "${stderr##*$'\n'}" "^esp-write: board: wrote .* sectors had to change, in [0-9.]+ s$"
}

@test "broken: a whole firmware is written without a word" {
    on_board -- esp-write -q firmware.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
    cmp firmware.bin <(head -c "$(stat -c %s firmware.bin)" flash.bin)
}

@test "broken: an image that is cut short in its application" {
    head -c $((0x1f335)) firmware.bin > short.bin
    local message="short.bin: segment 0 ends at 0x$(printf %x $((0x1010 + $(stat -c %s code.bin)))), the file at 0x1f335: it is cut short"
    not_written "$message" esp-write short.bin
    written "$message" -- esp-write --force short.bin
    cmp short.bin <(head -c "$(stat -c %s short.bin)" flash.bin)
}

@test "broken: an image that is cut short in its bootloader, or behind its last segment" {
    head -c 1000 firmware.bin > boot.bin
    not_written "boot.bin: segment 0 ends at 0x578, the file at 0x3e8: it is cut short" esp-write boot.bin
    head -c $(($(stat -c %s firmware.bin) - 1)) firmware.bin > last.bin
    on_board -- esp-write last.bin < /dev/null
    assert_equal "$status" 4
    assert_regex "$stderr" "^esp-write: board: last.bin: the checksum belongs at 0x.*: it is cut short$FORCE$"
    cmp before.bin flash.bin
}

@test "broken: an image that is cut short in its header" {
    for size in 1 4 8; do
        head -c $size firmware.bin > cut.bin
        not_written "cut.bin: the file ends in the program's header: it is cut short" esp-write cut.bin
    done
    written "cut.bin: the file ends in the program's header: it is cut short" -- esp-write --force cut.bin
    on_board -- esp-write -q --offset=64k cut.bin < /dev/null # data
    assert_equal "$status: $stderr" "0: "
}

@test "broken: a wrong checksum, of the bootloader and of the application" {
    cp firmware.bin boot.bin
    printf '\x01' | dd of=boot.bin bs=1 seek=100 conv=notrunc status=none
    on_board -- esp-write boot.bin < /dev/null
    assert_regex "$status: $stderr" "^4: esp-write: board: boot.bin: the checksum at 0x57f is 0x[0-9a-f]{2}, the segments have 0x[0-9a-f]{2}$FORCE$"
    cp firmware.bin app.bin
    printf '\x01\x02\x04' | dd of=app.bin bs=1 seek=200000 conv=notrunc status=none
    on_board -- esp-write app.bin < /dev/null
    assert_regex "$status: $stderr" "^4: esp-write: board: app.bin: the checksum at 0x[0-9a-f]+ is 0x[0-9a-f]{2}, the segments have 0x[0-9a-f]{2}$FORCE$"
    cmp before.bin flash.bin
}

@test "broken: a program that is not where the board starts from" {
    mkimage - > user2.bin <<RECIPE
at 0 app format=2 size=2
  0 irom noise 20000
  0x40100000 noise 3000
end
RECIPE
    on_board -- esp-write -q --offset=0x81000 user2.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
    head -c 10000 user2.bin > short.bin
    not_written "short.bin: segment 0 ends at 0x4e30, the file at 0x2710: it is cut short" \
        esp-write --offset=0x81000 short.bin
    not_written "short.bin: segment 0 ends at 0x4e30, the file at 0x2710: it is cut short" \
        esp-write 0 firmware.bin 0x81000 short.bin
}

@test "broken: what begins as no program of this chip is data elsewhere" {
    { printf '\xe9\x03\x02\x20'; esp-mkflash random 256k 3 | head -c 5000; } > data.bin
    on_board -- esp-write -q --offset=0x81000 data.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
    head -c 3 firmware.bin > tiny.bin
    on_board -- esp-write -q --offset=0x81000 tiny.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
}

@test "broken: a backup goes back as it was" {
    { head -c $((0x1f335)) firmware.bin; head -c 1M /dev/zero | tr '\0' '\377'; } | head -c 1M > whole.bin
    printf '\x01' | dd of=whole.bin bs=1 seek=100 conv=notrunc status=none
    on_board -- esp-write whole.bin < /dev/null
    assert_equal "$status" 0
    assert_regex "$stderr" "^esp-write: board: whole.bin: the checksum at 0x57f is "
    refute_regex "$stderr" "force"
    cmp whole.bin flash.bin
    on_board -- esp-read -q --size=64k -o part.bin < /dev/null # has a wrong checksum
    esp-mkflash random 1M 8 > flash.bin
    on_board -- esp-write part.bin < /dev/null
    assert_equal "$status" 0
    assert_regex "$stderr" "^esp-write: board: part.bin: the checksum at 0x57f is "
    rm part.bin.meta
    on_board -- esp-write part.bin < /dev/null
    assert_equal "$status" 4
    assert_regex "$stderr" "^esp-write: board: part.bin: the checksum at 0x57f is .*$FORCE$"
}

@test "broken: what a download saved in place of a firmware" {
    printf '<!DOCTYPE html>\n<html lang="en">\n' > firmware.bin
    not_written "firmware.bin is an HTML page, no firmware" esp-write firmware.bin
    not_written "firmware.bin is an HTML page, no firmware" esp-write --offset=64k firmware.bin
    printf 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 1044464\n' > firmware.bin
    not_written "firmware.bin is a Git LFS pointer, no firmware" esp-write firmware.bin
    printf '{"message":"Not Found"}' > firmware.bin
    not_written "firmware.bin is a JSON document, no firmware" esp-write firmware.bin
    printf '404: Not Found' > firmware.bin
    not_written "firmware.bin is a text, no firmware" esp-write firmware.bin
    written "firmware.bin is a text, no firmware" -- esp-write --force firmware.bin
    printf '{"wifi":"home"}' > settings.json
    on_board -- esp-write -q --offset=512k settings.json < /dev/null
    assert_equal "$status: $stderr" "0: "
}

@test "broken: archives and other files that are no flash image" {
    packed() { # NAME: standard input is how such a file begins
        cat - code.bin > firmware.bin
        not_written "firmware.bin is $1, which has to be unpacked first" esp-write firmware.bin
    }
    printf 'Rar!\x1a\x07\x01' | packed RAR
    printf '7z\xbc\xaf\x27\x1c' | packed 7z
    printf '\x04\x22\x4d\x18' | packed LZ4
    printf '\x1f\x9d\x90' | packed compress
    printf 'LZIP\x01' | packed lzip
    tar -cf firmware.tar code.bin
    not_written "firmware.tar is tar, which has to be unpacked first" esp-write firmware.tar
    printf 'S00F000068656C6C6F202020202000003C\r\nS9030000FC\r\n' > firmware.srec
    not_written "firmware.srec is Motorola S-records, no firmware" esp-write firmware.srec
    { printf '%%PDF-1.5\n'; cat code.bin; } > firmware.pdf
    not_written "firmware.pdf is a PDF document, no firmware" esp-write firmware.pdf
    echo "port=/dev/ttyUSB0 chip=ESP8266EX offset=0 size=1048576" > dump.bin.meta
    not_written "dump.bin.meta is the description of a dump, no firmware" esp-write dump.bin.meta
    not_written "dump.bin.meta is the description of a dump, no firmware" esp-write --offset=64k dump.bin.meta
    # Elsewhere in the flash, an archive is data.
    on_board -- esp-write -q --offset=512k firmware.tar < /dev/null
    assert_equal "$status: $stderr" "0: "
}

@test "broken: a mode with four data lines, for a flash inside the chip" {
    recipe 0 > qio.recipe
    mkimage qio.recipe > qio.bin
    written "qio.bin has the flash mode QIO, and the flash inside an ESP8285 needs DOUT, so the board will not start with it: esp-imgedit --flash-mode=dout changes it" \
        --chip=esp8285 -- esp-write qio.bin
    recipe 1 > qout.recipe
    mkimage qout.recipe > qout.bin
    written "qout.bin has the flash mode QOUT, and boards with a flash of 1 MiB by Puya mostly start in DOUT only: esp-imgedit --flash-mode=dout changes it" \
        --jedec-id=856014 -- esp-write qout.bin
    # The advice.
    esp-imgedit --flash-mode=dout --output=dout.bin qout.bin
    on_board --jedec-id=856014 -- esp-write -q dout.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
    esp-imgedit --flash-mode=dout --output=dout.bin qio.bin
    on_board --chip=esp8285 -- esp-write dout.bin < /dev/null
    assert_regex "$stderr" "^esp-write: board: (wrote|nothing)"
    on_board -- esp-write -q qio.bin < /dev/null # has a flash of its own
    assert_equal "$status: $stderr" "0: "
    on_board --chip=esp8285 -- esp-write -q firmware.bin < /dev/null
    assert_equal "$status: $stderr" "0: "
}
