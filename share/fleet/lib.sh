# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# What the scripts of fleet.mk share.  The values of make come in FLEET_... variables.
#
# Copyright (C) 2026 the esputils authors

# Dumps hold the passwords of wireless networks.
umask 077
LC_ALL=C
export LC_ALL

STATE=${FLEET_STATE:-.fleet}
BACKUPS=${FLEET_BACKUPS:-backups}
BOARDS_FILE=$STATE/boards  # a line for each board of the last list
NAMES_FILE=$STATE/names    # "ID NAME" of each board of the table
FAILED_FILE=$STATE/failed  # a line for each port that failed at the last list
RESULTS=$STATE/results     # OP-ID: what became of the board

complain() {
    printf 'fleet: %s\n' "$*" >&2
}

die() { # STATUS MESSAGE
    fleet_status=$1
    shift
    complain "$*"
    exit "$fleet_status"
}

# awk with common.awk, and further files of this folder.
fleet_awk() { # FILE.awk ARGUMENT...
    awk_program=$1
    shift
    awk -f "$HOME_OF_FLEET/common.awk" -f "$HOME_OF_FLEET/$awk_program" "$@"
}

# The value of a key in a line, still escaped; nothing if the key is not there.
field() { # LINE KEY
    case " $1" in
    *" $2="*)
        value=" $1"
        value=${value#*" $2="}
        printf '%s\n' "${value%% *}"
        ;;
    esac
}

encode() {
    FLEET_TEXT=$1 fleet_awk convert.awk -v how=encode
}

decode() {
    case $1 in
    *%*) FLEET_TEXT=$1 fleet_awk convert.awk -v how=decode ;;
    *) printf '%s\n' "$1" ;;
    esac
}

mac_of() { # ID
    printf '%s\n' "$1" | sed 's/../&:/g; s/:$//'
}

now() {
    date -u +%Y%m%dT%H%M%SZ
}

# The line of a board in the last list; empty if the board is not there.
board_line() { # ID
    grep " id=$1 " "$BOARDS_FILE" 2> /dev/null
}

# What people call a board: its name, or its address.
title_of() { # ID
    title=$(sed -n "s/^$1 //p" "$NAMES_FILE" 2> /dev/null)
    if [ -n "$title" ]; then decode "$title"; else mac_of "$1"; fi
}

# Writes the result of a board's work, whole or not at all.
write_result() { # OP ID RESULT REASON
    mkdir -p "$RESULTS"
    printf 'id=%s op=%s result=%s time=%s reason=%s\n' "$2" "$1" "$3" "$(now)" "$(encode "$4")" \
        > "$RESULTS/.$1-$2.$$" && mv -f "$RESULTS/.$1-$2.$$" "$RESULTS/$1-$2"
}

# The backups in a folder, the newest first: names without .bin.gz.
backups_in() { # FOLDER
    for backup in "$1"/*.bin.gz; do
        backup=${backup##*/}
        case $backup in [0-9]*T[0-9]*Z.bin.gz) printf '%s\n' "${backup%.bin.gz}" ;; esac
    done | sort -r
}
