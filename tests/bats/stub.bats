#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The tracked binaries must be what the compiler makes of their sources.

setup() {
    load lib/helper
    common_setup
}

need_compiler() {
    [ -n "${XTENSA_CC:-}" ] || skip "xtensa-lx106-elf-gcc is not installed"
}

# machine_tests TEST...: runs unit tests of the machine code with the binary that this
# compiler made.  `make check` runs them with the tracked binaries.
machine_tests() {
    need_compiler
    ! cmp -s "$ESP_SRCDIR/stub/bin/esp8266.bin" "$ESP_BUILDDIR/stub/rebuilt/esp8266.bin" ||
        ! cmp -s "$ESP_SRCDIR/stub/bin/esp8266-trial.bin" "$ESP_BUILDDIR/stub/rebuilt/esp8266-trial.bin" ||
        skip "this compiler makes the tracked bytes"
    export STUB_BIN=$ESP_BUILDDIR/stub/rebuilt/esp8266.bin TRIAL_BIN=$ESP_BUILDDIR/stub/rebuilt/esp8266-trial.bin
    for test; do
        run "$ESP_BUILDDIR/tests/unit/$test"
        assert_success
        assert_line --regexp '^1\.\.[1-9]'
        refute_line --regexp '^not ok'
    done
}

@test "stub: the tracked ESP8266 binaries are what the sources give" {
    need_compiler
    local made_by version
    made_by=$(< "$ESP_SRCDIR/stub/bin/compiler")
    version=$("$XTENSA_CC" -dumpfullversion)
    [ "$version" = "$made_by" ] || skip "gcc $made_by made them, this one is $version"
    cmp "$ESP_SRCDIR/stub/bin/esp8266.bin" "$ESP_BUILDDIR/stub/rebuilt/esp8266.bin"
    cmp "$ESP_SRCDIR/stub/bin/esp8266-trial.bin" "$ESP_BUILDDIR/stub/rebuilt/esp8266-trial.bin"
}

@test "stub: the tracked ESP32 binaries are what the sources give" {
    need_compiler
    local made_by version
    made_by=$(< "$ESP_SRCDIR/stub/bin/compiler")
    version=$("$XTENSA_CC" -dumpfullversion)
    [ "$version" = "$made_by" ] || skip "gcc $made_by made them, this one is $version"
    cmp "$ESP_SRCDIR/stub/bin/esp32.bin" "$ESP_BUILDDIR/stub/rebuilt/esp32.bin"
    cmp "$ESP_SRCDIR/stub/bin/esp32-trial.bin" "$ESP_BUILDDIR/stub/rebuilt/esp32-trial.bin"
}

@test "stub: the tracked ESP32-S3 binary is what the sources give" {
    need_compiler
    local made_by version
    made_by=$(< "$ESP_SRCDIR/stub/bin/compiler")
    version=$("$XTENSA_CC" -dumpfullversion)
    [ "$version" = "$made_by" ] || skip "gcc $made_by made them, this one is $version"
    cmp "$ESP_SRCDIR/stub/bin/esp32s3.bin" "$ESP_BUILDDIR/stub/rebuilt/esp32s3.bin"
}

@test "stub: the tracked ESP32-C3 binary is what the sources give" {
    [ -n "${RISCV_CC:-}" ] || skip "riscv64-unknown-elf-gcc is not installed"
    local made_by version
    made_by=$(< "$ESP_SRCDIR/stub/bin/compiler-riscv")
    version=$("$RISCV_CC" -dumpfullversion)
    [ "$version" = "$made_by" ] || skip "gcc $made_by made it, this one is $version"
    cmp "$ESP_SRCDIR/stub/bin/esp32c3.bin" "$ESP_BUILDDIR/stub/rebuilt/esp32c3.bin"
}

@test "stub: what another version of the compiler makes of the sources works" {
    machine_tests stub/stub_machine stub/stub_machine_line stub/stub_write stub/stub_write_trouble sim/rom_trial
}

@test "stub: at either clock, too" {
    machine_tests stub/stub_clock
}

@test "stub: it is uploaded in four blocks of 4 KB" {
    [ "$(stat -c %s "$ESP_SRCDIR/stub/bin/esp8266.bin")" -le 16384 ]
}

@test "stub: the trial of a rate is uploaded within the time of two frames" {
    [ "$(stat -c %s "$ESP_SRCDIR/stub/bin/esp8266-trial.bin")" -lt 400 ]
    [ "$(stat -c %s "$ESP_SRCDIR/stub/bin/esp32-trial.bin")" -le 480 ]
}
