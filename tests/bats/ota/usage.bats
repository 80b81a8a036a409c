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
