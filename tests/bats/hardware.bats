#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The report that owners of real boards send, made here with a virtual board.

setup() {
    load lib/helper
    common_setup
    REPORT="$ESP_SRCDIR/doc/hardware-report"
    esp-mkflash firmware 256k > flash.bin
    cp flash.bin before.bin
}

teardown() {
    board_stop
}

@test "hardware: the report of a good board, without its secrets" {
    board_start --flash=flash.bin --port=rfc2217
    run "$REPORT" "$PORT"
    assert_success
    assert_line "All went well."
    assert_equal "$(grep -c '^-- status 0, ' <<< "$output")" 10
    assert_equal "$(grep -c '^== ' <<< "$output")" 10
    assert_output --partial " mac=a0:20:a6:xx:xx:xx "
    refute_output --partial "16:45:d2"
    board_stop
    cmp flash.bin before.bin
}

@test "hardware: with --expendable the flash is written, and as before at the end" {
    board_start --flash=flash.bin --port=rfc2217 --stats=stats.json
    run "$REPORT" "$PORT" --expendable
    assert_success
    assert_equal "$(grep -c '^-- status 0, ' <<< "$output")" 19
    board_stop
    cmp flash.bin before.bin
    stat_is '.flash.bytes_programmed > 131072' stats.json
}

# A board at a port whose name has a MAC address in it, and a folder "tmp" for the report.
# To save time, all readings are by the stub, at a high rate.  A reading
# whose words end in FAILING fails.
named_board() { # FAILING
    board_start --flash=flash.bin
    UNIT=$PWD/usb-Espressif_USB_JTAG_serial_debug_unit_7C:DF:A1:12:34:56-if00
    ln -s "$PORT" "$UNIT"
    mkdir tmp
    meddle esp-read "case \" \$*\" in *' ${1:-nothing}') exit 3 ;; esac
"'for word; do shift; case $word in --baud=115200 | --no-stub) ;; *) set -- "$@" "$word" ;; esac; done
exec PROGRAM "$@"'
}

# meddle PROGRAM CODE: the program is run by CODE, which ends with it or without it.
meddle() {
    local file=$BATS_TEST_TMPDIR/bin/$1 program
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    [ ! -e "$file" ] || mv "$file" "$file.real"
    program=$file.real
    [ -e "$program" ] || program=$(command -v "$1")
    printf '#!/bin/sh\n%s\n' "${2//PROGRAM/$program}" > "$file"
    chmod +x "$file"
}

@test "hardware: nothing is erased if a reading failed, and no name of a port tells an address" {
    named_board one.bin
    TMPDIR=$PWD/tmp run --separate-stderr "$REPORT" "${UNIT##*/}" --expendable
    assert_failure 1
    assert_line "The flash was not erased or written, because not all readings went well."
    refute_output --partial "esp-erase"
    assert_line --partial "port=PORT chip="
    refute_output --partial "12:34:56"
    assert_equal "$(ls tmp)" ""
    board_stop
    cmp flash.bin before.bin
}

@test "hardware: a test that is ended in the middle puts the contents back" {
    named_board
    meddle esp-write 'PROGRAM "$@"; status=$?
case " $*" in *" noise.bin") kill -TERM $PPID ;; esac; exit $status'
    TMPDIR=$PWD/tmp run --separate-stderr "$REPORT" "$UNIT" --expendable
    assert_failure 143
    assert_equal "$stderr" ""
    assert_equal "$(grep -c "^== put back" <<< "$output")" 1
    assert_equal "$(ls tmp)" ""
    board_stop
    cmp flash.bin before.bin
}

@test "hardware: what cannot be put back is kept, and named" {
    named_board
    meddle esp-write 'case " $*" in *--dry-run*) ;; *" last.bin") exit 3 ;; esac; exec PROGRAM "$@"'
    TMPDIR=$PWD/tmp run --separate-stderr "$REPORT" "$UNIT" --expendable
    assert_failure 1
    kept=$(sed -n 's|.*esp-write -p PORT ||p' <<< "$stderr")
    cmp "$kept" before.bin
    rm "$BATS_TEST_TMPDIR/bin/esp-write"
    esp-write -q -p "$UNIT" "$kept"
    board_stop
    cmp flash.bin before.bin
}

@test "hardware: what goes wrong is in the report, and its status says so" {
    board_start --flash=flash.bin --port=rfc2217 --chip-manners=miso-shift
    run "$REPORT" "$PORT"
    assert_equal "$status" 1
    assert_line --regexp "all of these at half of the bus clock +FAILED"
    assert_line "Something did not go well: please send all of this."
}

@test "hardware: without a port, or with what is none, there is no report" {
    for words in "" "--expendable" "-x" "port --expensive" "a --expendable b"; do
        # shellcheck disable=SC2086 # several words
        run "$REPORT" $words
        assert_equal "$status: $output" "2: usage: hardware-report PORT [--expendable]"
    done
}

@test "hardware: --help and --version are on standard output" {
    run --separate-stderr "$REPORT" --help
    assert_equal "$status: $stderr" "0: "
    assert_line --index 0 "Usage: hardware-report PORT [--expendable]"
    assert_line --partial "Exit status: "
    run --separate-stderr "$REPORT" --version
    assert_equal "$status: $stderr: $output" "0: : hardware-report (esputils)"
}

@test "hardware: the page names programs and options that exist" {
    grep -oE 'esp-[a-z]+ [^|`&]*' "$ESP_SRCDIR/doc/hardware-test.md" > commands
    assert [ "$(wc -l < commands)" -gt 9 ]
    while read -r program words; do
        for word in $words; do
            case $word in
            --*) "$program" --help | grep -q -- "${word%%=*}" || fail "$program has no ${word%%=*}" ;;
            esac
        done
    done < commands
}
