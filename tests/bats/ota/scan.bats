#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota --scan and --all, with a real avahi-daemon and with ESPEasy's broadcasts.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/scan
    common_setup
    unset ESPOTA_AUTH
    cook app.bin <<< "$RECIPE_PLAIN"
}

LISTENS_NOT="esp-ota: avahi-daemon does not answer: Daemon not running"

@test "scan: boards with ArduinoOTA and with ESPHome, as device lines" {
    in_net 'publish kitchen _arduino._tcp 8266 board=nodemcuv2 auth_upload=yes tcp_check=no ssh_upload=no
        publish "hall lamp" _arduino._tcp 3232 board=esp32 auth_upload=no
        publish sensor _esphomelib._tcp 6053 platform=ESP8266 version=2024.6.1 mac=a0b1c2d3e4f5 board=d1_mini
        esp-ota --scan --espeasy-port=0 | sort'
    assert_success
    assert_equal "$stderr" ""
    assert_output "address=192.0.2.1 name=sensor chip=esp8266 mac=a0:b1:c2:d3:e4:f5 board=d1_mini version=2024.6.1 via=esphome
address=192.0.2.1 ota-port=3232 name=hall%20lamp chip=esp32 board=esp32 auth=no via=arduino
address=192.0.2.1 ota-port=8266 name=kitchen chip=esp8266 board=nodemcuv2 auth=yes via=arduino"
}

@test "scan: ESPEasy's broadcasts, and each board once" {
    in_net 'espeasy_says Pump unit=7 port=8080
        espeasy_says Old unit=8 build=20000 length=80
        espeasy_says Later unit=9 type=33
        espeasy_says Raspberry unit=10 type=5
        esp-ota --scan --timeout=5 | sort'
    assert_success
    assert_output "address=192.0.2.1 web=http://192.0.2.1:80/ name=Later chip=esp32 mac=5c:cf:7f:00:00:09 version=20116 unit=9 via=espeasy
address=192.0.2.1 web=http://192.0.2.1:80/ name=Old chip=esp8266 mac=5c:cf:7f:00:00:08 version=20000 unit=8 via=espeasy
address=192.0.2.1 web=http://192.0.2.1:8080/ name=Pump chip=esp8266 mac=5c:cf:7f:00:00:07 version=20116 unit=7 via=espeasy"
}

@test "scan: another port for ESPEasy's broadcasts" {
    in_net 'espeasy_says Pump udp=65500; esp-ota --scan --timeout=2 --espeasy-port=65500'
    assert_success
    assert_output --partial "name=Pump"
    in_net 'espeasy_says Pump udp=65500; esp-ota --scan --timeout=2'
    assert_equal "$status" 1
    assert_output ""
    assert_equal "$stderr" "esp-ota: no board has announced itself"
}

@test "scan: without avahi-daemon the other half goes on, and a message says so" {
    AVAHI_NET_DAEMON=no in_net 'espeasy_says Pump; esp-ota --scan --timeout=2'
    assert_success
    assert_output --partial "name=Pump"
    assert_equal "$stderr" "$LISTENS_NOT"
    AVAHI_NET_DAEMON=no in_net 'esp-ota --scan --espeasy-port=0'
    assert_equal "$status" 2
    assert_equal "$stderr" "$LISTENS_NOT
esp-ota: this machine can listen neither for announcements by multicast DNS nor for ESPEasy's"
}

@test "scan: a name in an announcement cannot forge a line, nor reach the terminal" {
    in_net 'publish $'"'"'a b=c\e[31m\nport=/dev/x'"'"' _arduino._tcp 8266 "board=x y" auth_upload=no
        esp-ota --scan --espeasy-port=0'
    assert_success
    assert_equal "${#lines[@]}" 1
    assert_output --partial "name=a%20b=c%1B[31m%0Aport=/dev/x chip=esp8266 board=x%20y auth=no"
}

@test "all: what a scan finds is served, the web boards by their pages; failures do not stop the others" {
    in_net 'esp-sim --ota=esp8266 --bind=192.0.2.1 --port=8266 --flash=kitchen.bin > /dev/null &
        esp-sim-web --bind=192.0.2.1 --firmware=espeasy --flash=pump.bin > port 3>&- &
        until [ -s port ]; do sleep 0.05; done
        publish away _arduino._tcp 8267 board=generic auth_upload=no
        publish kitchen _arduino._tcp 8266 board=generic auth_upload=no
        publish later _arduino._tcp 3232 board=esp32 auth_upload=no
        publish sensor _esphomelib._tcp 6053 platform=ESP8266
        espeasy_says Pump port=$(cat port) udp=65500
        esp-ota --scan --timeout=3 --espeasy-port=65500 | sort > boards
        esp-ota --all --chip=esp8266 --retries=1 --timeout=1 app.bin < boards'
    assert_equal "$status" 3
    cmp pump.bin app.bin
    head -c "$(stat -c %s app.bin)" <(tail -c +$((0x200001 - (($(stat -c %s app.bin) + 4095) / 4096 * 4096))) kitchen.bin) | cmp - app.bin
    run grep -E "took the image|failed" <<< "$stderr"
    assert_line "esp-ota: 2 of 5 boards took the image"
    assert_line --partial "esp-ota: away failed: "
    assert_line --partial "esp-ota: later failed: "
    assert_line "esp-ota: sensor failed: 192.0.2.1: ESPHome takes updates only by its own program"
}

@test "all: lines that make no sense stop the work before any board" {
    printf 'address=192.0.2.1 ota-port=8266\nport=/dev/ttyUSB0\n' > boards
    run --separate-stderr sh -c "esp-ota --all app.bin < boards"
    assert_equal "$stderr" "esp-ota: line 2 of standard input is no device line with address="
    assert_equal "$status" 2
    refused esp-ota 2 "standard input has no device lines" --all app.bin
    run --separate-stderr sh -c "esp-ota --all - < boards"
    assert_equal "$status" 2
}

@test "all: --dry-run does not tell of updates" {
    printf 'address=192.0.2.1\naddress=192.0.2.2\n' > boards
    run --separate-stderr sh -c "esp-ota --all --dry-run app.bin < boards"
    assert_equal "$status: $stderr" "0: esp-ota: 2 of 2 boards would get the image; nothing was sent"
}

@test "all: a board that two lines name gets the image once" {
    printf 'address=192.0.2.1 ota-port=8266\naddress=192.0.2.2\naddress=192.0.2.1 ota-port=8266 name=again\n' > boards
    run --separate-stderr sh -c "esp-ota --all --dry-run app.bin < boards"
    assert_equal "$status: $stderr" "0: esp-ota: 192.0.2.1: line 3 names this board again, and is left out
esp-ota: 2 of 2 boards would get the image; nothing was sent"
    printf 'address=192.0.2.1 ota-port=8266\naddress=192.0.2.1 ota-port=8267\n' > boards
    run --separate-stderr sh -c "esp-ota --all --dry-run app.bin < boards"
    assert_equal "$stderr" "esp-ota: 2 of 2 boards would get the image; nothing was sent"
}

@test "all: one board has no summary unless it fails" {
    in_net 'esp-sim --ota=esp8266 --bind=192.0.2.1 --port=8266 --flash=kitchen.bin > /dev/null &
        echo address=192.0.2.1 ota-port=8266 > boards
        esp-ota --all app.bin < boards'
    assert_success
    run ! grep boards <<< "$stderr"
}
