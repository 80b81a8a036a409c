#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# share/fleet.mk: what is asked for, and what of this is refused before a board is touched.

setup() {
    load ../lib/helper
    load ../lib/fleet
    common_setup
    fleet_doubles
    A=a0:20:a6:00:00:01
    plug_in $A /dev/tty1
    stand_in esp-write 'touch written'
    MAKEFILE=$PWD/Makefile
}

# make with a makefile of the user's own.
own_make() { # ARGUMENT...
    run --separate-stderr env -u MAKEFLAGS -u MAKELEVEL make -s -f "$MAKEFILE" "$@"
}

@test "fleet: restore writes nothing back that the same make saves" {
    fleet -s backup
    echo broken > flash-$A
    stand_in esp-detect 'touch detected; cat plugged'
    run --separate-stderr fleet -s backup restore BOARDS=all
    assert_equal "$status: ${stderr%%$'\n'*}" \
        "2: fleet: restore would write back what backup saves now: name an older backup by AT=, or leave backup out"
    assert_not_exists detected
    # With goals of another makefile this shows when the restore begins.
    printf 'include %s\nall: backup restore\n' "$FLEET_MK" > "$MAKEFILE"
    own_make all BOARDS=all
    assert_equal "$status" 2
    assert_line "backup: 1 board, 1 saved"
    assert_regex "$stderr" "restore would write back what backup saves now"
    assert_not_exists written
    # AT tells which one is meant; KEEP does not remove it.
    at=$(cd backups/${A//:/} && echo *.gz)
    run --separate-stderr fleet -s backup restore BOARDS=all KEEP=1 AT="${at%%.*}"
    assert_equal "$status" 0
    assert_line "$A: holds the backup of ${at%%.*}"
    # The other order is clear.
    run --separate-stderr fleet -s restore backup BOARDS=all
    assert_equal "$status" 0
}

@test "fleet: OPTIONS that a program does not have are refused before a port is opened" {
    rm "$BATS_TEST_TMPDIR/bin/esp-detect" "$BATS_TEST_TMPDIR/bin/esp-read"
    fleet_refuses "OPTIONS are for all programs, and one of them says: esp-detect: unrecognized option '--force'; try 'esp-detect --help'" \
        verify OPTIONS=--force
    fleet_refuses "OPTIONS are for all programs, and one of them says: esp-read: unrecognized option '--list'; try 'esp-read --help'" \
        backup OPTIONS=--list
    fleet_refuses "OPTIONS=--baud=fast: esp-detect: --baud: 'fast' is not a rate such as 115200" \
        backup OPTIONS=--baud=fast
}

fleet_refuses() { # MESSAGE MAKE-ARGUMENT...
    local message=$1
    shift
    run --separate-stderr fleet -s "$@"
    assert_equal "$status: ${stderr%%$'\n'*}" "2: fleet: $message"
}

@test "fleet: values in a makefile: blanks behind them, a ~ in front, a goal before the include" {
    printf '%s\n' 'hello:' '	@echo hello' 'BACKUPS = b  # here' 'KEEP = 3  # some' \
        'BOARDS_CSV = ~/my boards.csv' "include $FLEET_MK" > "$MAKEFILE"
    mkdir home
    printf 'mac,name\n%s,pump\n' $A > "home/my boards.csv"
    HOME=$PWD/home own_make
    assert_equal "$status: $output" "0: hello"
    HOME=$PWD/home own_make backup
    assert_equal "$status: $stderr" "0: "
    backup_is b/pump flash-$A
    HOME=$PWD/home own_make backup "BACKUPS=~/saved"
    assert_equal "$status" 0
    backup_is home/saved/pump flash-$A
    HOME=$PWD/home own_make backup "BACKUPS=~bob/saved"
    assert_equal "$status: ${stderr%%$'\n'*}" "2: fleet: BACKUPS=~bob/saved: write the path without ~"
    assert_equal "$(find . -name '*~*')" ""
    # Without a goal before the include, the boards are listed.
    echo "include $FLEET_MK" > "$MAKEFILE"
    own_make
    assert_line "list: 1 board"
    no_run_is_left
}
