# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# What the scripts of fleet.mk share.  The values of make come in FLEET_... variables.
#
# Copyright (C) 2026 the esputils authors

# Dumps hold the passwords of wireless networks.
umask 077
LC_ALL=C
export LC_ALL

complain() {
    printf 'fleet: %s\n' "$*" >&2
}

die() { # STATUS MESSAGE
    fleet_status=$1
    shift
    complain "$*"
    exit "$fleet_status"
}

# A line such as "BACKUPS = b   # here" in a makefile leaves blanks behind the value.
trim() { # VARIABLE
    eval "trimmed=\${$1:-}"
    while :; do
        case $trimmed in
        [[:space:]]*) trimmed=${trimmed#?} ;;
        *[[:space:]]) trimmed=${trimmed%?} ;;
        *) break ;;
        esac
    done
    eval "$1=\$trimmed"
}

# No shell has replaced a ~ in front, and a folder with this name would be dangerous.
expand_home() { # VARIABLE
    eval "path=\${$1}"
    case ${HOME:+home}$path in
    "home~" | "home~/"*) eval "$1=\$HOME\${path#?}" ;;
    *"~"*) case $path in "~"*) die 2 "${1#FLEET_}=$path: write the path without ~" ;; esac ;;
    esac
}

for variable in KEEP AT BACKUPS BOARDS_CSV IMAGE TABLE STATE; do
    trim FLEET_$variable
    case $variable in KEEP | AT) ;; *) expand_home FLEET_$variable ;; esac
done

STATE=${FLEET_STATE:-.fleet}
BACKUPS=${FLEET_BACKUPS:-backups}
RESULTS=$STATE/results # OP-ID: the newest result of the board, for the report

# Each run of make has a folder of its own, so that another run in the same folder changes
# nothing of what this run works on.  It also has OP-ID, the results of this run, and
# selection.OP, the boards that OP works on.
RUN=${FLEET_RUN:+$STATE/$FLEET_RUN}

# The files of a list: that of this run, or in $STATE that of the last run.
use_list() { # FOLDER
    BOARDS_FILE=$1/boards # a line for each board that was found
    NAMES_FILE=$1/names   # "ID NAME" of each board of the table
    FAILED_FILE=$1/failed # a line for each port that failed
}

# True in a run that has looked for boards: not in make -n, nor in a report.
run_has_list() {
    [ -n "$RUN" ] && [ -e "$RUN/found" ]
}

if run_has_list; then use_list "$RUN"; else use_list "$STATE"; fi

# The last goal removes the folder of the run.
end_run() { # OP
    [ -z "$RUN" ] || [ "$1" != "${FLEET_LAST:-}" ] || rm -rf "$RUN"
}

changes_flashes() { # OP
    case $1 in restore | clone | personalise | erase) ;; *) return 1 ;; esac
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

# The line of a board in the list; empty if the board is not there.
board_line() { # ID
    grep " id=$1 " "$BOARDS_FILE" 2> /dev/null
}

# What people call a board: its name, or its address.
title_of() { # ID
    title=$(sed -n "s/^$1 //p" "$NAMES_FILE" 2> /dev/null)
    if [ -n "$title" ]; then decode "$title"; else mac_of "$1"; fi
}

# Writes the result of a board's work, whole or not at all: for this run, and for the report.
write_result() { # OP ID RESULT REASON
    result_line="id=$2 op=$1 result=$3 time=$(now) reason=$(encode "$4")"
    for result_folder in "$RUN" "$RESULTS"; do
        printf '%s\n' "$result_line" > "$result_folder/.$1-$2.$$" &&
            mv -f "$result_folder/.$1-$2.$$" "$result_folder/$1-$2"
    done
}

# ---- locks ----

# A link is made at once together with what it holds: the number of the process.
take_lock() { # LINK
    ln -s $$ "$1" 2> /dev/null || steal_lock "$1"
}

# The lock of a process that was killed does not count.
steal_lock() { # LINK
    ! kill -0 "$(readlink "$1")" 2> /dev/null || return 1
    rm -f "$1" && ln -s $$ "$1" 2> /dev/null
}

# ---- backups ----

# The name of a backup is its time in UTC, such as 20260714T123456Z.
is_time() { # TEXT
    case $1 in
    [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z) ;;
    *) return 1 ;;
    esac
}

meta_field() { # FILE KEY
    field "$(cat "$1" 2> /dev/null)" "$2"
}

# Sets owner to the digits of the address in a backup's description.  Fails if TIME is not a
# backup: a packed file with its description.  Needs no process, as there may be thousands.
owner_of() { # FOLDER TIME
    owner=
    is_time "$2" && [ -f "$1/$2.bin.gz" ] && [ -f "$1/$2.bin.meta" ] || return 1
    read -r owner < "$1/$2.bin.meta" || [ -n "$owner" ] || return 1
    case " $owner" in *" mac="*) ;; *) return 1 ;; esac
    owner=" $owner"
    owner=${owner#*" mac="}
    owner=${owner%% *}
    while :; do
        case $owner in *:*) owner=${owner%%:*}${owner#*:} ;; *) break ;; esac
    done
    [ -n "$owner" ]
}

# The backups of a board in a folder, the newest first: names without .bin.gz.  What a user
# has put there, and backups of another board, do not count.
backups_in() { # FOLDER ID
    for packed in "$1"/*T*Z.bin.gz; do
        packed=${packed##*/}
        packed=${packed%.bin.gz}
        owner_of "$1" "$packed" && [ "$owner" = "$2" ] && printf '%s\n' "$packed"
    done | sort -r
}

# "ID FOLDER" for each board that has backups in a folder.
owners() {
    for owned in "$BACKUPS"/*/; do
        owned=${owned%/}
        case ${owned##*/} in *[!A-Za-z0-9._%-]*) continue ;; esac
        for packed in "$owned"/*T*Z.bin.gz; do
            packed=${packed##*/}
            owner_of "$owned" "${packed%.bin.gz}" && printf '%s %s\n' "$owner" "${owned##*/}"
        done
    done | sort -u
}

# The SHA-256 of a file; nothing where no program computes it.
sum_of() { # FILE
    sum=$(sha256sum < "$1" 2> /dev/null || shasum -a 256 < "$1" 2> /dev/null)
    printf '%s\n' "${sum%% *}"
}

# True if a file holds what a description says.
fits_meta() { # FILE META
    [ "$(wc -c < "$1")" -eq "$(meta_field "$2" size)" ] 2> /dev/null || return 1
    sum=$(sum_of "$1")
    [ -z "$sum" ] || [ "$sum" = "$(meta_field "$2" sha256)" ]
}
