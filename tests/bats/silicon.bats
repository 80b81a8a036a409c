#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Chips and flashes that do not behave as their data sheets say.  The programs must read
# what can be read right, and report what cannot.

setup() {
    load lib/helper
    common_setup
    esp-mkflash "$FIRMWARE" 512k > old.bin
    esp-mkflash random 128k 5 > new.bin
}

teardown() {
    board_stop
}

# reads BOARD-OPTION...: reads a dump of 64 KB and compares it with the file.  $stderr holds
# stderr.
reads() {
    cp old.bin flash.bin
    rm -f dump.bin dump.bin.meta
    run --separate-stderr esp-sim --flash=flash.bin "$@" -- \
        sh -c 'esp-detect -q | esp-read --size=64k -o dump.bin'
    assert_equal "$*: $status: $stderr" "$*: 0: $stderr"
    head -c 64k old.bin | cmp - dump.bin
}

# writes BOARD-OPTION...: writes new.bin at 64 KB, and checks that nothing else changes.
writes() {
    cp old.bin flash.bin
    run --separate-stderr esp-sim --flash=flash.bin --stats=stats.json "$@" -- \
        esp-write -q 64k new.bin
    assert_equal "$*: $status: $stderr" "$*: 0: "
    { head -c 64k old.bin; cat new.bin; tail -c +$((65537 + $(stat -c %s new.bin))) old.bin; } |
        cmp - flash.bin
}

# The change must hold only until power-off: the non-volatile registers must be unchanged.
lasts() {
    stat_is ".flash.lasting_status == \"$1\" and .flash.status_changes == 0" stats.json
}

# said TEXT: checks that stderr is one line, which has the text.
said() {
    assert_equal "$(grep -c . <<< "$stderr")" 1
    [[ $stderr == *"$1"* ]] || fail "not '$1' in: $stderr"
}

@test "silicon: a flash that misreads at half of the bus clock is read at a quarter" {
    reads --chip-manners=miso-shift
    said "the flash is not read right at 26 MHz; going on at 13"
    run esp-sim --flash=flash.bin --chip-manners=miso-shift -- esp-detect -q --self-test
    assert_equal "$status" 1
    assert_line --regexp "all of these at half of the bus clock +FAILED"
    assert_line --regexp "flash contents, read in two ways +passed"
}

@test "silicon: the controller's own commands find its settings as after a reset" {
    for how in "" "--no-stub --size=16k"; do
        cp old.bin flash.bin
        # shellcheck disable=SC2086 # words
        run --separate-stderr esp-sim --flash=flash.bin --chip-manners=user-edge -- \
            esp-read -q $how -o dump.bin
        assert_equal "$status: $stderr" "0: "
        cmp -n 16384 old.bin dump.bin
        rm -f dump.bin*
    done
    writes --chip-manners=user-edge
}

@test "silicon: a clock that is not divided: the loader reads it, or the user is told how" {
    cp old.bin flash.bin
    run --separate-stderr esp-sim --flash=flash.bin --chip-manners=stuck-divider --port=rfc2217 -- \
        esp-read --size=4k -o dump.bin
    assert_equal "$status: $stderr" "0: $stderr"
    head -c 4k old.bin | cmp - dump.bin
    [[ $stderr == *"it cannot set the flash's clock; please report what 'esp-detect --self-test' prints; going on without it, slowly"* ]]
    rm -f dump.bin
    run --separate-stderr esp-sim --flash=flash.bin --chip-manners=stuck-divider -- \
        esp-read --size=4k -o dump.bin
    assert_equal "$status" 3
    [[ $stderr == *"reset the board into download mode by hand and use --no-stub" ]]
    assert_not_exist dump.bin
}

@test "silicon: instruction memory that was the flash cache's is made memory again" {
    reads --chip-manners=cached-iram
    assert_equal "$stderr" ""
}

@test "silicon: memory that keeps nothing is told before it is used, and the loader goes on" {
    for address in 0x40108000 0x4010bffc 0x4010c000 0x4010fffc; do
        cp old.bin flash.bin
        rm -f dump.bin*
        run --separate-stderr esp-sim --flash=flash.bin --bad-ram=$address -- \
            esp-read --size=4k -o dump.bin
        assert_equal "$address: $status: $stderr" "$address: 0: $stderr"
        head -c 4k old.bin | cmp - dump.bin
        [[ $stderr == *"it finds memory that does not keep what is written to it"*"going on without it, slowly"* ]]
    done
    run esp-sim --flash=flash.bin --bad-ram=0x40108000 -- esp-detect -q --self-test
    assert_equal "$status" 1
    assert_line --regexp "memory that the stub needs +FAILED"
}

@test "silicon: a CPU that computes wrongly at twice its clock runs at its own" {
    reads --cpu2x=garbles
    said "at twice its clock the chip computes or reads wrongly; going on at its own clock"
    run esp-sim --flash=flash.bin --cpu2x=garbles -- esp-detect -q --self-test
    assert_equal "$status" 1
    assert_line --regexp "CPU's clock doubled +FAILED"
}

@test "silicon: the other UART's interrupts disturb neither the stub nor the trial of a rate" {
    reads --chip-manners=uart1-noise
    assert_equal "$stderr" ""
}

@test "silicon: without a line to reset it a board leaves download mode by itself" {
    for manner in "" --chip-manners=reset-to-loader; do
        esp-mkflash firmware 512k > flash.bin
        # shellcheck disable=SC2086 # an option or none
        board_start --flash=flash.bin --flood $manner
        run --separate-stderr esp-reset -p "$PORT"
        assert_equal "$status: $stderr" "0: "
        application_starts "$PORT"
        board_stop
    done
}

# bats test_tags=every-chip,one-way,one-port
@test "silicon: a good board passes every test of itself, and its flash stays as it was" {
    cp old.bin flash.bin
    run --separate-stderr esp-sim --flash=flash.bin --stats=stats.json -- esp-detect --self-test
    assert_equal "$status: $stderr" "0: "
    assert_equal "$(grep -c " passed$" <<< "$output")" 6
    assert_line --regexp "flash made by +Winbond"
    cmp old.bin flash.bin
    stat_is '.flash.status_writes == 0' stats.json
    for option in --all --list --json; do
        refused esp-detect 2 "--self-test does not go with $option; try 'esp-detect --help'" --self-test $option
    done
}

# bats test_tags=every-chip,one-way,one-port
@test "silicon: a blank flash has nothing to compare, which is said and does no harm" {
    esp-mkflash blank 512k > old.bin
    reads
    assert_equal "$stderr" ""
    run --separate-stderr esp-sim --flash=flash.bin -- esp-detect --self-test
    assert_equal "$status: $stderr" "0: "
    assert_line --regexp "read in two ways +not tried: only ones or zeros"
}

# Columns: JEDEC ID, status registers at first, manners, the non-volatile registers after a
# write, and the registers that act after the write.
# bats test_tags=every-chip,one-way,one-port,costly
@test "silicon: protection is lifted until power-off, QE is kept, whoever made the flash" {
    local row id first manners act
    esp-mkflash random 256k 5 | head -c 8k > new.bin
    for row in "ef4013 1c0000 wel-stuck 000000" "ef4013 1c0200 wel-stuck 000200" \
        "ef4013 1c0200 status-16bit,wel-stuck 000200" "ef4013 004000 cmp 000000" \
        "ef4013 1c4200 cmp 000200" "c84013 1c0200 status-8bit,wel-stuck 000200" \
        "c84013 1c4200 status-8bit,cmp 000200" "c84013 1c0200 short-status-clears 000200" \
        "d84013 1c0200 status-8bit,wel-stuck 000200" "1c3013 1c0000 status-8bit,wel-stuck,no-sr2=last 000000" \
        "204013 1c0260 xmc-sr3 000260" "c22013 1c0000 no-sr2=first 000000" \
        "9d6013 1c0000 no-sr2=ones 000000" "ef4013 1c0200 late-wel 000200" "ef4013 1c0200 lost-wel=3 000200"; do
        read -r id first manners act <<< "$row"
        writes --jedec-id="$id" --flash-status="$first" --flash-manners="$manners"
        lasts "$first"
        stat_is ".flash.status == \"$act\"" stats.json
    done
    writes --jedec-id=20ba13 --flash-status=1c # 35h would make it deaf
    lasts 1c0000
}

@test "silicon: what the loader cannot unprotect is the device's trouble, and the stub can" {
    cp old.bin flash.bin
    head -c 4096 new.bin > sector.bin
    run --separate-stderr esp-sim --flash=flash.bin --jedec-id=c84013 --flash-status=1c0200 \
        --flash-manners=status-8bit -- esp-write -q --no-stub 64k sector.bin
    assert_equal "$status" 3
    said "the ROM's loader cannot lift the flash's write protection: try without --no-stub"
    cmp old.bin flash.bin
    run --separate-stderr esp-sim --flash=flash.bin --jedec-id=c84013 --flash-status=1c0200 \
        --flash-manners=status-8bit -- esp-write -q 64k sector.bin
    assert_equal "$status: $stderr" "0: "
    cmp -n 4096 -i 64k:0 flash.bin sector.bin
}

# bats test_tags=every-chip,one-way,one-port
@test "silicon: no page is programmed over what it holds" {
    head -c 128k /dev/zero > zeros.bin
    cp new.bin old.bin
    cat new.bin new.bin new.bin >> old.bin
    cp zeros.bin new.bin
    writes --jedec-id=856013 --flash-manners=puya-overwrite
    stat_is '.flash.weak_bits == 0' stats.json
}

# bats test_tags=every-chip,one-way,one-port,costly
@test "silicon: a stub that stays compares with what the flash holds now" {
    cp old.bin flash.bin
    cp old.bin image.bin
    board_start --flash=flash.bin
    esp-mkflash random 512k 6 > other.bin
    for image in image other image; do
        run --separate-stderr esp-write -q -p "$PORT" $image.bin
        assert_equal "$status: $stderr" "0: "
        run --separate-stderr esp-read -p "$PORT" --size=64k -o dump.bin
        assert_equal "$status: $stderr" "0: "
        cmp -n 65536 $image.bin dump.bin
    done
    run --separate-stderr esp-detect -p "$PORT" --self-test
    assert_equal "$status: $stderr" "0: "
}

# bats test_tags=every-chip,one-way,one-port
@test "silicon: a flash that erases more than 64 KB, or elsewhere, is found out by the first block" {
    for what in more other; do
        cp old.bin flash.bin
        run --separate-stderr esp-sim --flash=flash.bin --flash-manners=block-erase=$what \
            --stats=stats.json -- esp-write -q 0 new.bin
        assert_equal "$status" 3
        said "this flash erases more than 64 KiB at a time"
        stat_is '.flash.block64_erases == 1' stats.json
        cp old.bin flash.bin
        run --separate-stderr esp-sim --flash=flash.bin --flash-manners=block-erase=$what \
            --stats=stats.json -- esp-erase -q --all
        assert_equal "$status" 3
        said "this flash erases more than 64 KiB at a time"
        stat_is '.flash.block64_erases == 1' stats.json
    done
    writes --flash-manners=block-erase=less
}

# bats test_tags=every-chip,one-way,one-port
@test "silicon: a slow flash is waited for" {
    writes --flash-manners=slow
    cp old.bin flash.bin
    run --separate-stderr esp-sim --flash=flash.bin --flash-manners=slow=80 -- \
        esp-erase -q --offset=64k --size=4k
    assert_equal "$status: $stderr" "0: "
}
