# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The runs of hostile.bats: a program, esp-meddle and a board; one after another or several at
# once.

hostile_setup() {
    limit=60 # seconds: on an idle machine each run ends within 30
    port=pty # of the board: a kind that esp-sim has
    path=    # or --no-stub
    number=0
    at_once=12
    declare -gA runs=()
    esp-mkflash "$FIRMWARE" 256k > old.bin
    head -c 128k old.bin > old-half.bin
    esp-mkflash random 64k 5 > new.bin
    esp-mkflash blank 256k > blank.bin
    { cat new.bin; tail -c +65537 old.bin; } > new-whole.bin
    # The part that --no-stub reads, compares and writes, because --no-stub is slow.
    head -c 8192 old.bin > old-part.bin
    head -c 8192 new.bin > new-part.bin
    { cat new-part.bin; tail -c +8193 old.bin; } > new-part-whole.bin
}

# The commands of ROM and stub whose answers a program waits for.
commands_of() {
    local start="08 0a 06 07 e0"
    case $path$1 in
    --no-stubesp-write) echo "$ROM_START $ROM_WRITES" ;;
    --no-stubesp-erase) echo "$ROM_START $ROM_ERASES" ;;
    --no-stubesp-verify) echo "$ROM_START $ROM_COMPARES" ;;
    --no-stubesp-read) echo "$ROM_START $ROM_READS" ;;
    --no-stubesp-reset) echo "$ROM_START" ;;
    *esp-detect) echo "$ROM_START 09" ;;
    esp-reset) echo "$start" ;;
    esp-erase) echo "$start e4" ;;
    esp-verify) echo "$start e2 e6" ;;
    esp-read) echo "$start e1 e2 e6" ;;
    esp-write) echo "$start e2 e3 e4 e6" ;;
    esac
}

# meddle FOLDER PROGRAM RULE...: runs PROGRAM in its own folder.  The folder then holds
# status, out, err, flash.bin and stats.json.
meddle() {
    local folder=$1 program=$2
    # shellcheck disable=SC2206 # it may be empty
    local command=("$program" $path)
    shift 2
    mkdir "$folder"
    cp old.bin "$folder/flash.bin"
    case $path$program in
    *esp-erase) command+=(-q --all) ;;
    esp-read) command+=(-q --size=128k -o dump.bin) ;;
    esp-verify) command+=(-q "$PWD/old-half.bin") ;;
    esp-write) command+=(-q "$PWD/new.bin") ;;
    --no-stubesp-read) command+=(-q --size=8k -o dump.bin) ;;
    --no-stubesp-verify) command+=(-q "$PWD/old-part.bin") ;;
    --no-stubesp-write) command+=(-q "$PWD/new-part.bin") ;;
    # On a port without lines and without the stub, the board can only stay in the loader.
    --no-stubesp-reset) [ "$port" = rfc2217 ] || command+=(--bootloader) ;;
    esac
    (
        cd "$folder" || exit
        status=0
        esp-sim -f flash.bin --port="$port" --stats=stats.json -- \
            esp-meddle --limit="$limit" "$@" -- "${command[@]}" > out 2> err < /dev/null 3>&- || status=$?
        echo $status > status
    )
}

# The outcome of a run with status 0 and without messages.
is_done() {
    local folder=$1
    assert_equal "$folder: $(cat "$folder/status"): $(cat "$folder/err")" "$folder: 0: "
    has_right_outcome "$@"
}

has_right_outcome() {
    local folder=$1
    case $path$2 in
    *esp-detect) grep -q "chip=$CHIP .*mac=$MAC" "$folder/out" ;;
    *esp-erase) cmp "$folder/flash.bin" blank.bin ;;
    esp-read) cmp "$folder/dump.bin" old-half.bin ;;
    esp-write) cmp "$folder/flash.bin" new-whole.bin ;;
    --no-stubesp-read) cmp "$folder/dump.bin" old-part.bin ;;
    --no-stubesp-write) cmp "$folder/flash.bin" new-part-whole.bin ;;
    esac
    rm -rf "$folder"
}

# Prints what a program reported, without the notices that a busy machine gives cause for: a
# program that got no processor for a while takes the line for a bad one.
without_notices() { # FOLDER
    grep -v 'errors on the line at\|does not work on this line; trying\|and was reset; going on' "$1/err" || :
}

# The outcome of a failed run: one line that names program and port (esp-write's second line
# says how to go on), no dump, nothing on stdout.  The flash is unchanged unless the program
# changes it.
has_failed() {
    local folder=$1 program=$2 said
    said=$(without_notices "$folder")
    assert_equal "$folder: $(cat "$folder/status"): $(cat "$folder/err")" \
        "$folder: 3: $(cat "$folder/err")"
    assert_file_empty "$folder/out"
    [ "$(grep -vc "the flash may hold a part" <<< "$said")" = 1 ] || fail "not one line: $said"
    assert_regex "$(head -n 1 <<< "$said")" \
        "^$program: (/dev/pts/|rfc2217://127.0.0.1:|socket://127.0.0.1:)[0-9]+: .{20,}"
    assert_not_exist "$folder/dump.bin"
    [[ $program == esp-write || $program == esp-erase ]] || cmp "$folder/flash.bin" old.bin
    rm -rf "$folder"
}

# Either of these outcomes, also with a notice.  Also allowed: no answer came that a rule is
# for, or the program believed a refusal of the range.
has_ended() {
    local folder=$1
    case $(cat "$folder/status") in
    0) has_right_outcome "$@" ;;
    99)
        grep -q "no rule was applied; the program's status is 0" "$folder/err"
        has_right_outcome "$@"
        ;;
    2)
        grep -q "past the end of the flash" "$folder/err"
        assert_not_exist "$folder/dump.bin"
        ;;
    *) has_failed "$@" ;;
    esac
}

# begin() starts a run; several run at once.  all_ended() shows the errors of each run.
# at_once can be large for runs that wait most of the time.
begin() { # CHECK PROGRAM RULE...
    local check=$1
    shift
    number=$((number + 1))
    (
        set -e
        name="$number.$port$path.$1.${*:2}"
        name=${name// /,}
        meddle "$name" "$@"
        # esp-sim writes no time if it could not end in order
        [ "${ESP_HOSTILE:-}" != all ] || echo "$(jq .host_ms "$name/stats.json") $name" >> times
        $check "$name" "$1"
        touch "$number.fine"
    ) > "$number.log" 2>&1 &
    runs[$!]=$number
    [ ${#runs[@]} -lt "$at_once" ] || await_one
}

# Waits for these runs only, not for all children: bats has a child that lives as long as
# the test's time limit.
await_one() {
    local pid
    wait -n -p pid "${!runs[@]}" || true
    unset "runs[$pid]"
}

all_ended() {
    local i failed=0
    while [ ${#runs[@]} -gt 0 ]; do await_one; done
    for i in $(seq "$number"); do
        [ ! -e "$i.fine" ] || continue
        cat "$i.log"
        failed=$((failed + 1))
    done
    if [ "${ESP_HOSTILE:-}" = all ]; then
        echo "# $number runs, the longest $(sort -rn times | head -n 1)" >&3
    fi
    [ $failed = 0 ] || fail "$failed of $number runs"
    rm -f ./*.fine ./*.log times
    number=0
}

PROGRAMS="esp-detect esp-reset esp-erase esp-verify esp-read esp-write"

# one_damaged KIND...: damages the first answer to each command of each program.
one_damaged() {
    local program op kind at_once=4
    for program in $PROGRAMS; do
        for op in $(commands_of "$program"); do
            for kind in "$@"; do
                begin is_done "$program" "$kind:$op"
            done
        done
    done
    all_ended
}

# each_damaged_once KIND...: each command once with each kind of damage, in the program that had
# the fewest runs so far.
each_damaged_once() {
    local program op kind at_once=4 chosen
    local -A had=()
    for kind in "$@"; do
        for op in $(for program in $PROGRAMS; do commands_of "$program"; done | tr ' ' '\n' | sort -u); do
            chosen=
            for program in $PROGRAMS; do
                [[ " $(commands_of "$program") " == *" $op "* ]] || continue
                [ -n "$chosen" ] && [ "${had[$program]:-0}" -ge "${had[$chosen]:-0}" ] || chosen=$program
            done
            had[$chosen]=$((${had[$chosen]:-0} + 1))
            begin is_done "$chosen" "$kind:$op"
        done
    done
    all_ended
}

# all_done "PROGRAM RULE..."...: each must succeed, and say nothing.
all_done() {
    local words at_once=4
    for words in "$@"; do
        # shellcheck disable=SC2086 # words
        begin is_done $words
    done
    all_ended
}

# all_fail "PROGRAM RULE..."...: starts all of them together; each must fail.
all_fail() {
    local words
    for words in "$@"; do
        # shellcheck disable=SC2086 # words
        begin has_failed $words
    done
    all_ended
}
