# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Functions for the tests of share/fleet.mk: make without the flags of `make check`, and
# several virtual boards.

# The kinds of virtual boards: the chip, the first bytes of its MAC addresses, and the recipe
# of esp-mkflash.
KINDS="esp8266ex=a0:20:a6:00:00=firmware esp32=24:0a:c4:00:00=esp32 esp32c3=7c:df:a1:00:00=esp32c3"
FLEET_MK=$ESP_SRCDIR/share/fleet.mk

fleet() { # MAKE-ARGUMENT...
    env -u MAKEFLAGS -u MAKELEVEL -u MAKEOVERRIDES make --no-print-directory -f "$FLEET_MK" "$@"
}

# Starts a board of the next kind with the last byte N in its address.  Adds its port to
# $PORTS, and sets $board_MAC_N.  The flash is flashN.bin.
fleet_board() { # N OPTION...
    local n=$1 kinds kind port
    shift
    read -ra kinds <<< "$KINDS"
    kind=${kinds[n % ${#kinds[@]}]}
    local mac=${kind#*=}
    mac=${mac%=*}:0$n
    [ -e "flash$n.bin" ] || esp-mkflash "${kind##*=}" 256k "$n" > "flash$n.bin"
    mkfifo board.ready
    # A name of the test's own: the number of a pty that is gone may soon be that of another.
    esp-sim --chip="${kind%%=*}" --mac="$mac" --flash="flash$n.bin" --port="pty:$PWD/board$n" "$@" > board.ready 2>> board.err 3>&- &
    BOARD_PIDS+=($!)
    read -r port < board.ready
    rm board.ready
    PORTS="${PORTS:+$PORTS }$port"
    MACS[n]=$mac
    FOLDERS[n]=backups/${mac//:/}
}

# small_flash N: a flash for board N of which only 32 KB are in use.  Others cost the virtual
# chips of many boards much time.
small_flash() {
    { esp-mkflash random 32k "$1"; esp-mkflash blank 224k; } > "flash$1.bin"
}

fleet_stop() {
    [ "${#BOARD_PIDS[@]}" != 0 ] || return 0
    kill "${BOARD_PIDS[@]}" 2> /dev/null || true
    wait "${BOARD_PIDS[@]}" || true
    BOARD_PIDS=()
}

# The backup holds the flash, and the description is that of the unpacked bytes.
backup_is() { # FOLDER FLASH
    cmp "$2" <(gzip -dc < "$1/latest")
    local target
    target=$(readlink "$1/latest")
    grep -q " sha256=$(sha256sum < "$2" | cut -d ' ' -f 1) " "$1/${target%.gz}.meta"
}

# Nothing is half: each packed file has its description, each link leads to a file, and there
# is nothing else.
nothing_is_half() {
    local file
    find backups -type f ! -name 'report.*' > files
    while read -r file; do
        case $file in
        *.bin.gz) gzip -t "$file" && assert_exists "${file%.gz}.meta" ;;
        *.bin.meta) assert_exists "${file%.meta}.gz" ;;
        *) fail "$file is left" ;;
        esac
    done < files
    assert_equal "$(find backups -type l ! -name latest)" ""
    assert_equal "$(find -L backups -type l)" ""
    run find .fleet -name 'look.*' -o -name 'report.*' -o -name lock -o -name '*.bin' -o -name '*.bin.meta'
    assert_output ""
}

fleet_setup() {
    PORTS='' BOARD_PIDS=() MACS=() FOLDERS=()
    umask 022
}

# ---- doubles ----

# Stand-ins for esp-detect and esp-read make the boards of the file "plugged", one device
# line each; the flash of a board is the file flash-MAC.
fleet_doubles() {
    load ../lib/image
    fleet_setup
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    cook good.bin <<< "$RECIPE_PLAIN"
    stand_in esp-detect 'cat plugged'
    stand_in esp-read 'read -r line; for output; do :; done
        mac=${line#*mac=}; mac=${mac%% *}
        cp "flash-$mac" "$output"; size=$(wc -c < "$output")
        sum=$(sha256sum < "$output" | cut -d " " -f 1)
        echo "$line offset=0 size=$size sha256=$sum time=now" > "$output.meta"'
    : > plugged
}

stand_in() { # PROGRAM SCRIPT
    printf '#!/bin/sh\n%s\n' "$2" > "$BATS_TEST_TMPDIR/bin/$1"
    chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

plug_in() { # MAC PORT
    echo "port=$2 chip=ESP8266EX mac=$1 flash-size=65536" >> plugged
    cp good.bin "flash-$1"
}

# A run has removed its folder at its end.
no_run_is_left() {
    run find .fleet -name 'run-*'
    assert_output ""
}
