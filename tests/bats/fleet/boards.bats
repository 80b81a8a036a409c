#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# share/fleet.mk with virtual boards.

setup() {
    load ../lib/helper
    load ../lib/fleet
    load ../lib/image
    load ../lib/settings
    common_setup
    fleet_setup
}

teardown() {
    fleet_stop
}

@test "fleet: eight boards, one on a bad line, one unplugged: backup twice, then -n" {
    local n
    for n in {0..7}; do
        [ "$n" -lt 3 ] || small_flash "$n"
        case $n in
        3) fleet_board "$n" --lose=to-host:1e-4 --flip=to-host:1e-4 ;;
        6) fleet_board "$n" --unplug=to-host:20000 ;;
        *) fleet_board "$n" ;;
        esac
    done
    printf 'mac,name\n%s,Pump 1\n%s,"K\303\274che; ""2"""\n' "${MACS[0]}" "${MACS[1]}" > boards.csv
    FOLDERS[0]=backups/Pump%201 FOLDERS[1]=backups/K%C3%BCche%3B%20%222%22
    run --separate-stderr fleet -j8 backup PORTS="$PORTS"
    assert_equal "$status" 2
    assert_line "backup: 8 boards, 7 saved, 1 failed"
    grep -qE "^  ${MACS[6]} on [^ ]*/board[0-9]: esp-read: " <<< "$stderr"
    for n in 0 1 2 3 4 5 7; do
        backup_is "${FOLDERS[n]}" "flash$n.bin"
    done
    assert_equal "$(ls "${FOLDERS[6]}")" ""
    nothing_is_half

    # One board changes; the others cost no file.
    printf 'changed' | dd of=flash2.bin bs=1 seek=8192 conv=notrunc status=none
    kill "${BOARD_PIDS[2]}"
    wait "${BOARD_PIDS[2]}" || true
    read -ra ports <<< "$PORTS"
    PORTS="${ports[*]:0:2} ${ports[*]:3}"
    fleet_board 2
    find backups | sort > before
    run --separate-stderr fleet -j8 backup PORTS="$PORTS"
    assert_equal "$status" 2
    assert_line "backup: 7 boards, 1 saved, 6 unchanged, 1 failed"
    grep -qx "fleet: ${MACS[6]} was on [^ ]*/board[0-9] and is not there now" <<< "$stderr"
    grep -qE "^  [^ ]*/board[0-9]: esp-detect: .*there is no such port" <<< "$stderr"
    assert_equal "$(find backups | sort | comm -13 before - | wc -l)" 2
    backup_is "${FOLDERS[2]}" flash2.bin
    nothing_is_half

    # -n opens no port: even esp-detect is not there.
    find . -type f -exec sha256sum {} + | sort > before
    wrap esp-detect touch detected
    run --separate-stderr fleet -j8 -n backup PORTS="$PORTS"
    assert_equal "$status" 0
    assert_equal "$(grep -c "fleet-board' backup [0-9a-f]* #" <<< "$output")" 7
    assert_line --regexp "fleet-board' backup ${MACS[0]//:/} # Pump%201 ESP8266EX [^ ]*/board[0-9]$"
    assert_not_exists detected
    assert_equal "$(find . -type f ! -name before -exec sha256sum {} + | sort)" "$(grep -v ' ./before$' before)"

    run --separate-stderr fleet report
    assert_equal "$status: $stderr" "0: "
    assert_line --regexp "^Pump 1 .* ESP8266EX .* 256 KiB .* good$"
    assert_line --regexp "^  ${MACS[6]}: backup .*: esp-read: "
    assert_equal "$(wc -l < backups/report.csv)" 9
    assert_equal "$(grep -c '<article' backups/report.html)" 8
    assert_equal "$(grep -c '<img .*data:image/svg+xml,' backups/report.html)" 7
    run ! grep -E '<script|(src|href)="?(http|file|//)' backups/report.html
}

@test "fleet: verify, restore, clone, personalise and erase, each of one board" {
    cook golden.bin <<< "$(recipe_esp32)"
    head -c 1048576 /dev/zero | tr '\0' '\377' > flash1.bin
    fleet_board 0
    fleet_board 1
    printf 'mac,name,nvs:unit/name\n%s,plain,\n%s,pump,Pump_7\n' "${MACS[0]}" "${MACS[1]}" > boards.csv
    cp flash0.bin old.bin
    fleet -s backup PORTS="$PORTS" > log

    # What changes flashes needs BOARDS, and says so without touching a port.
    for op in restore "clone IMAGE=golden.bin" "personalise TABLE=boards.csv" erase; do
        # shellcheck disable=SC2086 # words
        run --separate-stderr fleet -s $op PORTS="$PORTS"
        assert_equal "$status: ${stderr%%$'\n'*}" \
            "2: fleet: ${op%% *} changes flashes, so it needs BOARDS=: names, MAC addresses, or all"
    done
    run --separate-stderr fleet -s erase BOARDS=plian PORTS="$PORTS"
    assert_equal "$status: ${stderr%%$'\n'*}" "2: fleet: BOARDS: no board has the name plian"
    cmp flash0.bin old.bin

    run --separate-stderr fleet -s erase BOARDS="${MACS[0]^^}" PORTS="$PORTS"
    assert_equal "$status" 0
    assert_line "erase: 1 board, 1 erased"
    # Notices of the programs are told, with the board's name.
    assert_regex "$stderr" "fleet: plain: esp-erase: [^ ]*/board[0-9]: this takes with it the radio's calibration"
    cmp flash0.bin <(head -c 262144 /dev/zero | tr '\0' '\377')
    run --separate-stderr fleet -s verify PORTS="$PORTS"
    assert_equal "$status" 2
    assert_line "verify: 2 boards, 1 same, 1 failed"
    assert_regex "$stderr" "  plain \(${MACS[0]}\) on [^ ]*/board[0-9]: differs from the backup of [0-9TZ]+ in [0-9]+ places"
    run --separate-stderr fleet -s restore BOARDS=plain PORTS="$PORTS"
    assert_equal "$status" 0
    cmp flash0.bin old.bin

    run --separate-stderr fleet -s clone IMAGE=golden.bin BOARDS=pump PORTS="$PORTS"
    assert_equal "$status" 0
    cmp flash1.bin golden.bin
    # A dump of another chip is refused for its reason.
    run --separate-stderr fleet -s clone IMAGE="backups/plain/latest" BOARDS=pump PORTS="$PORTS"
    assert_equal "$status" 2
    assert_regex "$stderr" "  pump .*: esp-write: .*ESP8266"
    cmp flash1.bin golden.bin
    # Without IMAGE, the board's own contents are saved and changed.
    run --separate-stderr fleet -s personalise TABLE=boards.csv BOARDS=pump PORTS="$PORTS"
    assert_equal "$status" 0
    backup_is backups/pump golden.bin
    assert_equal "$(esp-imgedit --nvs-get=unit/name flash1.bin)" Pump_7
    nothing_is_half
}

@test "fleet: Ctrl-C in the middle of a backup leaves nothing half, and the next one continues" {
    local make
    { head -c 196608 /dev/urandom; esp-mkflash blank 64k; } > flash0.bin
    fleet_board 0 --paced # takes 17 seconds at this rate
    fleet_board 1
    # A child in the background ignores Ctrl-C, but not one that a terminal has started.
    setsid env --default-signal=INT -u MAKEFLAGS -u MAKELEVEL make -f "$FLEET_MK" -s -j2 backup OPTIONS=--baud=115200 PORTS="$PORTS" > log 2>&1 3>&- &
    make=$!
    # The first board is being read, and the second one is saved.
    until [ -e "${FOLDERS[1]}/latest" ] && [ -s ".fleet/jobs/${MACS[0]//:/}/new.bin.part" ]; do
        kill -0 "$make" || fail "make ended early: $(cat log)"
        read -rt 0.05 <> <(:) || :
    done
    kill -INT -- "-$make"
    wait "$make" && fail "make ended with status 0"
    assert_equal "$(ls "${FOLDERS[0]}")" ""
    backup_is "${FOLDERS[1]}" flash1.bin
    nothing_is_half
    grep -q " result=failed .* reason=interrupted$" ".fleet/results/backup-${MACS[0]//:/}"
    run pgrep -s "$make"
    assert_output ""
    fleet_stop
    PORTS=
    fleet_board 0
    run --separate-stderr fleet -s backup PORTS="$PORTS"
    assert_equal "$status" 0
    backup_is "${FOLDERS[0]}" flash0.bin
    nothing_is_half
    assert_not_exists .fleet/jobs/${MACS[0]//:/}
    no_run_is_left
}

# The blocks of the section EXAMPLES of esp-fleet(7), as a reader sees them.
examples() {
    sed -n '/^\.SH EXAMPLES/,/^\.SH OTHER/{/^\.RS/,/^\.RE/{/^\./!p}}' "$ESP_SRCDIR/man/esp-fleet.7" |
        sed "s/\\\\-/-/g; s/\\\\(aq/'/g; s|/usr/local/share/esputils|$ESP_SRCDIR/share|; s|/srv/boards|srv|"
}

@test "fleet: the examples of the manual do their work" {
    cook golden.bin <<< "$(recipe_esp32)"
    head -c 1048576 /dev/zero | tr '\0' '\377' > flash1.bin
    fleet_board 1
    printf 'mac,name,nvs:unit/name\n%s,pump,Pump_7\n' "${MACS[1]}" > boards.csv
    examples > examples
    assert_equal "$(grep -c '^\$ make ' examples)" 3
    sed -n 's/^\$ //p' examples > script
    grep -v '^\$ ' examples > bench.mk
    run --separate-stderr env -u MAKEFLAGS -u MAKELEVEL -u MAKEOVERRIDES PORTS="$PORTS" sh -ex script
    [ "$status" = 0 ] || fail "$output $stderr"
    assert_line "backup: 1 board, 1 saved"
    assert_line "personalise: 1 board, 1 personalised"
    assert_line --regexp "fleet-board' restore ${MACS[1]//:/} # pump ESP32"
    assert_equal "$(esp-imgedit --nvs-get=unit/name flash1.bin)" Pump_7
    run --separate-stderr env -u MAKEFLAGS -u MAKELEVEL -u MAKEOVERRIDES make -s -f bench.mk backup PORTS="$PORTS"
    [ "$status" = 0 ] || fail "$output $stderr"
    backup_is srv/pump flash1.bin
}
