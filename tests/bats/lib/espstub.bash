# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Functions of the tests of --stub=FILE.  The stub is our own device program
# (tests/espstub), which speaks the protocol of Espressif's stub.  With
# `make check ESPRESSIF_STUB=DIR` the tests run also with each esp8266.json and esp32.json
# below DIR.

KIB=256 # of flashes and images
OWN_STUB=$ESP_SRCDIR/tests/espstub/espstub.json

# for_each_stub FUNCTION: calls the function, in a folder of its own, for each stub, with
# $STUB and $CHIP set.
for_each_stub() {
    local function=$1 n=0 file
    {
        echo "esp8266ex $OWN_STUB"
        if [ -n "${ESPRESSIF_STUB:-}" ]; then
            find "$ESPRESSIF_STUB" -name esp8266.json | sed 's/^/esp8266ex /'
            find "$ESPRESSIF_STUB" -name esp32.json | sed 's/^/esp32 /'
        fi
    } > stubs
    while read -r CHIP file <&7; do
        n=$((n + 1))
        STUB=$file
        echo "# $CHIP with $STUB"
        mkdir "$n"
        cd "$n" || return
        "$function"
        cd ..
    done 7< stubs
    [ "$n" -gt 0 ]
}

# flash KIND SEED: makes flash.bin of $KIB KB: the usual contents of a chip's flash.
flash() {
    if [ "$CHIP" = esp32 ]; then
        esp-mkflash esp32 ${KIB}k "$1" > flash.bin
    else
        esp-mkflash random $((KIB / 2))k "$1" > flash.bin
        blank $((KIB * 512)) >> flash.bin
    fi
    [ "$(wc -c < flash.bin)" -eq $((KIB * 1024)) ]
}

blank() { # BYTES
    head -c "$1" /dev/zero | tr '\0' '\377'
}

# board OPTION... -- COMMAND...: runs the command with a board whose flash is flash.bin.
board() {
    in_time esp-sim --chip="$CHIP" --port=rfc2217 --flash=flash.bin "$@"
}

# image FILE: a whole image of $KIB KB for the chip: a header where it starts from, contents,
# a blank part, and contents again.
image() {
    { [ "$CHIP" != esp32 ] || blank 4096
      printf '\351\001\002\000\000\000\020\100'
      esp-mkflash random 64k 77
      blank $((KIB * 256))
      esp-mkflash random 64k 78
      blank $((KIB * 1024)); } | head -c $((KIB * 1024)) > "$1"
}
