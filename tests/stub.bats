#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The tracked binaries are what their sources say.

setup() {
    load helper
    common_setup
}

@test "stub: the tracked ESP8266 binaries are what the sources give" {
    [ -n "${XTENSA_CC:-}" ] || skip "xtensa-lx106-elf-gcc is not installed"
    cmp "$ESP_SRCDIR/stub/esp8266.bin" "$ESP_BUILDDIR/stub/rebuilt.bin"
    cmp "$ESP_SRCDIR/stub/esp8266-trial.bin" "$ESP_BUILDDIR/stub/rebuilt-trial.bin"
}

@test "stub: it is uploaded in three blocks of 4 KB" {
    [ "$(stat -c %s "$ESP_SRCDIR/stub/esp8266.bin")" -le 12288 ]
}

@test "stub: the trial of a rate is uploaded within the time of two frames" {
    [ "$(stat -c %s "$ESP_SRCDIR/stub/esp8266-trial.bin")" -lt 400 ]
}
