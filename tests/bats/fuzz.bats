#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs each fuzz target over its seeds, and over random variations of them.  `make fuzz`
# does more.

bats_require_minimum_version 1.5.0

setup() {
    load lib/helper
    common_setup
    export FUZZ_CORPUS=$PWD/corpus FUZZ_ARTIFACTS=$PWD
}

# fuzz TARGET INPUTS
fuzz() {
    run "$ESP_SRCDIR/tests/fuzz/lib/run" "$ESP_BUILDDIR/tests/fuzz" "runs=$2" "$1"
    assert_success
    assert_output --regexp "^fuzz: $1: [0-9]+ runs in [0-9]+ s\$"
}

@test "fuzz: answers of a chip are taken within their bounds, and proven ones are proven" {
    fuzz answers 2000
}

@test "fuzz: what the stub compresses inflates to what went in" {
    fuzz deflate 2000
}

@test "fuzz: a device line survives printing and parsing" {
    fuzz devline 20000
}

@test "fuzz: an edit changes its own bytes and the sums of programs, and nothing else" {
    fuzz edit 5000
}

@test "fuzz: a file that is put into SPIFFS or FAT is there, and what is refused changes nothing" {
    fuzz fsedit 1000
}

@test "fuzz: an image's first bytes may be anything" {
    fuzz header 20000
}

@test "fuzz: Intel HEX that was read is the same after it is written" {
    fuzz hex 20000
}

@test "fuzz: the stub inflates what zlib inflates" {
    fuzz inflate 20000
}

@test "fuzz: what a board says during an update is OK only if it is OK" {
    fuzz ota 20000
}

@test "fuzz: an interrupted run is gone on with only if its journal agrees" {
    fuzz journal 1000
}

@test "fuzz: a change of littlefs leaves other files as they were, or changes nothing" {
    fuzz littlefsedit 2000
}

@test "fuzz: a number survives printing and parsing" {
    fuzz number 20000
}

@test "fuzz: a port that a device line may name is a terminal or an address" {
    fuzz port 20000
}

@test "fuzz: a reset sequence does what it says" {
    fuzz reset 20000
}

@test "fuzz: whatever an image holds, its parts make sense, and sums are made right" {
    fuzz survey 500
}

@test "fuzz: a dump's description is believed only where it agrees" {
    fuzz sidecar 20000
}

@test "fuzz: a partition table may say anything" {
    fuzz partitions 3000
}

@test "fuzz: an NVS partition may hold anything" {
    fuzz nvs 3000
}

@test "fuzz: an edit of NVS succeeds, or changes nothing" {
    fuzz nvsedit 300
}

@test "fuzz: a file system may be damaged anywhere" {
    fuzz filesystems 2000
}

@test "fuzz: the files of a damaged file system" {
    fuzz fsfiles 1000
}

@test "fuzz: settings with names may be damaged anywhere" {
    fuzz fields 500
}

@test "fuzz: a table may hold anything" {
    fuzz csv 20000
}

@test "fuzz: SLIP frames do not depend on how the line cuts them" {
    fuzz slip 10000
}

@test "fuzz: the stub bears any request" {
    fuzz stub 300
}

@test "fuzz: a stub that a user brings is whole, or refused" {
    fuzz stubjson 20000
}

@test "fuzz: what an RFC 2217 server sends is taken within its bounds" {
    fuzz telnet 5000
}

@test "fuzz: text from outside is shown as something that no terminal obeys" {
    fuzz visible 20000
}

@test "fuzz: an input that breaks a promise is found and kept" {
    run "$ESP_SRCDIR/tests/fuzz/lib/run" "$ESP_BUILDDIR/tests/fuzz" runs=100000 broken
    assert_failure 1
    assert_line --index 0 "fuzz: broken: FAILED, status 1"
    assert_line --partial "broken promise: strncmp(text, \"no!\", 3) != 0"
    assert_equal "$(head -c 3 broken-crash-*)" "no!"
    run "$ESP_BUILDDIR/tests/fuzz/broken" broken-crash-*
    assert_failure
}

@test "fuzz: an input that takes for ever is found and kept" {
    printf 'ho?' > input
    run "$ESP_BUILDDIR/tests/fuzz/broken" -timeout=1 -artifact_prefix="$PWD/" input
    assert_failure 1
    assert_output --partial "an input took longer than 1 s"
    assert_equal "$(cat crash-0)" "ho?"
}

@test "fuzz: the driver refuses what it does not know, and a missing seed" {
    run "$ESP_BUILDDIR/tests/fuzz/broken" -jobs=2
    assert_failure 2
    assert_output "fuzz driver: unknown option -jobs=2"
    run "$ESP_BUILDDIR/tests/fuzz/broken" nothing
    assert_failure 2
    assert_output "fuzz driver: nothing: there is no such file"
    run "$ESP_BUILDDIR/tests/fuzz/broken"
    assert_failure 2
    assert_output "fuzz driver: no seeds"
}

@test "fuzz: pages and announcements of boards may be anything, and are no success by chance" {
    fuzz webpage 20000
}
