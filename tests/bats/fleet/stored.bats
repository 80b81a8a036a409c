#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# share/fleet.mk: which files count as backups of a board, which of them KEEP removes, and what
# the report tells of them.

setup() {
    load ../lib/helper
    load ../lib/fleet
    common_setup
    fleet_doubles
    A=a0:20:a6:00:00:01 B=a0:20:a6:00:00:02
    FOLDER=backups/${A//:/}
    plug_in $A /dev/tty1
}

# store_backup TIME FILE [MAC]: a backup as a run at this time has made it.
store_backup() {
    mkdir -p "$FOLDER"
    gzip -n < "$2" > "$FOLDER/$1.bin.gz"
    echo "port=/dev/tty1 chip=ESP8266EX mac=${3:-$A} flash-size=65536 offset=0 size=$(wc -c < "$2") sha256=$(
        sha256sum < "$2" | cut -d ' ' -f 1) time=now" > "$FOLDER/$1.bin.meta"
}

# The packed files of the folder.
packed() {
    (cd "$FOLDER" && LC_ALL=C && echo *.gz)
}

@test "fleet: KEEP removes no whole backup in favour of contents that nobody knows" {
    local new kind
    head -c 65536 /dev/zero > zeros
    tr '\0' '\377' < zeros > nearly-blank
    printf some | dd of=nearly-blank bs=1 seek=5000 conv=notrunc status=none
    head -c 65536 /dev/urandom > noise
    for kind in zeros nearly-blank noise; do
        rm -rf backups
        store_backup 20200101T000000Z good.bin
        cp $kind flash-$A
        run --separate-stderr fleet -s backup KEEP=1
        assert_equal "$status: $stderr" "0: "
        new=$(readlink $FOLDER/latest)
        assert_equal "$(packed)" "20200101T000000Z.bin.gz $new"
    done
    # If nothing better is there, what is not known replaces what is not known; what is blank
    # does not.
    store_backup 20190101T000000Z noise
    rm $FOLDER/20200101T000000Z.*
    run --separate-stderr fleet -s backup KEEP=1
    assert_equal "$(packed)" "$new"
    cp nearly-blank flash-$A
    fleet -s backup KEEP=1
    assert_equal "$(packed)" "$new $(readlink $FOLDER/latest)"
    # The backup that AT names stays for the goal that needs it.
    rm -rf backups
    store_backup 20190101T000000Z good.bin
    store_backup 20200101T000000Z zeros
    cp good.bin flash-$A
    stand_in esp-verify :
    fleet -s backup verify KEEP=1 AT=20190101T000000Z
    assert_equal "$(packed)" "20190101T000000Z.bin.gz $(readlink $FOLDER/latest)"
}

@test "fleet: files of the user's own, and backups of another board, are not backups of a board" {
    local odd='9T2026<b>,x"Z.bin.gz'
    store_backup 20200101T000000Z good.bin
    store_backup 20200202T000000Z good.bin $B
    mkdir aside && touch "aside/$odd"
    cp "aside/$odd" $FOLDER/
    printf 'mac,name\n%s,kitchen\n%s,hall\n' $A $B > boards.csv
    # The description of another board's image is beside the backups, and a folder with
    # backups of two boards stays where it is.
    cp $FOLDER/20200202T000000Z.bin.meta $FOLDER/golden.bin.meta
    { cat good.bin; printf '\377'; } > flash-$A
    plug_in $B /dev/tty2
    run --separate-stderr fleet -s backup KEEP=1 BOARDS=kitchen
    assert_equal "$status" 0
    assert_equal "$stderr" "fleet: $FOLDER has backups of several boards: $A and $B"
    assert_dir_exists backups/kitchen
    mv $FOLDER backups/kitchen/aside
    mv backups/kitchen/aside/2020* backups/kitchen/aside/9T* backups/kitchen/
    FOLDER=backups/kitchen
    { cat good.bin; printf '\377\377'; } > flash-$A
    run --separate-stderr fleet -s backup KEEP=1 BOARDS=kitchen
    assert_equal "$status: $stderr" "0: fleet: $FOLDER has backups of several boards: $A and $B"
    assert_equal "$(packed)" "20200202T000000Z.bin.gz $(readlink $FOLDER/latest) $odd"
    # Names that are no times are in no cell of the table.
    fleet -s report > log
    grep -q "^kitchen,$A,.*,1,[0-9]*,kitchen," backups/report.csv
    run ! grep -q "9T2026" backups/report.csv
    # A description alone gives the folder to nobody.
    rm $FOLDER/20200202T000000Z.* "$FOLDER/$odd"
    cp aside/* $FOLDER/
    echo "mac=$B" > $FOLDER/golden.bin.meta
    echo "mac=$B" > $FOLDER/99990101T000000Z.bin.meta
    run --separate-stderr fleet -s backup BOARDS=kitchen
    assert_equal "$status: $stderr" "0: "
    assert_line "backup: 1 board, 1 unchanged"
}

@test "fleet: a backup whose time is in the future keeps its description, whatever is renamed" {
    store_backup 20990101T000000Z good.bin
    echo changed > flash-$A
    run --separate-stderr fleet -s backup
    assert_equal "$status" 2
    assert_regex "$stderr" "a time that is past: $FOLDER/20990101T000000Z.bin.gz and $FOLDER/20990101T000000Z.bin.meta"
    # Who renames only one of them finds the other one where it was.
    mv $FOLDER/20990101T000000Z.bin.gz $FOLDER/20200101T000000Z.bin.gz
    run --separate-stderr fleet -s backup
    assert_equal "$status: $stderr" "0: "
    assert_file_exists $FOLDER/20990101T000000Z.bin.meta
    mv $FOLDER/20990101T000000Z.bin.meta $FOLDER/20200101T000000Z.bin.meta
    stand_in esp-verify 'for file; do :; done; cmp "$file" good.bin'
    run --separate-stderr fleet -s verify AT=20200101T000000Z
    assert_line "verify: 1 board, 1 same"
    nothing_is_half
    # The link follows when both files are renamed.
    new=$(readlink $FOLDER/latest)
    rm "$FOLDER/$new" "$FOLDER/${new%.gz}.meta" $FOLDER/latest
    ln -s gone.bin.gz $FOLDER/latest
    cp good.bin flash-$A
    run --separate-stderr fleet -s backup
    assert_line "backup: 1 board, 1 unchanged"
    backup_is $FOLDER good.bin
}

@test "fleet: the report tells of a backup that is damaged, and counts the others" {
    store_backup 20200101T000000Z good.bin
    run --separate-stderr fleet -s report
    assert_line --regexp "^$A .* 2020-01-01 00:00 .* good$"
    # The backup is cut after the report has looked into it.
    head -c 500 $FOLDER/20200101T000000Z.bin.gz > cut && cp cut $FOLDER/20200101T000000Z.bin.gz
    run --separate-stderr fleet -s report
    assert_line --regexp "^$A .* broken$"
    assert_line "  $A: the latest backup is damaged: it does not hold what its description says"
    grep -q "^,$A,.*,damaged," backups/report.csv
    grep -q 'class="broken"' backups/report.html
    # A packed file without its description is told, and the backup before it counts.
    store_backup 20200101T000000Z good.bin
    store_backup 20200202T000000Z good.bin
    rm $FOLDER/20200202T000000Z.bin.meta
    run --separate-stderr fleet -s report
    assert_equal "$stderr" \
        "fleet: $FOLDER/20200202T000000Z.bin.gz does not count as a backup, because 20200202T000000Z.bin.meta is missing"
    assert_line --regexp "^$A .* 2020-01-01 00:00 .* good$"
    # What nobody could look into is not good.
    stand_in esp-imgedit 'exit 137'
    rm -r .fleet/looks
    run --separate-stderr fleet -s report
    assert_line --regexp "^$A .* not checked$"
    grep -q 'class="never"' backups/report.html
}
