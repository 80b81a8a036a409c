# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2154 # fleet-board sets the variables work, folder and title
# The backups of one board: $folder/TIME.bin.gz, the description TIME.bin.meta of the
# unpacked bytes, and the link "latest".
#
# Copyright (C) 2026 the esputils authors

# ---- what is left ----

# What only this run needs.  new.bin.part stays: the next esp-read continues with it.
remove_temporary() {
    rm -f "$work/base.bin" "$work/base.bin.meta" "$work/image.bin" "$work/image.bin.meta" \
        "$work/edited.bin" "$work/new.bin" "$work/new.bin.meta" "$work/line" "$work/out" "$work/err"
    rm -f "$folder/.new.bin.gz" "$folder/.new.bin.meta" "$folder/.latest"
}

# Removes what a run that was killed has left.  A description without its packed file is
# such a rest only if that run had just given the name; another one is the user's.
clear_folder() {
    time=$(cat "$folder/.new.time" 2> /dev/null)
    if is_time "$time" && [ ! -e "$folder/$time.bin.gz" ] && [ ! -e "$folder/$time.bin" ]; then
        rm -f "$folder/$time.bin.meta"
    fi
    rm -f "$folder/.new.bin.gz" "$folder/.new.bin.meta" "$folder/.latest" "$folder/.new.time"
}

# ---- looking ----

# AT may also name a file that has a name of the user's own.
is_backup() { # TIME
    case $1 in */*) return 1 ;; esac
    [ -f "$folder/$1.bin.gz" ] && [ -f "$folder/$1.bin.meta" ]
}

latest_backup() {
    backups_in "$folder" "$id" | head -n 1
}

# Unpacks a file of gzip, which may be its whole name or a link to it, with the description
# beside it.
unpack_to() { # FILE OUTPUT
    gzip -dc < "$1" > "$2" 2> "$work/err" || return 1
    meta=${1%.gz}.meta
    rm -f "$2.meta"
    [ ! -e "$meta" ] || cp "$meta" "$2.meta"
}

unpack() { # TIME
    unpack_to "$folder/$1.bin.gz" "$work/base.bin" &&
        [ "$(wc -c < "$work/base.bin")" -eq "$(meta_field "$work/base.bin.meta" size)" ] 2> /dev/null
}

# Sets image: the file itself, or what a file of gzip has.
unpack_image() { # FILE
    file=$1
    target=$(readlink "$file") && case $target in
    /*) file=$target ;;
    *) file=$(dirname "$file")/$target ;;
    esac
    image=$file
    [ "$(dd if="$file" bs=2 count=1 2> /dev/null | od -An -tx1 | tr -d ' \n')" = 1f8b ] || return 0
    image=$work/image.bin
    unpack_to "$file" "$image"
}

# ---- saving ----

# Saves FILE and FILE.meta under a name that is not in use.  The names appear only when the
# packed bytes are on the disk and were unpacked again.  Sets stored, or store_error.
store() { # FILE
    store_error="$folder: the backup cannot be written"
    if ! gzip -n -c "$1" > "$folder/.new.bin.gz" 2> "$work/err"; then
        store_error="$folder: $(tail -n 1 "$work/err")"
    elif ! gzip -dc < "$folder/.new.bin.gz" 2> /dev/null | cmp -s - "$1"; then
        store_error="$folder: the packed backup does not hold what was read"
    elif free_name && sync_file "$folder/.new.bin.gz" && publish "$1.meta"; then
        return 0
    fi
    rm -f "$folder/.new.bin.gz" "$folder/.latest"
    return 1
}

# Not every sync takes a file.
sync_file() {
    sync "$1" 2> /dev/null || sync
}

free_name() {
    stored=$(now)
    while [ -e "$folder/$stored.bin.gz" ] || [ -e "$folder/$stored.bin.meta" ]; do
        sleep 1
        stored=$(now)
    done
}

# The description comes first: a packed file is never without one.
publish() { # META
    cp "$1" "$folder/.new.bin.meta" && printf '%s\n' "$stored" > "$folder/.new.time" &&
        mv "$folder/.new.bin.meta" "$folder/$stored.bin.meta" &&
        mv "$folder/.new.bin.gz" "$folder/$stored.bin.gz" || {
        rm -f "$folder/.new.bin.meta" "$folder/$stored.bin.meta" "$folder/.new.time"
        return 1
    }
    rm -f "$folder/.new.time"
    link_latest "$stored" ||
        complain "$title: the link $folder/latest cannot be made; the backup is saved without it"
}

link_latest() { # TIME
    { ln -s "$1.bin.gz" "$folder/.latest" && mv -f "$folder/.latest" "$folder/latest"; } 2> /dev/null
}

# ---- keeping ----

# True if a file is blank or nearly so: an erased flash may have some bytes in it.  Without
# repetitions, a program has thousands of bytes.
is_blank() { # FILE
    [ "$(tr -s '\000-\377' < "$1" | head -c 256 | wc -c)" -lt 256 ]
}

# A backup is whole if it can be unpacked to what its description says, is not blank, and if
# esp-imgedit knows what it is and finds nothing broken in it.
# Status 0: it is whole; 1: it is not; 2: this could not be found out; 3: it is not known,
# because esp-imgedit does not know such contents.
check_backup() { # TIME
    is_backup "$1" || return 1
    gzip -t < "$folder/$1.bin.gz" 2> /dev/null
    case $? in 0) ;; 1 | 2) return 1 ;; *) return 2 ;; esac
    unpack_to "$folder/$1.bin.gz" "$work/base.bin" || return 2
    fits_meta "$work/base.bin" "$work/base.bin.meta" || return 1
    ! is_blank "$work/base.bin" || return 1
    esp-imgedit --info "$work/base.bin" > "$work/out" 2> /dev/null
    case $? in
    0) return 0 ;;
    1) grep -q "BROKEN: neither a program" "$work/out" && [ "$(grep -c BROKEN "$work/out")" = 1 ] && return 3 ;;
    *) return 2 ;;
    esac
    return 1
}

remove_backup() { # TIME
    rm -f "$folder/$1.bin.gz" && rm -f "$folder/$1.bin.meta"
}

# Sets good to the newest of the backups that is whole, or if none is, to the newest one of
# which this is not known; to nothing if all are broken.  Fails if one could not be checked.
find_good() { # TIME...
    good=
    for backup in "$@"; do
        check_backup "$backup"
        case $? in
        0) good=$backup && return 0 ;;
        2) complain "$title: $folder/$backup.bin.gz could not be checked, so KEEP removes nothing" && return 1 ;;
        3) good=${good:-$backup} ;;
        esac
    done
}

# Keeps the newest $FLEET_KEEP backups, of which the one just stored is always one.  The one
# that find_good finds stays, too, and the one that AT names.  Without a good one, all stay.
retain() {
    [ -n "${FLEET_KEEP:-}" ] || return 0
    recent=${stored:-}
    older=
    for backup in $(backups_in "$folder" "$id"); do
        [ "$backup" != "${stored:-}" ] || continue
        # shellcheck disable=SC2086 # a list of words
        set -- $recent
        if [ $# -lt "$FLEET_KEEP" ]; then recent="$recent $backup"; else older="$older $backup"; fi
    done
    [ -n "$older" ] || return 0
    # shellcheck disable=SC2086 # lists of words
    find_good $recent $older || return 0
    [ -n "$good" ] || {
        complain "$title: no backup in $folder proves good, so KEEP removes nothing"
        return 0
    }
    for backup in $older; do
        [ "$backup" != "$good" ] && [ "$backup" != "${FLEET_AT:-}" ] || continue
        remove_backup "$backup" && printf '%s: KEEP=%s removed %s\n' "$title" "$FLEET_KEEP" "$folder/$backup.bin.gz"
    done
}
