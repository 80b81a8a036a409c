#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The device line on standard input: which lines are accepted, and the meaning of no line.

bats_require_minimum_version 1.5.0

setup() {
    load lib/helper
    common_setup
    MISSING=/dev/ttyNOTHING
}

@test "usage: a device line on standard input names the port" {
    run --separate-stderr esp-read <<< "port=$MISSING chip=ESP8266EX some-day=a%20key"
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-read: $MISSING: "
    run --separate-stderr esp-read < <(printf '\n port=%s\n\n' "$MISSING")
    assert_regex "$stderr" "^esp-read: $MISSING: "
    ESPPORT=/dev/ttyOTHER run --separate-stderr esp-read <<< "port=$MISSING"
    assert_regex "$stderr" "^esp-read: $MISSING: "
}

@test "usage: a terminal, /dev/null and a closed standard input bring no line" {
    need script
    ESPPORT=$MISSING run --separate-stderr esp-read < /dev/null
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-read: $MISSING: "
    ESPPORT=$MISSING run --separate-stderr sh -c 'esp-read <&-'
    assert_regex "$stderr" "^esp-read: $MISSING: "
    ESPPORT=$MISSING run script -qec "esp-reset; echo status=\$?" /dev/null
    assert_line --partial "esp-reset: $MISSING: "
    assert_line --partial "status=3"
}

# An empty pipe means that the program before it failed.  Then the program must not take
# another board.
@test "usage: an empty pipe, FIFO or socket is a failure in each program, and no board is guessed" {
    need socat
    local message="no device line came through the pipe: the program before failed; without such a program name the board with --port, or add < /dev/null"
    printf x > image.bin
    mkfifo empty
    : > nothing
    for program in esp-reset "esp-read -o dump.bin" "esp-write image.bin" "esp-verify image.bin" \
        "esp-erase --all"; do
        no_line() {
            assert_equal "$stderr" "${program%% *}: $1"
            assert_equal "$status" "$2"
            assert_output ""
        }
        for input in '' $'\n' $'  \n\n'; do
            ESPPORT=$MISSING run --separate-stderr $program < <(printf %s "$input")
            no_line "$message" 3
        done
        : > empty &
        ESPPORT=$MISSING run --separate-stderr $program < empty
        no_line "$message" 3
        ESPPORT=$MISSING run --separate-stderr socat -u OPEN:/dev/null "EXEC:$program"
        [[ "$stderr" == *"${program%% *}: $message"* ]] || fail "a socket: $stderr"
        ESPPORT=$MISSING run --separate-stderr $program < nothing
        no_line "standard input is an empty file, no device line: name the board with --port" 2
    done
    assert_file_not_exist dump.bin
}

@test "usage: esp-detect that fails in a pipe stops the next program, whatever else is plugged in" {
    esp-mkflash random 512k > flash.bin
    cp flash.bin before.bin
    run --separate-stderr esp-sim --flash=flash.bin --stats=stats.json -- \
        sh -c "esp-detect -p $MISSING | esp-erase --all; esp-detect -p $MISSING | esp-read > kitchen.bin; echo \$?"
    assert_output 3
    assert_equal "$(grep -c 'no device line came through the pipe' <<< "$stderr")" 2
    assert [ ! -s kitchen.bin ]
    cmp flash.bin before.bin
    stat_is '.to_chip.bytes == 0' stats.json
}

@test "usage: what is no device line, or several, is status 2" {
    bad_line() {
        run --separate-stderr esp-read < <(printf "$2")
        assert_equal "$stderr" "esp-read: $1"
        assert_equal "$status" 2
    }
    bad_line "standard input is no device line as esp-detect prints it" 'hello world\n'
    bad_line "standard input is no device line as esp-detect prints it" '{"port": "x"}\n'
    bad_line "the device line on standard input names no port" 'chip=ESP8266EX\n'
    bad_line "the device line on standard input names no port" 'port= chip=ESP8266EX\n'
    bad_line "standard input is no device line as esp-detect prints it" 'port=a\0chip=b\n'
    bad_line "standard input is no device line as esp-detect prints it" '\0'
    bad_line "standard input has several device lines; choose a board with --port" 'port=a\nport=b\n'
    run --separate-stderr esp-read < /dev/zero
    assert_equal "$status" 2
    assert_equal "$stderr" "esp-read: standard input is no device line: too long"
    run --separate-stderr esp-read < "$BATS_TEST_TMPDIR"
    assert_equal "$status" 2
    assert_equal "$stderr" "esp-read: reading standard input: Is a directory"
}

# A line may come from another machine, or from a file that was downloaded.
@test "usage: a device line may name serial devices and plain addresses, and nothing that runs a program" {
    printf x > image.bin
    for program in esp-reset "esp-read -o dump.bin" "esp-write image.bin" "esp-verify image.bin" \
        "esp-erase --all"; do
        while IFS='|' read -r port shown why; do
            run --separate-stderr $program <<< "port=$port chip=ESP8266EX"
            assert_equal "$stderr" "${program%% *}: a device line may not name the port $shown: $why; if you mean it, use --port"
            assert_equal "$status" 2
            assert_output ""
        done << EOF
gensio:stdio,/usr/bin/touch%20pwned|gensio:stdio,/usr/bin/touch pwned|gensio strings can start programs
gensio:file(outfile=image.bin)|gensio:file(outfile=image.bin)|gensio strings can start programs
image.bin|image.bin|this is not a serial device
/dev/null|/dev/null|this is not a serial device
/|/|this is not a serial device
rfc2217://host,x(y):80|rfc2217://host,x(y):80|an address must be HOST:PORT
socket://host:80,x|socket://host:80,x|an address must be HOST:PORT
socket://host:70000|socket://host:70000|an address must be HOST:PORT
socket://host:0|socket://host:0|an address must be HOST:PORT
socket://[::1|socket://[::1|an address must be HOST:PORT
EOF
    done
    assert_file_not_exist pwned
    assert_equal "$(cat image.bin)" x
}

@test "usage: the port that ESPPORT names may come back in a device line" {
    local port=gensio:tcp,127.0.0.1,1
    ESPPORT=$port run --separate-stderr esp-reset <<< "port=$port"
    assert_equal "$status" 3
    assert_regex "$stderr" "^esp-reset: $port: cannot open it: "
}

@test "usage: with --port standard input is not touched" {
    mkfifo never
    sleep 200 > never 3>&- &
    local holder=$!
    run --separate-stderr in_time esp-read --port="$MISSING" < never
    kill $holder
    assert_equal "$status" 3
}

@test "usage: a signal while waiting for a device line ends the program as that signal" {
    mkdir here
    mkfifo here/never
    sleep 60 > here/never 3>&- &
    local holder=$!
    run --separate-stderr timeout --signal=TERM --preserve-status 0.5 \
        sh -c 'cd here && exec esp-read -o dump.bin < never'
    kill $holder
    assert_equal "$status" 143
    assert_equal "$stderr" ""
    assert_equal "$(ls -A here)" never
}
