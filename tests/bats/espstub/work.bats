#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# --stub=FILE: Espressif's stub in place of ours.

setup() {
    load ../lib/helper
    load ../lib/espstub
    common_setup
}

@test "stub file: the tracked device program is what the sources give" {
    [ -n "${XTENSA_CC:-}" ] || skip "xtensa-lx106-elf-gcc is not installed"
    local made_by version
    made_by=$(< "$ESP_SRCDIR/stub/bin/compiler")
    version=$("$XTENSA_CC" -dumpfullversion)
    [ "$version" = "$made_by" ] || skip "gcc $made_by made it, this one is $version"
    cmp "$OWN_STUB" "$ESP_BUILDDIR/tests/espstub/rebuilt.json"
}

reads() {
    flash 5
    run --separate-stderr board -- esp-read --stub="$STUB" -o dump.bin
    assert_success
    cmp dump.bin flash.bin
    run --separate-stderr board -- esp-read --stub="$STUB" --offset=0x1001 --size=0x8003 -o part.bin
    assert_success
    cmp -n 32771 -i 4097:0 flash.bin part.bin
    [ "$(wc -c < part.bin)" -eq 32771 ]
}

@test "stub file: reading the whole flash, and bytes of it" {
    for_each_stub reads
}

base_is_used() {
    flash 5
    cp flash.bin old.bin
    printf 'new' | dd of=flash.bin bs=1 seek=70000 conv=notrunc status=none
    run --separate-stderr board -- esp-read --stub="$STUB" --base=old.bin -o dump.bin
    assert_success
    cmp dump.bin flash.bin
}

@test "stub file: reading what changed since an older dump" {
    for_each_stub base_is_used
}

writes() {
    flash 5
    image new.bin
    run --separate-stderr board --stats=stats.json -- esp-write --force --stub="$STUB" new.bin
    assert_success
    cmp flash.bin new.bin
    stat_is ".flash.sector_erases + .flash.block64_erases > 0 and .flash.violations == 0" stats.json
    run --separate-stderr board -- esp-verify --stub="$STUB" new.bin
    assert_success
    # The same again changes nothing.
    run --separate-stderr board --stats=stats.json -- esp-write --force --stub="$STUB" new.bin
    assert_success
    stat_is ".flash.sector_erases == 0 and .flash.block64_erases == 0 and .flash.page_programs == 0" stats.json
}

@test "stub file: writing over other contents, and again" {
    for_each_stub writes
}

writes_bytes() {
    flash 5
    cp flash.bin want.bin
    esp-mkflash random 64k 9 | head -c 20001 > part.bin
    dd if=part.bin of=want.bin bs=1 seek=99999 conv=notrunc status=none
    run --separate-stderr board -- esp-write --force --stub="$STUB" --offset=99999 part.bin
    assert_success
    cmp flash.bin want.bin
}

@test "stub file: bytes around an image stay" {
    for_each_stub writes_bytes
}

erases() {
    flash 5
    { head -c 65536 flash.bin; blank 135168; tail -c +200705 flash.bin; } > want.bin
    run --separate-stderr board -- esp-erase --stub="$STUB" --offset=64k --size=132k
    assert_success
    cmp flash.bin want.bin
}

@test "stub file: erasing a range" {
    for_each_stub erases
}

differs() {
    flash 5
    cp flash.bin other.bin
    printf 'new' | dd of=other.bin bs=1 seek=70000 conv=notrunc status=none
    run --separate-stderr board -- esp-verify --stub="$STUB" other.bin
    assert_failure 1
    assert_output "0x00011000-0x00011fff 4096"
}

@test "stub file: comparing" {
    for_each_stub differs
}

stays() {
    flash 5
    board_start --chip="$CHIP" --port=rfc2217 --flash=flash.bin --wiring=none --boot=download
    run --separate-stderr esp-detect -p "$PORT" --reset=none --stub="$STUB" --after=stay
    assert_success
    assert_output --partial " state=other-stub"
    # The next program finds the stub, and does not load it again.
    run --separate-stderr esp-read -p "$PORT" --reset=none --stub="$STUB" --size=64k -o dump.bin
    assert_success
    cmp -n 65536 dump.bin flash.bin
    refused esp-read 3 "$PORT: another program's flasher stub runs on the chip: reset it into \
download mode (hold GPIO0, the FLASH button, low while it resets)" -p "$PORT" --reset=none -o x.bin
    board_stop
}

@test "stub file: without reset lines the stub stays for the next program" {
    for_each_stub stays
}

damaged_line() {
    local seed rate
    for seed in 1 2 3; do
        rate=$((seed * 3))e-5
        flash "$seed"
        rm -f dump.bin*
        run --separate-stderr board --flip="$rate" --lose="${seed}e-5" --seed="$seed" -- \
            esp-read --stub="$STUB" -o dump.bin
        if [ "$status" -eq 0 ]; then cmp dump.bin flash.bin; else assert_not_exist dump.bin; fi
        [ "$status" -eq 0 ] || [ "$status" -eq 3 ]
        image new.bin
        run --separate-stderr board --flip="$rate" --lose="${seed}e-5" --seed="$seed" -- \
            esp-write --force --stub="$STUB" new.bin
        if [ "$status" -eq 0 ]; then cmp flash.bin new.bin; fi
        [ "$status" -eq 0 ] || [ "$status" -eq 3 ]
        echo "# seed $seed: $status $stderr"
    done
    # The mildest line must do.
    flash 1
    run --separate-stderr board --flip=1e-5 --seed=7 -- esp-read --stub="$STUB" -o mild.bin
    assert_success
    cmp mild.bin flash.bin
    image new.bin
    run --separate-stderr board --flip=1e-5 --seed=7 -- esp-write --force --stub="$STUB" new.bin
    assert_success
    cmp flash.bin new.bin
}

@test "stub file: a line that damages gives the right contents or a failure" {
    for_each_stub damaged_line
}

pulled() {
    local bytes
    for bytes in 3000 30000 100000; do
        flash 5
        run --separate-stderr board --unplug=$bytes -- esp-read --stub="$STUB" -o dump.bin
        assert_failure 3
        assert_not_exist dump.bin
        image new.bin
        run --separate-stderr board --unplug=$bytes -- esp-write --force --stub="$STUB" new.bin
        assert_failure 3
    done
}

@test "stub file: the cable is pulled" {
    for_each_stub pulled
}

# with_boot_sector_of IMAGE: flash.bin, with the boot sector of another image.
with_boot_sector_of() {
    cp flash.bin whole.bin
    tail -c +$((at + 1)) "$1" | head -c 4096 |
        dd of=whole.bin bs=4096 seek=$((at / 4096)) conv=notrunc status=none
    cmp -s whole.bin "$1"
}

# The sector that the chip starts from: of the old contents, the new ones, or blank.  It is
# erased first and written last.  If the power fails just then, the sector has a part of the
# contents, and all other sectors have the old ones (while it is erased) or the new ones (while
# it is written); the boot ROM refuses such a program by its check sum.
boot_sector_is_sound() {
    local at=0 sector
    [ "$CHIP" != esp32 ] || at=4096
    sector() { tail -c +$((at + 1)) "$1" | head -c 4096 | sha1sum; }
    case $(sector flash.bin) in
        "$(sector old.bin)" | "$(sector new.bin)" | "$(blank 4096 | sha1sum)") ;;
        *)
            with_boot_sector_of new.bin || with_boot_sector_of old.bin ||
                fail "the boot sector is half erased or half written, and others are neither old nor new"
            return ;;
    esac
    # With either program at the start, no sector of the other one is there.
    [ "$(sector flash.bin)" != "$(sector new.bin)" ] || cmp flash.bin new.bin
    [ "$(sector flash.bin)" != "$(sector old.bin)" ] || cmp flash.bin old.bin
}

power_fails() {
    local whole part
    image new.bin
    flash 5
    cp flash.bin old.bin
    board --stats=stats.json -- esp-write -q --force --stub="$STUB" new.bin
    whole=$(jq .virtual_ms stats.json)
    for part in 2 3 4 5 6 7; do
        cp old.bin flash.bin
        run board --power-cut=$((whole * part / 8)) -- \
            esp-write -q --force --stub="$STUB" new.bin
        [ "$status" -ne 0 ] || fail "status 0 although the power failed"
        boot_sector_is_sound
    done
    run board -- esp-write -q --force --stub="$STUB" new.bin
    assert_success
    cmp flash.bin new.bin
}

@test "stub file: the power fails while a program is written" {
    for_each_stub power_fails
}
