#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Messages and exit statuses of the programs without a board: wrong options, wrong numbers,
# no port, outputs that cannot be written.

bats_require_minimum_version 1.5.0

setup() {
    load lib/helper
    common_setup
    MISSING=/dev/ttyNOTHING
}

wrong_option() {
    refused esp-read 2 "$1; try 'esp-read --help'" "${@:2}"
}

# The machine that runs the tests may have its own ports.
need_no_ports() {
    ! esp-detect --list > ports 2> /dev/null || skip "this machine has serial ports"
}

# with_ports NAME=TTY... -- COMMAND...: runs COMMAND on a system where these are the only
# ports.
with_ports() {
    "$ESP_SRCDIR/tests/tools/with-ports" "$@"
}

need_with_ports() {
    with_ports -- true 2> /dev/null || skip "needs root and mount namespaces"
}

@test "usage: an unknown option is one line and status 2" {
    wrong_option "unrecognized option '--foo'" --foo
    wrong_option "invalid option -- 'x'" -x
    refused esp-detect 2 "unrecognized option '--size=...'; try 'esp-detect --help'" --size=1
}

@test "usage: an abbreviation must be unique" {
    wrong_option "option '--p' is ambiguous; possibilities: '--port' '--progress' '--partition' '--partition-table'" --p
}

@test "usage: an option without its argument, with one too many, or twice" {
    wrong_option "option '--size' requires an argument" --size
    wrong_option "option requires an argument -- 'p'" -p
    wrong_option "option '--quiet' doesn't allow an argument" --quiet=1
    wrong_option "'--size' option given more than once" --size=1 --size=2
    wrong_option "invalid argument, \"later\", for option '--after'" --after=later
}

@test "usage: the programs take no operand" {
    wrong_option "unexpected operand '1'" 1
    refused esp-detect 2 "unexpected operand 'dump.bin'; try 'esp-detect --help'" dump.bin
}

@test "usage: the complaint names the program whatever it was started as" {
    ln -s "$ESP_BUILDDIR/bin/esp-read" other-name
    run --separate-stderr ./other-name --foo
    assert_equal "$stderr" "esp-read: unrecognized option '--foo'; try 'esp-read --help'"
}

@test "usage: options that do not go together" {
    refused esp-detect 2 "--all and --list do not go together; try 'esp-detect --help'" --all --list
    refused esp-detect 2 "--port does not go with --all; try 'esp-detect --help'" --all -p x
}

@test "usage: bad numbers are refused before any port is touched" {
    refused esp-read 2 "--size: '4Q' is not a number such as 4194304, 0x400000 or 4M" --size=4Q
    refused esp-read 2 "--size: '-1' is not a number such as 4194304, 0x400000 or 4M" --size=-1
    refused esp-read 2 "--size: '' is not a number such as 4194304, 0x400000 or 4M" --size=
    refused esp-read 2 "--size: 0 is too small: at least 1" --size=0
    refused esp-read 2 "--offset: 99999999999999999999 is too big" --offset=99999999999999999999
    refused esp-read 2 "--offset: 17179869184G is too big" --offset=17179869184G
    refused esp-read 2 "--baud: 99999999999999 is too big: at most 6000000" --baud=99999999999999
    refused esp-read 2 "--baud: '-5' is not a rate such as 115200" --baud=-5
    refused esp-detect 2 "--connect-baud: '1M' is not a rate such as 115200" --connect-baud=1M
}

@test "usage: a reset sequence that makes no sense is refused before any port is touched" {
    for sequence in clasic 'D0|X1' 'W99999' 'D2'; do
        run --separate-stderr esp-detect --port="$MISSING" --reset="$sequence"
        assert_equal "$status" 2
        assert_regex "$stderr" '^esp-detect: --reset: [^:]+'
    done
    run --separate-stderr esp-detect --port="$MISSING" --reset='D0|R1|W0.1|D1|R0|W0.05|D0'
    assert_equal "$status" 3
}

@test "usage: --help and --version are whole, on standard output, with status 0" {
    for program in esp-detect esp-erase esp-imgedit esp-ota esp-read esp-reset esp-verify esp-write; do
        run --separate-stderr $program --help
        assert_success
        assert_line --index 0 --partial "Usage: $program [OPTION]..."
        case $program in esp-imgedit | esp-ota) ;; *) assert_line --partial "--port=PORT" ;; esac
        assert_equal "$stderr" ""
        run --separate-stderr $program --version
        assert_success
        assert_line --index 0 --regexp "^$program \(esputils\) [0-9]"
        assert_line "There is NO WARRANTY, to the extent permitted by law."
    done
}

@test "usage: --help on a full disk or a closed output is not a success" {
    for program in esp-detect esp-erase esp-imgedit esp-ota esp-read esp-reset esp-verify esp-write; do
        for option in --help --version; do
            run --separate-stderr sh -c "$program $option > /dev/full"
            assert_equal "$status" 2
            assert_equal "$stderr" "$program: writing standard output: No space left on device"
            run --separate-stderr sh -c "$program $option >&-"
            assert_equal "$status" 2
            assert_equal "$stderr" "$program: writing standard output: Bad file descriptor"
        done
    done
}

@test "usage: no port is status 1 for esp-detect and 3 for esp-read" {
    need_no_ports
    local message="no serial port found; plug the board in, or name its port with --port"
    refused esp-detect 1 "$message"
    refused esp-read 3 "$message"
    refused esp-detect 1 "no serial port found" --list
    refused esp-detect 1 "no serial port found; plug the boards in" --all
}

@test "usage: an empty ESPPORT is a mistake, and no board is guessed" {
    local message="ESPPORT is empty: give it a port, unset it, or use --port"
    need_with_ports
    for program in esp-detect esp-read esp-reset "esp-erase --all"; do
        ESPPORT='' run --separate-stderr with_ports ttyUSB0=/dev/null -- $program
        assert_equal "$stderr" "${program%% *}: $message"
        assert_equal "$status" 2
        assert_output ""
    done
}

@test "usage: ESPPORT is the port without --port" {
    ESPPORT=$MISSING run --separate-stderr esp-detect
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-detect: $MISSING: "
    ESPPORT=/dev/ttyOTHER run --separate-stderr esp-detect --port="$MISSING"
    assert_regex "$stderr" "^esp-detect: $MISSING: "
}

@test "usage: ESPBAUD and ESPRESET are --baud and --reset where these are not given" {
    ESPBAUD=fast refused esp-read 2 "ESPBAUD: 'fast' is not a rate such as 115200" -p "$MISSING"
    ESPBAUD=299 refused esp-detect 2 "ESPBAUD: '299' is not a rate such as 115200" -p "$MISSING"
    ESPRESET=often run --separate-stderr esp-detect -p "$MISSING"
    assert_regex "$status: $stderr" "^2: esp-detect: ESPRESET: "
    ESPBAUD=fast ESPRESET=often run --separate-stderr esp-detect -p "$MISSING" -b 115200 --reset=none
    assert_regex "$status: $stderr" "^3: esp-detect: $MISSING: "
    ESPBAUD='' ESPRESET='' run --separate-stderr esp-detect -p "$MISSING"
    assert_equal "$status" 3
    run --separate-stderr esp-sim -- env ESPBAUD=230400 esp-read -v --size=4k -o dump.bin
    assert_regex "$stderr" "the work is done at 230400 baud"
}

@test "usage: two candidates are both named, and nothing is touched" {
    need_with_ports
    for program in esp-detect esp-read; do
        run --separate-stderr with_ports ttyUSB0=/dev/null ttyUSB1=/dev/null -- "$program" < /dev/null
        assert_equal "$status" 2
        assert_equal "$stderr" \
            "$program: several ports: /dev/ttyUSB0, /dev/ttyUSB1; choose one with --port or ESPPORT"
        assert_output ""
    done
}

@test "usage: esp-detect --list tells the USB data of each port" {
    need_with_ports
    run --separate-stderr with_ports ttyUSB0=/dev/null,A1 ttyUSB1=/dev/null -- esp-detect --list
    assert_success
    assert_equal "${#lines[@]}" 2
    assert_line --index 0 --regexp '^port=/dev/ttyUSB0 vid=1a86 pid=7523 .*product=USB%20Serial serial=A1$'
    run --separate-stderr with_ports ttyUSB0=/dev/null,A1 -- esp-detect --list --json
    assert_equal "$(jq -r '.port + " " + .vid + " " + .product' <<< "$output")" \
        "/dev/ttyUSB0 1a86 USB Serial"
}

@test "usage: a port that is listed but has no node, as in a container, hides no other" {
    need_with_ports
    run --separate-stderr with_ports ttyS0=none ttyUSB0=/dev/null,A1 ttyUSB1=none -- esp-detect --list
    assert_equal "$status: $stderr" "0: "
    assert_equal "${#lines[@]}" 1
    assert_line --index 0 --regexp '^port=/dev/ttyUSB0 vid=1a86 .* serial=A1$'
    run --separate-stderr with_ports ttyS0=none -- esp-detect --list
    assert_equal "$status: $stderr" "1: esp-detect: no serial port found"
    assert_output ""
}

# A link in the place of a device node.  Some versions of libserialport can describe it.
@test "usage: a port that cannot be described is listed all the same" {
    need_with_ports
    run --separate-stderr with_ports ttyUSB0=/dev/null,A1 ttyUSB1=none -- \
        sh -c 'ln -s null /dev/ttyUSB1; exec esp-detect --list'
    assert_equal "$status: $stderr" "0: "
    assert_line --index 0 --regexp '^port=/dev/ttyUSB0 vid=1a86 .* serial=A1$'
    assert_line --index 1 --regexp '^port=/dev/ttyUSB1( |$)'
}

@test "usage: esp-detect --all where no port can be opened is status 3, a line for each" {
    need_with_ports
    run --separate-stderr with_ports ttyUSB0=/dev/null ttyUSB1=/dev/null -- esp-detect --all
    assert_equal "$status" 3
    assert_output ""
    assert_equal "$(sort <<< "$stderr" | cut -d: -f1,2)" \
        "$(printf 'esp-detect: /dev/ttyUSB0\nesp-detect: /dev/ttyUSB1')"
}

@test "usage: a flash image is not for the terminal" {
    need script
    run script -qec "esp-read --port=$MISSING; echo status=\$?" /dev/null
    assert_line --partial "esp-read: the terminal is no place for a flash image: use > FILE or --output=FILE"
    assert_line --partial "status=2"
    for output in /dev/tty /dev/stdout; do
        run script -qec "esp-read --port=$MISSING --output=$output; echo status=\$?" /dev/null
        assert_line --partial "esp-read: the terminal is no place for a flash image: use > FILE or --output=FILE"
        assert_line --partial "status=2"
    done
}

@test "usage: an output that cannot be written is known before any port is touched" {
    mkdir here
    touch here/plain
    refused esp-read 2 "opening here: Is a directory" -p "$MISSING" -o here
    refused esp-read 2 "creating absent/dump: No such file or directory" -p "$MISSING" -o absent/dump
    refused esp-read 2 "writing here/plain/dump: Not a directory" -p "$MISSING" -o here/plain/dump
    refused esp-read 2 "creating absent/meta: No such file or directory" \
        -p "$MISSING" -o here/dump --meta=absent/meta
    ln -s dump.bin link.bin
    head -c 4096 /dev/zero > old.bin
    for meta in dump.bin dump.bin.part dump.bin.part.meta ./dump.bin "$PWD/here/../dump.bin" \
        old.bin; do
        run --separate-stderr esp-read -p "$MISSING" -o dump.bin --base=old.bin --meta="$meta"
        assert_equal "$status" 2
        assert_regex "$stderr" "^esp-read: --meta=$meta: that is the place of a dump"
    done
    touch dump.bin
    refused esp-read 2 "--meta=link.bin: that is the place of a dump; choose another name" \
        -p "$MISSING" -o dump.bin --meta=link.bin
    refused esp-read 2 "--meta=dump.bin: that is the place of a dump; choose another name" \
        -p "$MISSING" -o link.bin --meta=dump.bin
    assert_equal "$(ls -A here)" plain
}

@test "usage: a folder or a dump without write permission is refused" {
    [ "$(id -u)" != 0 ] || need setpriv
    mkdir locked
    touch dump
    chmod 555 locked
    chmod 444 dump
    chmod 777 .
    local as=()
    [ "$(id -u)" != 0 ] || as=(env -u LD_PRELOAD setpriv --reuid=65534 --regid=65534 --clear-groups)
    "${as[@]}" "$ESP_BUILDDIR/bin/esp-read" --version > /dev/null 2>&1 || skip "cannot run as another user here"
    "${as[@]}" test -r locked || skip "cannot run as another user here"
    run --separate-stderr "${as[@]}" "$ESP_BUILDDIR/bin/esp-read" -p "$MISSING" -o locked/dump
    assert_equal "$status" 2
    assert_equal "$stderr" "esp-read: creating locked/dump: Permission denied"
    run --separate-stderr "${as[@]}" "$ESP_BUILDDIR/bin/esp-read" -p "$MISSING" -o dump
    assert_equal "$status" 2
    assert_equal "$stderr" "esp-read: writing dump: Permission denied"
}

@test "usage: a failed read leaves neither file nor temporary, and an old dump as it was" {
    echo precious > dump
    echo its > dump.meta
    run esp-read -p "$MISSING" -o dump
    assert_equal "$status" 3
    assert_equal "$(cat dump dump.meta)" "$(printf 'precious\nits')"
    assert_equal "$(ls -A)" "$(printf 'dump\ndump.meta')"
}

@test "usage: what a terminal obeys does not reach it, whatever it came in" {
    run --separate-stderr esp-detect --port=$'/dev/tty\e[31m'
    assert_regex "$stderr" '^esp-detect: /dev/tty\\x1b\[31m: '
    # CSI of C1, as a byte and as UTF-8, and a mark that overrides the direction of writing.
    local name=$'K\xc3\xbcche\x9b31m\xc2\x9b31m\xe2\x80\xae.bin' shown='Küche\x9b31m\xc2\x9b31m\xe2\x80\xae.bin'
    refused esp-write 2 "opening $shown: No such file or directory" -p "$MISSING" "$name"
    refused esp-read 2 "creating absent/$shown: No such file or directory" -p "$MISSING" -o "absent/$name"
    refused esp-read 2 "unrecognized option '--$shown'; try 'esp-read --help'" "--$name"
    refused esp-detect 2 "unexpected operand '$shown'; try 'esp-detect --help'" "$name"
    refused esp-read 2 "--size: '$shown' is not a number such as 4194304, 0x400000 or 4M" "--size=$name"
    # A value of a device line or a description can hold any byte.
    run --separate-stderr esp-reset <<< "port=/dev/tty%9B31m%C2%9B%E2%80%AE"
    assert_regex "$stderr" '/dev/tty\\x9b31m\\xc2\\x9b\\xe2\\x80\\xae'
}
