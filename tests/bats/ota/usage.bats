#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota: requests that make no sense.

bats_require_minimum_version 1.5.0

setup() {
    load ../lib/helper
    common_setup
}

@test "ota: the ways to work do not go together" {
    run --separate-stderr esp-ota --scan --web=http://board/update
    assert_equal "$status" 2
    assert_equal "$stderr" "esp-ota: --address, --web, --pull-settings, --scan and --all do not go together; try 'esp-ota --help'"
}

# no_meaning OPTION WAY [OPERAND]...: the option is refused, and no board is asked.
no_meaning() {
    local option=$1 way=$2
    shift 2
    run --separate-stderr in_time esp-ota "$way" "$option" "$@"
    assert_equal "$status: $stderr" "2: esp-ota: ${option%%=*} has no meaning with ${way%%=*}; try 'esp-ota --help'"
}

@test "ota: options that the work would not look at are refused" {
    head -c 100 /dev/zero > app.bin
    for option in --host-port=xyz --retries=abc --output=x --espeasy-port=1; do
        no_meaning "$option" --web=127.0.0.1:9 app.bin
    done
    for option in --user=joe --firmware=tasmota --output=x --espeasy-port=1; do
        no_meaning "$option" --address=127.0.0.1:9 app.bin
    done
    for option in --dry-run --force --filesystem --wait --host-port=1 --retries=1 --espeasy-port=1 --gzip \
        --backup=x --layout=x --running-size=1; do
        no_meaning "$option" --pull-settings=127.0.0.1:9
    done
    for option in --dry-run --auth-file=x --user=joe --output=x --host-port=1 --wait; do
        no_meaning "$option" --scan
    done
    no_meaning --output=x --all app.bin
    run --separate-stderr esp-ota --output=x app.bin
    assert_equal "$status: $stderr" "2: esp-ota: --output has no meaning for an update of a board; try 'esp-ota --help'"
    assert_not_exist x
}

# keeps_secret OPTION...: refused, and the password is not printed.
keeps_secret() {
    run --separate-stderr in_time esp-ota "$@" < lines
    assert_equal "$status: $output" "2: "
    [[ $stderr = *address* && $stderr != *geheim* ]] || fail "$stderr"
}

@test "ota: no message has the password of an address that is refused" {
    load ../lib/image
    cook app.bin <<< "$RECIPE_PLAIN"
    : > lines
    keeps_secret --pull-settings=http://admin:geheim@board:99999/
    assert_equal "$stderr" "esp-ota: board:99999/ is no address of a web page"
    keeps_secret --web="http://admin:geheim@bo ard/" app.bin
    keeps_secret --address=http://admin:geheim@board/ app.bin
    keeps_secret --address=admin:geheim@board app.bin
    echo 'address=192.0.2.1 web=http://admin:geheim@board:99999/' > lines
    keeps_secret app.bin
    keeps_secret --all app.bin
    echo 'address=admin:geheim@board via=esphome' > lines
    keeps_secret app.bin
    keeps_secret --all app.bin
}

@test "ota: --pull-settings has no operand" {
    run --separate-stderr in_time esp-ota --pull-settings=127.0.0.1:9 settings.dmp
    assert_equal "$status" 2
    assert_regex "$stderr" "^esp-ota: unexpected operand 'settings.dmp'"
}
