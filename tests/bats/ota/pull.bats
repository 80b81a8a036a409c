#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota --pull-settings: settings that Tasmota and ESPEasy give away.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    load ../lib/web
    common_setup
    unset ESPOTA_AUTH
    cook tasmota.bin <<< "$(recipe_tasmota)"
    dd if=tasmota.bin bs=4096 skip=$((0xf9)) count=1 of=sector.bin status=none
    as_dmp < sector.bin > tasmota.dmp
}

teardown() {
    web_stop
}

pull() {
    run --separate-stderr sh -c 'esp-ota "$@" > got' sh --pull-settings="$BOARD" "$@"
}

@test "pull: Tasmota's backup arrives as it is" {
    web_start --firmware=tasmota --settings=tasmota.dmp
    pull
    told 0 "settings of Tasmota 12.2.0"
    cmp got tasmota.dmp
    grep -q "^GET /dl" requests
}

@test "pull: Tasmota's backup with drivers' settings behind it" {
    as_dmp 1000 < sector.bin > more.dmp
    web_start --firmware=tasmota --settings=more.dmp
    pull
    told 0 "settings of Tasmota 12.2.0"
    cmp got more.dmp
}

@test "pull: a password, and -v that does not tell it" {
    web_start --firmware=tasmota --settings=tasmota.dmp --password=geheim
    pull
    told 2 "the board asks for a password: give --auth-file=FILE or \$ESPOTA_AUTH"
    ESPOTA_AUTH=geheim pull -v
    assert_success
    cmp got tasmota.dmp
    run ! grep -q geheim <<< "$stderr"
}

@test "pull: damaged or other contents are no backup, and no file appears" {
    printf '\377' | dd of=tasmota.dmp bs=1 seek=600 conv=notrunc status=none
    web_start --firmware=tasmota --settings=tasmota.dmp
    echo old > kept
    run --separate-stderr esp-ota --pull-settings="$BOARD" -o kept
    told 3 "what the board sent is not whole, or no settings of Tasmota"
    assert_equal "$(cat kept)" old
    head -c 3000 tasmota.dmp > short
    mv short tasmota.dmp
    run --separate-stderr esp-ota --pull-settings="$BOARD" -o new
    told 3 "what the board sent is not whole, or no settings of Tasmota"
    assert_not_exist new
}

@test "pull: a connection that breaks in the middle is a failure" {
    web_start --firmware=tasmota --settings=tasmota.dmp --faults=cut
    run --separate-stderr esp-ota --pull-settings="$BOARD" -o new
    told 3 "closed the connection before the end"
    assert_not_exist new
}

@test "pull: Tasmota without a page for backups, as a minimal build" {
    web_start --firmware=tasmota
    pull
    told 3 "the board has no such page; is it another firmware, or one that leaves no room for updates?"
}

@test "pull: all of ESPEasy's files come as the board's tar archive" {
    mkdir files
    printf 'endon' > files/rules1.txt
    head -c 5000 /dev/zero > files/config.dat
    tar -C files --format=ustar -cf all.tar config.dat rules1.txt
    web_start --firmware=espeasy --archive=all.tar --settings=other
    pull
    told 0 "a tar archive of 2 files"
    cmp got all.tar
    web_stop
    head -c 4000 all.tar > cut.tar
    web_start --firmware=espeasy --archive=cut.tar
    pull
    told 3 "what the board sent is not whole, or no settings of ESPEasy"
    web_stop
    tar -C files --format=ustar -cf rules.tar rules1.txt
    web_start --firmware=espeasy --archive=rules.tar
    pull
    told 3 "what the board sent is not whole, or no settings of ESPEasy"
}

@test "pull: an older ESPEasy gives config.dat alone" {
    cook config.dat <<< "at 0 espeasy version=2 build=20104"
    truncate -s 64K config.dat
    web_start --firmware=espeasy --settings=config.dat --password=geheim
    ESPOTA_AUTH=geheim pull
    told 0 "config.dat alone, without rules and passwords, because this build of ESPEasy makes no archive"
    cmp got config.dat
    run ! grep authorization=Basic requests
}

@test "pull: a config.dat that is not as large as ESPEasy makes it is cut short" {
    cook config.dat <<< "at 0 espeasy version=2 build=20104"
    for size in 4096 50000 100000; do
        truncate -s $size config.dat
        web_start --firmware=espeasy --settings=config.dat
        pull
        told 3 "what the board sent is not whole, or no settings of ESPEasy"
        web_stop
    done
    truncate -s 128K config.dat
    web_start --firmware=espeasy --settings=config.dat
    pull
    assert_success
    cmp got config.dat
}

@test "pull: a board that is neither is asked for nothing more" {
    web_start --firmware=arduino
    pull
    told 3 "the board's page does not tell that it is Tasmota or ESPEasy: --firmware says which"
    run cat requests
    assert_output "GET /"
}

@test "pull: a full disk and a terminal" {
    web_start --firmware=tasmota --settings=tasmota.dmp
    run --separate-stderr sh -c "esp-ota --pull-settings=$BOARD > /dev/full"
    assert_equal "$status" 2
    run script -qec "esp-ota --pull-settings=$BOARD" /dev/null
    assert_equal "$status" 2
    assert_output --partial "the terminal is no place for settings: use > FILE or --output=FILE"
}

@test "pull: an ESPEasy with pages of the user's own is named by --firmware" {
    cook config.dat <<< "at 0 espeasy version=2 build=20104"
    truncate -s 64K config.dat
    web_start --firmware=espeasy --settings=config.dat --faults=template
    pull
    assert_equal "$status" 3
    pull --firmware=espeasy
    assert_success
    cmp got config.dat
}
