#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota: images that arrive on a virtual board, over IPv4 and IPv6, with each kind of password.

bats_require_minimum_version 1.5.0

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/ota
    common_setup
    ota_setup
}

@test "ota: an application arrives on both cores" {
    on_target esp8266 -- app.bin
    assert_success
    assert_regex "$(told)" '^esp-ota: BOARD: the board took 41.1 KiB in [0-9.]+ s$'
    holds app.bin
    on_target esp32 -- app32.bin
    assert_success
    holds app32.bin 0x150000
}

@test "ota: a file system arrives on both cores, and the application stays" {
    printf 'old' | dd of=flash.bin conv=notrunc status=none
    on_target esp8266 -- --filesystem --chip=esp8266 fs.bin
    assert_success
    holds fs.bin 0x200000
    assert_equal "$(head -c 3 flash.bin)" old
    on_target esp32 -- --filesystem --chip=esp32 fs.bin
    assert_success
    holds fs.bin 0x290000
}

@test "ota: where nothing tells the chip of a file system, it has to be named" {
    on_target esp8266 -- --filesystem fs.bin
    assert_equal "$status: $(told)" "2: esp-ota: BOARD: neither the image nor the port tells the board's chip: --chip names it"
    on_target esp8266 -- --filesystem --chip=esp8266 fs.bin
    assert_success
}

@test "ota: the image may come on standard input" {
    # shellcheck disable=SC2016
    run in_time esp-sim --ota=esp8266 --flash=flash.bin --settle=20 -- sh -c 'esp-ota -q -a "$ESPOTA_ADDRESS" < app.bin'
    assert_success
    holds app.bin
}

@test "ota: the board may come as a device line" {
    # shellcheck disable=SC2016
    run --separate-stderr in_time esp-sim --ota=esp8266 --flash=flash.bin --settle=20 -- \
        sh -c 'printf "address=%s ota-port=%s chip=ESP8266EX\n" "${ESPOTA_ADDRESS%:*}" "${ESPOTA_ADDRESS##*:}" | esp-ota -q --filesystem fs.bin'
    assert_equal "$status: $stderr" "0: "
    holds fs.bin 0x200000
    run --separate-stderr esp-ota app.bin <<< "port=/dev/ttyUSB0"
    assert_equal "$status: $stderr" "2: esp-ota: the device line has no address=; --address names the board"
    run --separate-stderr esp-ota app.bin <<< "kitchen"
    assert_equal "$status: $stderr" "2: esp-ota: standard input is no device line; --address names the board"
}

@test "ota: several device lines are refused before anything is sent" {
    printf 'address=127.0.0.1 ota-port=9\n\n' > boards
    run --separate-stderr in_time esp-ota --retries=1 --timeout=1 app.bin < boards
    assert_equal "$status" 3
    printf 'address=127.0.0.2 ota-port=9\n' >> boards
    run --separate-stderr in_time esp-ota --retries=1 --timeout=1 app.bin < boards
    assert_equal "$status: $stderr" "2: esp-ota: standard input has several device lines: --all sends the image to each board, --address names one"
    run --separate-stderr in_time esp-ota --all --dry-run app.bin < boards
    assert_success
    run --separate-stderr in_time esp-ota --dry-run -a 127.0.0.2:9 app.bin < boards
    assert_success
}

@test "ota: a device line of ESPHome is refused, as --all refuses it" {
    run --separate-stderr in_time esp-ota --retries=1 --timeout=1 app.bin <<< "address=127.0.0.1 ota-port=9 via=esphome"
    assert_equal "$status: $stderr" "4: esp-ota: 127.0.0.1: ESPHome takes updates only by its own program"
}

@test "ota: an image for the other family, sent by --force: the board's error is that of its own core" {
    # Its error 8 is that the image is no application.  The other core's error 8 is another.
    run --separate-stderr in_time esp-sim --ota=esp32 --bind=127.3.2.32 --port=3232 --flash=flash.bin \
        --settle=20 --faults=error=8,error-at=0 -- esp-ota --force -a 127.3.2.32:3232 app.bin
    assert_equal "$status" 3
    assert_regex "$stderr" 'Wrong Magic Byte\): the image is no application; check that the file is the application of this chip'
}

@test "ota: a network without a way to the board is no mistake of the request" {
    load ../lib/scan
    in_net 'esp-ota -a 198.51.100.1 app.bin'
    assert_equal "$status: $stderr" "3: esp-ota: 198.51.100.1: there is no way to 198.51.100.1: Network is unreachable"
}

@test "ota: IPv6" {
    on_target esp32 --bind=::1 --password=pw --auth=new -- --auth-file=<(echo pw) app32.bin
    assert_success
    holds app32.bin 0x150000
}

@test "ota: --gzip sends less, and the board unpacks it" {
    cook even.bin <<< 'at 0 app mode=3 size=4
  0x4010f000 noise 1384
end
at 0x1000 app mode=3 size=4
  0x40201010 fill 30000 11
end'
    on_target esp8266 -- -v --gzip even.bin
    assert_success
    assert_regex "$stderr" 'even.bin: packed to [0-9]{4} of 3[0-9]{4} bytes'
    holds even.bin
    gzip -9 < app.bin > app.bin.gz
    on_target esp8266 -- app.bin.gz
    assert_success
    holds app.bin
    on_target esp32 -- --gzip app32.bin
    assert_equal "$status: $(told)" "2: esp-ota: --gzip is for applications of the esp8266"
}

@test "ota: each way of the password, from a file and from the environment" {
    printf 'secret\r\nmore\n' > auth
    for way in "esp8266 --auth=old" "esp32 --auth=old" "esp32 --auth=new" "esp32 --auth=new --hash=md5"; do
        image=app.bin place=0
        [ "${way%% *}" = esp8266 ] || image=app32.bin place=0x150000
        rm -f flash.bin
        # shellcheck disable=SC2086
        on_target $way --password=secret -- --auth-file=auth $image
        assert_success
        holds $image $place
        rm -f flash.bin
        # shellcheck disable=SC2086
        ESPOTA_AUTH=secret on_target $way --password=secret -- $image
        assert_success
        # shellcheck disable=SC2086
        ESPOTA_AUTH=Secret on_target $way --password=secret -- $image
        assert_equal "$status: $(told)" "2: esp-ota: BOARD: the board says that the password is wrong"
    done
}

@test "ota: no password where the board asks for one, and files that have none" {
    on_target esp8266 --password=secret -- app.bin < /dev/null
    # a terminal would be asked
    if [ "$status" = 2 ]; then
        assert_equal "$(told)" "esp-ota: BOARD: the board asks for a password: --auth-file or ESPOTA_AUTH gives it"
    fi
    assert [ "$status" != 0 ]
    run --separate-stderr esp-ota -a 127.0.0.1 --auth-file=missing app.bin
    assert_equal "$status: $stderr" "2: esp-ota: missing: No such file or directory"
    : > empty
    run --separate-stderr esp-ota -a 127.0.0.1 --auth-file=empty app.bin
    assert_equal "$status: $stderr" "2: esp-ota: empty: its first line is empty, and no password"
}

@test "ota: the terminal is asked for the password, without echo" {
    need script
    cat > session <<'END'
esp-sim --ota=esp32 --auth=new --password=hush --flash=flash.bin -- sh -c 'exec esp-ota -a "$ESPOTA_ADDRESS" app32.bin'
END
    { sleep 1; echo hush; sleep 2; } | in_time script -qec "sh session" typescript > /dev/null
    grep -q "password of 127.0.0.1:[0-9]*: " typescript
    run grep -c hush typescript
    assert_output 0
    holds app32.bin 0x150000
}

@test "ota: -v has steps, and nothing of the password" {
    for way in "esp8266 --auth=old" "esp32 --auth=new"; do
        image=app.bin
        [ "${way%% *}" = esp8266 ] || image=app32.bin
        # shellcheck disable=SC2086
        ESPOTA_AUTH=verysecret on_target $way --password=verysecret -- -vvv $image
        assert_success
        assert_regex "$stderr" 'the board asks for the password, in the (older|newer) way'
        md5=$(printf verysecret | md5sum | cut -d' ' -f1)
        sha=$(printf verysecret | sha256sum | cut -d' ' -f1)
        run grep -ciE "verysecret|$md5|$sha|[0-9a-f]{32}" <<< "$stderr"
        assert_output 0
    done
}

@test "ota: --host-port takes a free port of a range" {
    first=$((20000 + RANDOM % 20000))
    on_target esp8266 -- --host-port=$first-$((first + 9)) app.bin
    assert_success
    run --separate-stderr esp-ota -a 127.0.0.1 --host-port=9-8 app.bin
    assert_equal "$status: $stderr" "2: esp-ota: --host-port: '9-8' is no port or range of ports, such as 48000-48009"
}

@test "ota: --wait sees the board away and back" {
    on_target esp8266 --away=1500 -- --wait app.bin
    assert_success
    assert_regex "$(told)" 'esp-ota: BOARD: the board restarted, and is back after [0-9.]+ s$'
}

@test "ota: progress is shown in lines" {
    on_target esp8266 -- --progress=line app.bin
    assert_success
    assert_regex "$(told)" 'esp-ota: BOARD: send [0-9]+%'
}
