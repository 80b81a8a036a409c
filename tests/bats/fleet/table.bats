#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# share/fleet.mk: names, folders, retention, and what goes wrong on this machine.  Stand-ins
# for esp-detect and esp-read make the boards of the file "plugged", one device line each;
# the flash of a board is the file flash-MAC.

setup() {
    load ../lib/helper
    load ../lib/fleet
    common_setup
    fleet_doubles
}

# The folders that have backups.
folders() {
    (cd backups && LC_ALL=C && echo */)
}

@test "fleet: names with odd characters, and names that two boards have" {
    local n
    for n in 0 1 2 3 4 5; do plug_in a0:20:a6:00:00:0$n /dev/tty$n; done
    # shellcheck disable=SC2016 # the name is meant
    printf '\357\273\277sep=;\r\n%s\r\n%s\r\n%s\r\n%s\r\n%s\r\n%s\r\n' 'Name;MAC;place' \
        '"../a; ""b"" $(x) '"'c'"'";A0-20-A6-00-00-00;hall' 'Twin;a020a6000001;' 'twin;a0:20:a6:00:00:02;' \
        '-rf;a0:20:a6:00:00:03;' 'a0:20:a6:00:00:00;a0:20:a6:00:00:04;' > boards.csv
    run --separate-stderr fleet -s -j2 backup
    assert_equal "$status" 0
    assert_line "backup: 6 boards, 6 saved"
    assert_equal "$(folders)" "%2Drf/ %2E.%2Fa%3B%20%22b%22%20%24%28x%29%20%27c%27/ a020a6000001/ a020a6000002/ a020a6000004/ a020a6000005/"
    assert_regex "$stderr" "several boards have the name [Tt]win"
    nothing_is_half
    # An address means the board that has it, and not a board with such a name.
    run --separate-stderr fleet -n backup BOARDS=a0:20:a6:00:00:00
    assert_line --partial "backup a020a6000000 "
    refute_line --partial "backup a020a6000004 "
    # A name with odd characters chooses its board.
    run --separate-stderr fleet -s backup BOARDS='-rf'
    assert_line "backup: 1 board, 1 unchanged"
    run --separate-stderr fleet report
    assert_equal "$status" 0
    # A board that gets a name, or another one, takes its backups along.
    printf 'mac,name\na0:20:a6:00:00:05,new\na0:20:a6:00:00:03,other\n' > boards.csv
    run --separate-stderr fleet -s backup BOARDS=new,other
    assert_line "backup: 2 boards, 2 unchanged"
    assert_dir_exists backups/new
    assert_not_exists backups/a020a6000005
    # Another board with a name whose folder is in use goes by its address.
    printf 'mac,name\na0:20:a6:00:00:01,new\n' > boards.csv
    run --separate-stderr fleet -s backup BOARDS=new
    assert_line "backup: 1 board, 1 unchanged"
    assert_regex "$stderr" "backups/new is of the board a0:20:a6:00:00:05"
}

@test "fleet: a board that is named and is not there, and one address on two ports" {
    plug_in a0:20:a6:00:00:01 /dev/tty1
    plug_in a0:20:a6:00:00:01 /dev/tty2
    plug_in a0:20:a6:00:00:02 /dev/tty3
    printf 'mac,name\na0:20:a6:00:00:07,away\n' > boards.csv
    run --separate-stderr fleet -s backup BOARDS="all, away"
    assert_equal "$status" 2
    assert_line "backup: 3 boards, 1 saved, 2 failed"
    assert_regex "$stderr" "  away \(a0:20:a6:00:00:07\): no board with this address was found"
    assert_regex "$stderr" "two ports have a board with this address: /dev/tty1 and /dev/tty2"
    run --separate-stderr fleet -s backup BOARDS=known
    assert_line "backup: 1 board, 1 failed"
    # A word that means no board stops no work that changes nothing.
    run --separate-stderr fleet -s backup BOARDS="typo, a0:20:a6:00:00:02"
    assert_equal "$status" 2
    assert_line "backup: 1 board, 1 unchanged, 1 failed"
    assert_regex "$stderr" "  BOARDS: no board has the name typo"
    # What only separates words names no board.
    local blank
    for blank in $'\t' $' \n' ' , ' $'\r'; do
        FLEET_BOARDS=$blank run --separate-stderr "$ESP_SRCDIR/share/fleet/fleet-list" find erase
        assert_equal "$status: $stderr" \
            "2: fleet: erase changes flashes, so it needs BOARDS=: names, MAC addresses, or all"
        FLEET_BOARDS=$blank run "$ESP_SRCDIR/share/fleet/fleet-list" targets backup
        assert_output ""
    done
}

@test "fleet: KEEP never removes the last good backup" {
    local n
    plug_in a0:20:a6:00:00:01 /dev/tty1
    stand_in date 'case $1 in -u) ;; *) exec /bin/date "$@" ;; esac
        n=$(cat clock); echo $((n + 1)) > clock; echo "20260101T0000${n}Z"'
    echo 10 > clock
    fleet -s backup KEEP=2 > log
    good=$(readlink backups/a020a6000001/latest)
    for n in 1 2 3 4; do # each dump is broken in another way
        printf '%s' "$n" | dd of=flash-a0:20:a6:00:00:01 bs=1 seek=100 conv=notrunc status=none
        fleet -s backup KEEP=2 >> log
    done
    assert_file_exists "backups/a020a6000001/$good"
    assert_equal "$(find backups -name '*.bin.gz' | wc -l)" 3
    nothing_is_half
    { cat good.bin; printf '\377\377'; } > flash-a0:20:a6:00:00:01
    fleet -s backup KEEP=2 >> log
    { cat good.bin; printf '\377'; } > flash-a0:20:a6:00:00:01
    fleet -s backup KEEP=2 >> log
    assert_not_exists "backups/a020a6000001/$good"
    assert_equal "$(find backups -name '*.bin.gz' | wc -l)" 2
    grep -q "KEEP=2 removed backups/a020a6000001/$good\$" log
    # A blank dump is not good, and nothing goes if esp-imgedit cannot say what is.
    good=$(readlink backups/a020a6000001/latest)
    head -c 65536 /dev/zero | tr '\0' '\377' > flash-a0:20:a6:00:00:01
    fleet -s backup KEEP=1 >> log
    assert_file_exists "backups/a020a6000001/$good"
    n=$(find backups -name '*.bin.gz' | wc -l)
    echo unknown > flash-a0:20:a6:00:00:01
    stand_in esp-imgedit 'exit 137'
    run --separate-stderr fleet -s backup KEEP=1
    assert_regex "$stderr" "could not be checked, so KEEP removes nothing"
    assert_equal "$(find backups -name '*.bin.gz' | wc -l)" $((n + 1))
    rm "$BATS_TEST_TMPDIR/bin/esp-imgedit"
    cp good.bin flash-a0:20:a6:00:00:01
    fleet -s backup KEEP=1 >> log
    assert_equal "$(find backups -name '*.bin.gz' | wc -l)" 1
    # A clock that went back would make the new backup the oldest one.
    echo 10 > clock
    echo changed > flash-a0:20:a6:00:00:01
    run --separate-stderr fleet -s backup KEEP=1
    assert_equal "$status" 2
    assert_regex "$stderr" "the clock is behind the latest backup: set the clock, or give both files "
    nothing_is_half
    run --separate-stderr fleet -s backup KEEP=0
    assert_equal "$status: ${stderr%%$'\n'*}" "2: fleet: KEEP=0: KEEP is a number of backups, at least 1"
}

@test "fleet: a full disk, a damaged backup, a killed run" {
    local folder=backups/a020a6000001
    plug_in a0:20:a6:00:00:01 /dev/tty1
    fleet -s backup > log
    cp -r backups before
    echo changed >> flash-a0:20:a6:00:00:01
    stand_in gzip 'case $* in *-dc*) exec /bin/gzip "$@" ;; esac
        echo half; echo "gzip: stdout: No space left on device" >&2; exit 1'
    run --separate-stderr fleet -s backup
    assert_equal "$status" 2
    assert_regex "$stderr" "a0:20:a6:00:00:01 on /dev/tty1: $folder: gzip: stdout: No space left on device"
    diff -r before backups
    rm "$BATS_TEST_TMPDIR/bin/gzip"
    # What a killed run leaves does no harm.
    touch $folder/.new.bin.gz $folder/20200101T000000Z.bin.meta
    echo 20200101T000000Z > $folder/.new.time
    touch $folder/20200202T000000Z.bin $folder/20200202T000000Z.bin.meta # what a user unpacked
    mkdir -p .fleet/jobs/a020a6000001
    ln -s 4194305 .fleet/jobs/a020a6000001/lock # more than the largest process number
    run --separate-stderr fleet -s backup
    assert_equal "$status: $stderr" "0: "
    backup_is $folder flash-a0:20:a6:00:00:01
    rm $folder/20200202T000000Z.bin $folder/20200202T000000Z.bin.meta
    nothing_is_half
    # Some file systems have no links.
    echo again >> flash-a0:20:a6:00:00:01
    stand_in ln 'case $* in *latest) exit 1 ;; esac; exec /bin/ln "$@"'
    run --separate-stderr fleet -s backup
    assert_line "backup: 1 board, 1 saved"
    assert_regex "$stderr" "the link $folder/latest cannot be made"
    rm "$BATS_TEST_TMPDIR/bin/ln"
    ln -sf "$(cd $folder && echo *.bin.gz | sed 's/.* //')" $folder/latest
    # A damaged backup is no base, and is not the same as the board.
    echo damaged > "$folder/$(readlink $folder/latest)"
    run --separate-stderr fleet -s backup
    assert_line "backup: 1 board, 1 saved"
    assert_regex "$stderr" "is damaged, so all is read"
    backup_is $folder flash-a0:20:a6:00:00:01
}

@test "fleet: installed below another folder, included by another makefile" {
    plug_in a0:20:a6:00:00:01 /dev/tty1
    make -s -C "$ESP_BUILDDIR" install-dist_pkgdataDATA install-dist_fleetSCRIPTS install-dist_fleetDATA \
        MAKEFLAGS= MAKELEVEL= pkgdatadir="$PWD/inst" > log 2>&1 || { cat log; false; }
    printf 'BACKUPS = $(HERE)/saved\nHERE = here\ninclude inst/fleet.mk\n' > Makefile
    run --separate-stderr env -u MAKEFLAGS -u MAKELEVEL make -s backup
    assert_equal "$status: $stderr" "0: "
    FLASH=flash-a0:20:a6:00:00:01
    backup_is here/saved/a020a6000001 $FLASH
}

@test "fleet: in a folder whose name has a blank or an apostrophe, by -f, by a link and included" {
    plug_in a0:20:a6:00:00:01 /dev/tty1
    mkdir -p "my tools" "other tools" "bob's"
    cp -r "$ESP_SRCDIR/share/fleet.mk" "$ESP_SRCDIR/share/fleet" "my tools"
    cp -r "my tools/." "bob's"
    cp -r "my tools" "bob's tools"
    ln -s "$PWD/my tools/fleet.mk" "other tools/boards.mk"
    printf 'BACKUPS = included\ninclude my\\ tools/fleet.mk\n' > Makefile
    FLASH=flash-a0:20:a6:00:00:01
    local way
    for way in "-f|my tools/fleet.mk|BACKUPS=named" "-f|other tools/boards.mk|BACKUPS=linked" \
        "-f|bob's/fleet.mk|BACKUPS=bob" "-f|bob's tools/fleet.mk|BACKUPS=both" "-f|Makefile|-s"; do
        IFS='|' read -ra way <<< "$way"
        run --separate-stderr env -u MAKEFLAGS -u MAKELEVEL make -s "${way[@]}" backup
        assert_equal "$status: $stderr" "0: "
    done
    for way in named linked bob both included; do
        backup_is "$way/a020a6000001" $FLASH
    done
}

@test "fleet: the scripts are good shell" {
    need shellcheck
    run shellcheck -x --source-path=SCRIPTDIR "$ESP_SRCDIR"/share/fleet/fleet-*
    assert_success
    assert_output ""
}
