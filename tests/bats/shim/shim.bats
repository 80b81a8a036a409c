#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esptool-shim: command lines of esptool and what runs in their place, and some of them on a
# board.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
    shim=$ESP_SRCDIR/share/esptool-shim
    unset ESPTOOL_PORT ESPTOOL_BAUD ESPTOOL_CHIP ESPTOOL_BEFORE ESPTOOL_AFTER ESPTOOL_SHIM_PRINT \
        ESPTOOL_FM ESPTOOL_FF ESPTOOL_FS ESPTOOL_CONNECT_ATTEMPTS
}

# Sets "got" to what the shim would run for the words of a line, or says.
ask() { # LINE
    set -f
    eval "set -- $1"
    set +f
    got=$(ESPTOOL_SHIM_PRINT=1 "$shim" "$@" 2> said) && got=${got% < /dev/null} && return
    [ $? = 2 ] && [ -z "$got" ] && got="! $(sed 's/^esptool-shim: //' said)"
}

@test "shim: the command lines of how-tos and of esptool's documentation" {
    cook boot.bin <<< "$RECIPE_BOOT"
    cook nonos.bin <<< "$RECIPE_PLAIN"
    cook app.bin <<< "$RECIPE_APP"
    printf '\xaa\x50' > table.bin
    cp nonos.bin dump.bin
    : > dump.bin.meta
    head -c 4097 /dev/zero > large.bin
    printf '%s\n' '--flash_mode dio --flash_freq 40m --flash_size 2MB' '0x1000 boot.bin' \
        '0x8000 table.bin' '0x10000 app.bin' > flash_args
    local line lines=0 want
    while read -r line; do
        case $line in '' | '#'*) continue ;; esac
        read -r want
        ask "$line" || fail "esptool $line: $(cat said)"
        [ "$got" = "$want" ] || fail "esptool $line
is     $got
not    $want"
        lines=$((lines + 1))
    done < "$ESP_SRCDIR/tests/bats/shim/table"
    [ "$lines" -ge 80 ]
}

# The programs answer such a command line with a command of their own (habits.bats).
@test "shim: it runs what the programs themselves advise" {
    local line
    for line in "esp-read --port=board read_flash 0 0x2000 dump.bin" \
        "esp-read --port=board read-flash 0x1000 ALL 'a b'" "esp-detect --port=board flash_id" \
        "esp-erase --port=board erase_region 0x8000 0x4000" "esp-erase --port=board --after no_reset erase_region 0 4k" \
        "esp-write --port=board write_flash -z 0x1000 app.bin" \
        "esp-write --port=board write_flash -e 0 app.bin" \
        "esp-write --port=board --reset=none write_flash --erase-all 0x1000 app.bin" \
        "esp-verify --port=board verify-flash 0 app.bin 0x1000 app.bin" "esp-reset --port=board run" \
        "esp-imgedit image_info app.bin"; do
        # The shim takes only esptool's word for --reset=none.
        ask "$(sed 's/^[^ ]* //; s/--reset=none/--before no_reset/' <<< "$line")"
        eval "run --separate-stderr $line"
        assert_equal "$(tr ' ' '\n' <<< "${got// < \/dev\/null/}" | sort)" \
            "$(tr ' ' '\n' <<< "${stderr##*what does it: }" | sort)"
    done
}

@test "shim: words that a shell would take apart arrive whole" {
    ask "-p board read_flash 0 4k '\$(touch made) it'\\''s; a'"
    assert_equal "$got" "esp-read --port=board --offset=0 --size=4k --output='\$(touch made) it'\\''s; a'"
    ask "-p 'a;b' read_flash 0 4k -o"
    assert_equal "$got" "! -o needs a value"
    run "$shim" -p 'pty;touch made' read_flash '0;touch made' 4k x
    assert_failure 2
    run "$shim" -p 'x$(touch made)' -b '1;touch made' flash_id
    assert_failure 2
    assert_not_exists made
    echo "0x0 'a b'" > quoted
    ask "write_flash @quoted"
    assert_equal "$got" "! quoted has quotes, which are not understood here; put its words into the command line"
    mkdir folder
    ask "erase_region 0 4k @folder"
    assert_equal "$got" "! folder cannot be read"
}

@test "shim: what esptool takes from the environment" {
    cook nonos.bin <<< "$RECIPE_PLAIN"
    ESPTOOL_FM=dout ESPTOOL_FF=40m ESPTOOL_FS=1MB ask "write_flash 0 nonos.bin"
    assert_equal "$got" "esp-imgedit --flash-mode=dout --flash-freq=40m --flash-size=1MB nonos.bin | esp-write --short 0 -"
    ESPTOOL_FM=dout ESPTOOL_FS=1MB ask "write_flash -fm keep -fs keep 0 nonos.bin"
    assert_equal "$got" "esp-write 0 nonos.bin"
    ESPTOOL_FM=dout ESPTOOL_FS=1MB ask "erase_flash"
    assert_equal "$got" "esp-erase --all"
}

@test "shim: what is less than esptool does is said" {
    ask "--connect-attempts 0 flash_id"
    assert_equal "$(cat said)" "esptool-shim: --connect-attempts 0 does not wait for a board here: it has to be there"
    ask "read_flash -fs 1MB 0 ALL x"
    assert_equal "$(cat said)" "esptool-shim: ALL ends at 1MB here, because --flash-size tells it; without it, where the flash's ID tells"
    ask "--connect-attempts 7 read_flash -fs 1MB 0 64k x"
    assert_equal "$(cat said)" ""
}

# BSD's od writes more blanks.
@test "shim: a header is found with any od" {
    cook nonos.bin <<< "$RECIPE_PLAIN"
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    printf '#!/bin/sh\n"%s" "$@" | sed "s/^/          /; s/$/      /"\n' "$(command -v od)" > "$BATS_TEST_TMPDIR/bin/od"
    chmod +x "$BATS_TEST_TMPDIR/bin/od"
    ask "write_flash -fm dout 0 nonos.bin"
    assert_equal "$got" "esp-imgedit --flash-mode=dout nonos.bin | esp-write --short 0 -"
}

@test "shim: merge_bin merges, changes the header and pads" {
    cook boot.bin <<< "$RECIPE_BOOT"
    esp-mkflash random 256k 5 | head -c 4k > more.bin
    "$shim" --chip esp32 merge_bin -o merged.bin -fm dout --flash_size 4MB --fill-flash-size 256KB 0x1000 boot.bin 0x20000 more.bin
    assert_equal "$(wc -c < merged.bin)" 262144
    esp-imgedit --flash-mode=dout --flash-size=4MB boot.bin > want.bin
    cmp <(tail -c +4097 merged.bin | head -c "$(stat -c %s want.bin)") want.bin
    cmp <(tail -c +131073 merged.bin | head -c 4096) more.bin
    "$shim" --chip esp32 merge_bin -o merged.hex --format hex 0x1000 boot.bin
    assert_equal "$(head -c 1 merged.hex)" :
}

# A script as how-tos have it, which has a name of its own for esptool and looks at its words.
how_to() { # CHIP ADDRESS IMAGE SIMULATOR-CHIP FLASH-SIZE
    cat > how-to <<SH
set -ex
esptool.py --port board flash_id > id
grep -q '^Detected flash size: $5$' id
mac=\$(esptool.py --port board read_mac | sed -n 's/^MAC: //p')
esptool.py --chip $1 --port board -b 460800 read_flash 0 ALL "backup-\$mac.bin"
esptool.py --chip $1 --port board erase_flash
esptool.py --chip $1 --port board write_flash -z -fm dout -fs detect $2 $3 0x20000 more.bin
esptool.py --chip $1 --port board verify_flash --flash_mode dout -fs detect $2 $3
! esptool.py --port board verify_flash 0x20000 other.bin
esptool.py --port board run
SH
    mkdir tools
    ln -s "$shim" tools/esptool.py
    esp-mkflash random 256k 5 | head -c 4k > more.bin
    esp-mkflash random 256k 6 | head -c 4k > other.bin
    cp flash.bin before.bin
    PATH="$PWD/tools:$PATH" run --separate-stderr esp-sim --chip="$4" --port=pty:board --flash=flash.bin -- sh how-to
    [ "$status" = 0 ] || fail "$stderr"
    cmp before.bin backup-*:*.bin
    esp-imgedit --flash-mode=dout --flash-size=$5 "$3" > want.bin
    cmp <(tail -c +$(($2 + 1)) flash.bin | head -c "$(stat -c %s want.bin)") want.bin
    cmp <(tail -c +$((0x20001)) flash.bin | head -c 4096) more.bin
}

# FreeBSD's od and macOS's print other numbers of blanks.
@test "shim: the header is changed whatever blanks od prints" {
    local real
    real=$(command -v od)
    cook boot.bin <<< "$RECIPE_BOOT"
    mkdir other
    printf '#!/bin/sh\n%s "$@" | sed "s/ \\(..\\)/  \\1/g; s/^/         /"\n' "$real" > other/od
    chmod +x other/od
    assert_equal "$(printf '\351' | other/od -An -tx1)" "           e9"
    PATH="$PWD/other:$PATH"
    ask "-p board --chip esp32 write_flash --flash_mode dio 0x1000 boot.bin"
    assert_equal "$got" "esp-imgedit --flash-mode=dio boot.bin | esp-write --short --port=board 0x1000 -"
}

@test "shim: a how-to on an ESP8266" {
    esp-mkflash firmware 256k > flash.bin
    cook nonos.bin <<< "$RECIPE_PLAIN"
    how_to esp8266 0x0 nonos.bin esp8266ex 256KB
}

@test "shim: a how-to on an ESP32" {
    { esp-mkflash random 256k; esp-mkflash blank 768k; } > flash.bin
    cook boot.bin <<< "$RECIPE_BOOT"
    how_to esp32 0x1000 boot.bin esp32 1MB
}

@test "shim: nothing is changed on another chip, or for an image that the board does not take" {
    cook nonos.bin <<< "$RECIPE_PLAIN"
    esp-mkflash firmware 256k > flash.bin
    cp flash.bin before.bin
    head -c 300000 /dev/zero > large.bin
    cat > script <<SH
status=0
ESPTOOL_PORT=\$ESPPORT
export ESPTOOL_PORT
for chip in esp32 esp32c3; do
    "$shim" --chip \$chip erase_flash; echo \$?
    ESPTOOL_CHIP=\$chip "$shim" write_flash 0 nonos.bin; echo \$?
done
"$shim" write_flash -e 0 large.bin; echo large \$?
cmp flash.bin before.bin && echo same
"$shim" --chip esp8266 write_flash -e -fm dout -fs detect 0 nonos.bin; echo \$?
SH
    run --separate-stderr esp-sim --chip=esp8266ex --port=rfc2217 --flash=flash.bin -- sh script
    assert_equal "$(grep -cx 2 <<< "$output")" 4
    assert_regex "$stderr" "esptool-shim: the board has the chip ESP8266EX, not esp32, so nothing was changed"
    assert_regex "$output" "large [1-9]"
    assert_line same
    assert_line --index $((${#lines[@]} - 1)) 0
    esp-imgedit --flash-mode=dout --flash-size=256KB nonos.bin > want.bin
    cmp <(head -c "$(stat -c %s want.bin)" flash.bin) want.bin
    assert_equal "$(tail -c 4096 flash.bin | tr -d '\377' | wc -c)" 0
}

# on_board COMMAND...: the status of a command that a board refuses, whose application runs
# afterwards.
on_board() {
    printf '%s\n' "$* || echo status \$?" 'timeout 60 grep -a -m 1 -F "Exception (28)" board > /dev/null && echo runs' > script
    PATH="$PWD/tools:$PATH" run --separate-stderr esp-sim --chip=esp8266ex --flood --port=pty:board --flash=flash.bin -- sh script
}

@test "shim: a board that is refused runs its application again, and no pipe hides another board's dump" {
    mkdir tools
    ln -s "$shim" tools/esptool
    esp-mkflash firmware 256k > flash.bin
    cp flash.bin before.bin
    esp-imgedit --flash-mode=qio flash.bin > unit.bin
    echo "chip=ESP8266EX mac=a0:20:a6:00:00:01 flash-size=262144 offset=0 size=262144" > unit.bin.meta
    on_board esptool -p board write_flash -fm dout 0 unit.bin
    assert_output "status 4
runs"
    assert_regex "$stderr" "unit.bin was read from the board a0:20:a6:00:00:01, and this one is "
    on_board esptool -p board -c esp32 read_flash 0 4k dump.bin
    assert_output "status 2
runs"
    other="esptool-shim: the board has the chip ESP8266EX, not esp32, so nothing was changed; leave out --chip, or use the other board"
    assert_equal "$stderr" "$other"
    assert_not_exists dump.bin
    on_board esptool -p board write_flash -fs detect -fm fast 0 before.bin
    assert_output "status 2
runs"
    cmp flash.bin before.bin
    run --separate-stderr esp-sim --chip=esp8266ex --port=pty:board --flash=flash.bin -- \
        "$shim" -p board -c esp32 read_mac
    assert_equal "$status: $output: $stderr" "2: : $other"
    run --separate-stderr esp-sim --chip=esp8266ex --port=pty:board --flash=flash.bin -- \
        "$shim" -p board write_flash --clone -fm dout 0 unit.bin
    assert_success
    esp-imgedit --flash-mode=dout unit.bin > want.bin
    cmp flash.bin want.bin
}

@test "shim: its exit status is that of the program" {
    run --separate-stderr "$shim" --port /dev/ttyNOTHING flash_id
    assert_failure 3
    assert_regex "$stderr" "^esp-detect: /dev/ttyNOTHING: "
    run --separate-stderr "$shim" --port /dev/ttyNOTHING write_flash 0 missing.bin
    assert_failure 2
    assert_equal "$stderr" "esptool-shim: missing.bin cannot be read"
    run "$shim" --help
    assert_success
    assert_line --index 0 "Usage: esptool-shim [OPTION]... COMMAND [ARG]..."
}

@test "shim: it is a good script for any shell" {
    need shellcheck
    run shellcheck "$shim"
    assert_success
}
