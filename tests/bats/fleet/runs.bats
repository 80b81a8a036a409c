#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# share/fleet.mk: each run of make works on the boards that it looked at, and on no others.

setup() {
    load ../lib/helper
    load ../lib/fleet
    common_setup
    fleet_doubles
    A=a0:20:a6:00:00:01 B=a0:20:a6:00:00:02
    stand_in esp-erase 'sed "s/.* mac=//; s/ .*//" >> erased'
    plug_in $A /dev/tty1
}

# A command that looks for boards in the same folder, as from another shell.
other_list() {
    printf 'env -i PATH="$PATH" make -s -f %s list > other.log 2>&1' "$FLEET_MK"
}

@test "fleet: another make in the same folder changes nothing of what this one works on" {
    cp plugged board-a
    : > plugged
    plug_in $B /dev/tty2
    cp plugged board-b
    cp board-a plugged
    # The other make looks between the look of this one and its work.
    stand_in slow-make "cp board-b plugged; $(other_list); exec make \"\$@\""
    run --separate-stderr fleet -s erase BOARDS=all MAKE="$BATS_TEST_TMPDIR/bin/slow-make"
    assert_equal "$status: $output" "0: a0:20:a6:00:00:01: is erased"$'\n'"erase: 1 board, 1 erased"
    assert_equal "$(cat erased)" $A
    assert_regex "$(cat other.log)" "$B"
    no_run_is_left
    # The other make looks while a board is read.
    cat board-a board-b > plugged
    mv "$BATS_TEST_TMPDIR/bin/esp-read" "$BATS_TEST_TMPDIR/bin/really-read"
    stand_in esp-read ": > plugged; $(other_list); exec really-read \"\$@\""
    run --separate-stderr fleet -s backup
    assert_equal "$status: $stderr" "0: "
    assert_line "backup: 2 boards, 2 saved"
    assert_dir_exists backups/${A//:/}
    assert_dir_exists backups/${B//:/}
    no_run_is_left
}

@test "fleet: a make below that fails is a failure, whatever the boards say" {
    stand_in bad-make 'make "$@"; exit 3'
    run --separate-stderr fleet -s backup MAKE="$BATS_TEST_TMPDIR/bin/bad-make"
    assert_equal "$status" 2
    assert_regex "$stderr" "fleet: backup: make failed, though no board did"
    # A list that is gone is a failure, too, and no board is touched.
    stand_in lost-make 'rm -rf .fleet/run-*; exec make "$@"'
    run --separate-stderr fleet -s erase BOARDS=all MAKE="$BATS_TEST_TMPDIR/bin/lost-make"
    assert_equal "$status" 2
    assert_regex "$stderr" "${A//:/}: the list of this run is gone, so nothing is done"
    assert_not_exists erased
}

@test "fleet: of several goals, the later ones work on the boards of the first" {
    plug_in $B /dev/tty2
    # At the first look, one board does not answer.
    stand_in esp-detect 'echo look >> looks
        if [ "$(grep -c . looks)" = 1 ]; then head -n 1 plugged; else cat plugged; fi'
    run --separate-stderr fleet -s -j2 backup erase BOARDS=all
    assert_equal "$status" 0
    assert_line "erase: 1 board, 1 erased"
    assert_equal "$(cat erased looks)" "$A"$'\n'look
    no_run_is_left
    # So do goals that another makefile gives, at the same time or not.
    printf 'include %s\nboth: backup verify\n' "$FLEET_MK" > Makefile
    stand_in esp-verify :
    run --separate-stderr env -u MAKEFLAGS -u MAKELEVEL make -s -j2 both
    assert_line --partial "backup: 2 boards, "
    assert_line --partial "verify: 2 boards, "
    assert_equal "$(grep -c . looks)" 2
    # A board that was not saved is not erased, even if make shall ignore errors.
    rm erased flash-$A
    run --separate-stderr fleet -s -i backup erase BOARDS=all
    assert_line "erase: 2 boards, 1 erased, 1 failed"
    assert_regex "$stderr" "  $A on /dev/tty1: an earlier goal of this make failed, so nothing is changed"
    assert_equal "$(cat erased)" $B
    no_run_is_left
    # Nor is one whose backup was killed.
    rm erased
    cp good.bin flash-$A
    mv "$BATS_TEST_TMPDIR/bin/esp-read" "$BATS_TEST_TMPDIR/bin/really-read"
    stand_in esp-read 'kill -9 $PPID'
    run --separate-stderr fleet -s -i backup erase BOARDS=all
    assert_line "erase: 2 boards, 2 failed"
    assert_not_exists erased
    mv "$BATS_TEST_TMPDIR/bin/really-read" "$BATS_TEST_TMPDIR/bin/esp-read"
    # A request that is refused erases nothing then, either.
    run --separate-stderr fleet -s -i erase BOARDS="$A typo"
    assert_regex "$stderr" "the list of this run is gone, so nothing is done"
    assert_not_exists erased
}

@test "fleet: a board whose port is there and does not answer any more is a failure" {
    local n
    plug_in $B /dev/tty2
    fleet -s backup
    printf 'mac,name\n%s,pump\n' $B > boards.csv
    sed -i 2d plugged
    stand_in esp-detect 'cat plugged; echo "esp-detect: /dev/tty2: no answer: is the line busy?" >&2
        echo "esp-detect: /dev/tty3: no answer" >&2'
    for n in 1 2; do # in the second run, the board is not in the last list any more
        run --separate-stderr fleet -s backup
        assert_equal "$status" 2
        assert_line "backup: 1 board, 1 unchanged, 1 failed"
        assert_regex "$stderr" "  /dev/tty2: pump was here, and now: no answer: is the line busy[?]"
    done
    # A board that was unplugged is only told, once.
    stand_in esp-detect 'cat plugged'
    run --separate-stderr fleet -s backup
    assert_equal "$status: $stderr" "0: fleet: pump was on /dev/tty2 and is not there now"
    run --separate-stderr fleet -s backup
    assert_equal "$status: $stderr" "0: "
}

@test "fleet: a board's new name waits for other runs, which know the old one" {
    fleet -s backup
    printf 'mac,name\n%s,pump\n' $A > boards.csv
    local other
    other=.fleet/run-20200101T000000Z-$(uname -n | tr -c 'A-Za-z0-9.\n' _)-$$
    mkdir "$other"
    run --separate-stderr fleet -s backup
    assert_equal "$status" 2
    assert_regex "$stderr" "a board has got another name, and another make is at work here: wait for its end"
    assert_dir_exists backups/${A//:/}
    rmdir "$other"
    run --separate-stderr fleet -s backup
    assert_equal "$status" 0
    assert_dir_exists backups/pump
    assert_not_exists backups/${A//:/}
}

@test "fleet: what an interrupted run has left does no harm, and the next run removes it" {
    local gone
    gone=.fleet/run-20200101T000000Z-$(uname -n | tr -c 'A-Za-z0-9.\n' _)-4194305 # more than the largest process number
    mkdir -p "$gone" ".fleet/run-20200101T000000Z-other-machine-4194305"
    echo "port=/dev/tty2 mac=$B id=${B//:/} folder=x" > "$gone/boards"
    : > "$gone/found"
    run --separate-stderr fleet -s erase BOARDS=all
    assert_equal "$status: $(cat erased)" "0: $A"
    assert_not_exists "$gone"
    assert_dir_exists .fleet/run-20200101T000000Z-other-machine-4194305
    # The work of make -n is that of the last list, and makes no folder of a run.
    run --separate-stderr fleet -n erase BOARDS=all
    assert_line --regexp "fleet-board' erase ${A//:/} # ESP8266EX /dev/tty1$"
    rm -r .fleet/run-20200101T000000Z-other-machine-4194305
    no_run_is_left
}
