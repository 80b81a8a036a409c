#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota: networks and boards that fail.  Status 0 means that the flash has the image.

bats_require_minimum_version 1.5.0

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/ota
    common_setup
    ota_setup
}

# fails FAULTS STATUS MESSAGE: on the first core.
fails() {
    on_target esp8266 "--faults=$1" -- --timeout=1 app.bin
    assert_equal "$status: $(told)" "$2: esp-ota: BOARD: $3"
}

@test "ota: a board that stalls, closes, or crashes in the middle is a failure that ends" {
    on_target esp8266 --faults=stall=9000 -- --timeout=1 app.bin
    assert_equal "$status" 3
    assert_regex "$stderr" ': the board takes no more after 1[0-9]{4} of 42128 bytes$'
    for fault in close reset restart; do
        on_target esp8266 --faults=$fault=9000 -- --timeout=1 app.bin
        assert_equal "$status" 3
        assert_regex "$(told)" '^esp-ota: BOARD: the connection ended after 1[0-9]{4} of 42128 bytes: '
    done
}

@test "ota: only OK is OK" {
    on_target esp8266 --faults=early-ok -- --timeout=1 app.bin
    assert_equal "$status" 3
    assert_regex "$(told)" '^esp-ota: BOARD: the board said OK after 2[0-9]{4} of 42128 bytes$'
    fails book 3 "the board did not take the image of 42128 bytes (error 12: wrong BOOK, not OK): the board takes signed applications only, and this signature is not right; sign the application with the board's key"
    fails no-last-word 3 "the whole image was sent, but the connection ended before the board said whether it took it (the board closed it): look which application runs"
    on_target esp8266 --faults=damage -- app.bin
    assert_equal "$status" 3
    [[ $stderr == *"error 7: MD5 verification failed: expected: "*"what arrived on the board is damaged; try again" ]]
    on_target esp32 --faults=damage -- app32.bin
    assert_equal "$status" 3
    [[ $stderr == *"(MD5 Check Failed): what arrived on the board is damaged; try again" ]]
}

@test "ota: numbers that are merged, with each other and with OK, and reads of any size" {
    for faults in merge read=1 read=536 read=700,merge read=1461; do
        rm -f flash.bin
        on_target esp8266 "--faults=$faults" -- app.bin
        assert_success
        holds app.bin
        on_target esp32 "--faults=$faults" -- app32.bin
        assert_success
        holds app32.bin 0x150000
    done
}

@test "ota: answers that come late and twice" {
    for chip in esp8266 esp32; do
        image=app.bin
        [ $chip = esp8266 ] || image=app32.bin
        ESPOTA_AUTH=pw on_target $chip --password=pw --faults=late=1300,twice -- $image
        assert_success
    done
}

@test "ota: a board that does not answer, does not connect, or is not there" {
    on_target esp8266 --faults=lose=100 -- --timeout=1 app.bin
    [[ $stderr == *"no answer to 5 invitations at UDP port "*": is the board on, in this network, and does its application take updates (ArduinoOTA)?" ]]
    assert_equal "$status" 3
    on_target esp8266 --faults=no-connection -- --timeout=1 app.bin
    assert_equal "$status" 3
    [[ $stderr == *"the board agreed, but did not connect to TCP port "*" of this machine: a firewall may stop it (--host-port names ports to open)" ]]
    ESPOTA_AUTH=pw on_target esp8266 --password=pw --faults=no-proof -- --timeout=1 --retries=2 app.bin
    assert_equal "$status" 3
    run --separate-stderr in_time esp-ota --timeout=1 --retries=1 -a 127.0.0.1:9 app.bin
    assert_equal "$status: $stderr" "3: esp-ota: 127.0.0.1:9: nothing takes updates at UDP port 9 there"
    run --separate-stderr in_time esp-ota -a no-such-board.invalid app.bin
    assert [ "$status" = 2 ] || [ "$status" = 3 ]
    [[ $stderr == "esp-ota: no-such-board.invalid: the name has no address: "* ]]
}

@test "ota: a connection from another address than the board's gets nothing" {
    port=$((20000 + RANDOM % 20000))
    cat > stray.py <<'END'
import socket, sys, time
for _ in range(3000):
    stray = socket.socket()
    stray.bind(("127.0.0.2", 0))
    try:
        stray.connect(("127.0.0.1", int(sys.argv[1])))
        break
    except ConnectionRefusedError:
        stray.close()
        time.sleep(0.01)
try:
    print(len(stray.recv(100)))
except ConnectionResetError:
    print(0)
END
    python3 stray.py $port > stray 3>&- &
    on_target esp8266 --faults=late=800 -- --host-port=$port app.bin
    wait $!
    assert_success
    holds app.bin
    assert_equal "$(cat stray)" 0
}

@test "ota: SIGTERM ends it, and the program dies of it" {
    # shellcheck disable=SC2016
    run in_time esp-sim --ota=esp8266 --flash=flash.bin --faults=stall=9000 -- \
        sh -c 'esp-ota -a "$ESPOTA_ADDRESS" app.bin & sleep 1; kill $!; wait $!; exit $?'
    assert_equal "$status" 143
}

# seeded SEED: faults by chance.
seeded() {
    local seed=$1 chip=esp8266 image=app.bin place=0 sim=()
    [ $((seed % 2)) = 0 ] || chip=esp32 image=app32.bin place=0x150000
    case $((seed / 2 % 3)) in
    1) sim=(--password=pw) ;;
    2) sim=(--password=pw); [ $chip = esp8266 ] || sim+=(--auth=new) ;;
    esac
    rm -f flash.bin
    ESPOTA_AUTH=pw on_target $chip "${sim[@]}" "--seed=$seed" -- -q --timeout=1 --retries=6 $image
    case $status in
    0) holds $image $place || fail "seed $seed: status 0, and the flash has something else" ;;
    2 | 3 | 4) [ -n "$stderr" ] || fail "seed $seed: status $status without a message" ;;
    *) fail "seed $seed: status $status: $stderr" ;;
    esac
}

@test "ota: seeded faults: status 0 only if the flash has the image" {
    local seed good=0
    for ((seed = 1; seed <= ${ESP_RUNS:-8}; seed++)); do
        seeded $seed
        [ "$status" != 0 ] || good=$((good + 1))
    done
    assert [ $good -ge $((seed / 5)) ]
}
