#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Boards that misbehave: esp-meddle stands between a program and a board, and damages,
# replaces, repeats or drowns answers.  One damaged answer ends no run; a peer that talks
# and serves nothing does not keep a program waiting; whatever is wrong is told in one
# line, and no file gets its final name.  ESP_HOSTILE=all tries every kind of damage
# on every command of every program (make check-expensive).

setup() {
    load helper
    common_setup
    limit=60 # seconds: on an idle machine each run ends within 30
    port=pty # of the board: a kind that esp-sim has
    path=    # or --no-stub
    number=0
    at_once=12
    declare -gA runs=()
    esp-mkflash firmware 256k > old.bin
    esp-mkflash random 256k 5 > new.bin
    esp-mkflash blank 256k > blank.bin
    # What --no-stub reads, compares and writes: it is slow.
    head -c 8192 old.bin > old-part.bin
    head -c 8192 new.bin > new-part.bin
    { cat new-part.bin; tail -c +8193 old.bin; } > new-whole.bin
}

# The commands of ROM and stub that a program waits for.
commands_of() {
    local start="08 0a 06 07 e0"
    case $path$1 in
    --no-stubesp-write) echo "08 0a 09 02 03 0b" ;;
    --no-stubesp-reset) echo "08 0a" ;;
    --no-stub* | esp-detect) echo "08 0a 09" ;;
    esp-reset) echo "$start" ;;
    esp-erase) echo "$start e4" ;;
    esp-verify) echo "$start e2 e6" ;;
    esp-read) echo "$start e1 e2 e6" ;;
    esp-write) echo "$start e2 e3 e4 e6" ;;
    esac
}

# meddle FOLDER PROGRAM RULE...: runs it in a folder of its own, which then has status,
# out, err, flash.bin and stats.json.
meddle() {
    local folder=$1 program=$2
    # shellcheck disable=SC2206 # it may be empty
    local command=("$program" $path)
    shift 2
    mkdir "$folder"
    cp old.bin "$folder/flash.bin"
    case $path$program in
    *esp-erase) command+=(-q --all) ;;
    esp-read) command+=(-q -o dump.bin) ;;
    esp-verify) command+=(-q "$PWD/old.bin") ;;
    esp-write) command+=(-q "$PWD/new.bin") ;;
    --no-stubesp-read) command+=(-q --size=8k -o dump.bin) ;;
    --no-stubesp-verify) command+=(-q "$PWD/old-part.bin") ;;
    --no-stubesp-write) command+=(-q "$PWD/new-part.bin") ;;
    # A port without lines can only stay there without the stub.
    --no-stubesp-reset) [ $port = rfc2217 ] || command+=(--bootloader) ;;
    esac
    (
        cd "$folder" || exit
        status=0
        esp-sim -f flash.bin --port=$port --stats=stats.json -- \
            esp-meddle --limit="$limit" "$@" -- "${command[@]}" > out 2> err < /dev/null 3>&- || status=$?
        echo $status > status
    )
}

# What a run with status 0 must have done, without a word.
is_done() {
    local folder=$1
    assert_equal "$folder: $(cat "$folder/status"): $(cat "$folder/err")" "$folder: 0: "
    has_right_outcome "$@"
}

has_right_outcome() {
    local folder=$1
    case $path$2 in
    *esp-detect) grep -q 'chip=ESP8266EX .*mac=a0:20:a6:16:45:d2' "$folder/out" ;;
    *esp-erase) cmp "$folder/flash.bin" blank.bin ;;
    esp-read) cmp "$folder/dump.bin" old.bin ;;
    esp-write) cmp "$folder/flash.bin" new.bin ;;
    --no-stubesp-read) cmp "$folder/dump.bin" old-part.bin ;;
    --no-stubesp-write) cmp "$folder/flash.bin" new-whole.bin ;;
    esac
    rm -rf "$folder"
}

# What one that failed must have left: one line that names program and port (esp-write's
# second line says how to go on), no dump, nothing on stdout, and the flash as it was unless
# the program changes it.
has_failed() {
    local folder=$1 program=$2
    assert_equal "$folder: $(cat "$folder/status"): $(cat "$folder/err")" \
        "$folder: 3: $(cat "$folder/err")"
    assert_file_empty "$folder/out"
    assert_equal "$(grep -vc "the flash may hold a part" "$folder/err")" 1
    assert_regex "$(head -n 1 "$folder/err")" \
        "^$program: (/dev/pts/|rfc2217://127.0.0.1:|socket://127.0.0.1:)[0-9]+: .{20,}"
    assert_not_exist "$folder/dump.bin"
    [[ $program == esp-write || $program == esp-erase ]] || cmp "$folder/flash.bin" old.bin
    rm -rf "$folder"
}

# Either of the two; also with a notice, and where no answer came that a rule is for, or
# where a refusal of the range was believed.
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

# Runs what begin() was given, some at once, and all_ended() says what went wrong in each.
# More at once are those that wait most of the time.
begin() { # CHECK PROGRAM RULE...
    local check=$1
    shift
    number=$((number + 1))
    (
        set -e
        name="$number.$port$path.$1.${*:2}"
        name=${name// /,}
        meddle "$name" "$@"
        # esp-sim tells no time when it could not end in order
        echo "$(jq .host_ms "$name/stats.json") $name" >> times
        $check "$name" "$1"
        touch "$number.fine"
    ) > "$number.log" 2>&1 &
    runs[$!]=$number
    [ ${#runs[@]} -lt "$at_once" ] || await_one
}

# Not all children: bats has one that ends with the time for the test.
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

# one_damaged KIND...: of each command of each program the first answer.
one_damaged() {
    local program op kind at_once=4
    for program in $PROGRAMS; do
        for op in $(commands_of $program); do
            for kind in "$@"; do
                begin is_done $program "$kind:$op"
            done
        done
    done
    all_ended
}

@test "hostile: a status whose frame is whole and wrong ends no run" {
    local rule
    for rule in "esp-detect 08" "esp-detect 0a" "esp-reset 06" "esp-reset 07" "esp-reset e0" "esp-erase e4" \
        "esp-verify e2" "esp-verify e6" "esp-read e1" "esp-read e2" "esp-write e2" "esp-write e3" \
        "esp-write e4" "esp-write e6"; do
        meddle x "${rule% *}" "status:${rule#* }"
        is_done x "${rule% *}"
    done
}

@test "hostile: nor does a refusal that is said once, in a later answer too" {
    local rule
    for rule in refuse:e4 refuse-check:e4; do
        meddle x esp-erase $rule
        is_done x esp-erase
    done
    for rule in refuse:e2 refuse:e0 refuse-check:e2; do
        meddle x esp-verify $rule
        is_done x esp-verify
    done
    for rule in refuse:e1:2 refuse:e2 refuse:e6; do
        meddle x esp-read $rule
        is_done x esp-read
    done
    for rule in refuse:e2 refuse:e3 refuse:e3:3 refuse:e4 refuse-check:e3; do
        meddle x esp-write $rule
        is_done x esp-write
    done
}

@test "hostile: an answer of another length, with a wrong check, cut or late ends no run" {
    local kind
    for kind in length check cut late; do
        meddle x esp-verify $kind:e2
        is_done x esp-verify
        meddle x esp-write $kind:e3:2
        is_done x esp-write
        meddle x esp-read $kind:e1
        is_done x esp-read
    done
    for kind in length check; do
        meddle x esp-erase $kind:e4
        is_done x esp-erase
    done
}

@test "hostile: an erase whose answer is lost goes on, though the stub changed its rate" {
    meddle x esp-erase drop:e4
    is_done x esp-erase
}

# all_fail "PROGRAM RULE..."...: all at once.
all_fail() {
    local words
    for words in "$@"; do
        # shellcheck disable=SC2086 # words
        begin has_failed $words
    done
    all_ended
}

@test "hostile: a flood of whole frames keeps no program waiting" {
    all_fail "esp-detect flood:08" "esp-reset flood:0a" "esp-erase flood:e4" \
        "esp-verify flood:e2" "esp-read flood:e1" "esp-write flood:e3"
}

@test "hostile: nor do foreign frames every 40 ms, or silence" {
    all_fail "esp-detect foreign:08" "esp-reset foreign:e0" "esp-erase foreign:e4" \
        "esp-verify foreign:e2" "esp-read foreign:e1" "esp-write foreign:e3" \
        "esp-write foreign:e2" "esp-write silence:e3"
}

@test "hostile: nor do the same answer again and again, noise, or a byte now and then" {
    all_fail "esp-erase repeat:e0" "esp-read repeat:e0" "esp-write repeat:e0" \
        "esp-detect noise:0a" "esp-write noise:e3" "esp-verify trickle:e2" \
        "esp-read trickle:e1" "esp-reset trickle:07"
}

@test "hostile: foreign frames beside what the board says change nothing" {
    local program
    for program in esp-detect esp-reset esp-erase esp-verify esp-read esp-write; do
        meddle x $program chatter:0a
        is_done x $program
    done
}

@test "hostile: contents that unpack to more than was asked for are refused" {
    all_fail "esp-read bomb:e1:1-end"
}

@test "hostile: a refusal that is said again and again counts" {
    meddle read esp-read refuse:e1:1-end
    meddle write esp-write refuse:e3:1-end
    meddle erase esp-erase refuse:e4:1-end
    assert_regex "$(cat read/status read/err)" "^2.esp-read: .*: 0x0 is past the end of the flash$"
    assert_regex "$(cat write/status write/err)" "^2.esp-write: .* is past the end of the flash"
    assert_regex "$(cat erase/status erase/err)" \
        "^3.esp-erase: .*: the chip refused command 0xe4: status c0 c2$"
    assert_not_exist read/dump.bin
}

@test "hostile: lies with a right check are asked again, and believed by nobody" {
    local rule
    for rule in bomb:e1 lie-number:e1 lie-address:e2 lie-length:e2; do
        meddle x esp-read $rule
        is_done x esp-read
    done
    all_fail "esp-verify lie-address:e2:1-end" "esp-erase lie-length:e4:1-end" \
        "esp-read lie-number:e1:1-end"
}

# ---- the ROM's loader alone, and boards whose lines reset them ----

# A peer that answers READ_REG and SYNC, and no other command.
REGISTERS_ONLY="pass:08:1-end pass:0a:1-end drop:any:1-end"

@test "hostile: --no-stub: one damaged answer of each command ends no run" {
    path=--no-stub
    one_damaged status length drop
}

@test "hostile: --no-stub: a command that is never answered, or never rightly, is given up" {
    path=--no-stub
    for port in pty rfc2217; do
        begin has_failed esp-write drop:0b:1-end
        begin has_failed esp-write length:02:1-end
        begin has_failed esp-write drop:03:1-end
        begin has_failed esp-write refuse:03:1-end
        begin has_failed esp-read drop:09:1-end
    done
    for program in esp-detect esp-erase esp-verify esp-read esp-write; do
        # shellcheck disable=SC2086 # rules
        begin has_failed $program $REGISTERS_ONLY
    done
    all_ended
}

@test "hostile: --no-stub: floods, noise, foreign frames, a byte now and then, silence" {
    path=--no-stub port=rfc2217
    all_fail "esp-write flood:0b" "esp-write foreign:02" "esp-write trickle:03" "esp-write noise:0b" \
        "esp-detect flood:09" "esp-reset silence:0a:6" "esp-erase silence:0a:40" "esp-erase noise:09:6" \
        "esp-verify trickle:09" "esp-verify silence:any:120" "esp-read foreign:0a" "esp-read repeat:09"
}

@test "hostile: over TCP, plain and with RFC 2217: one damaged answer ends no run" {
    local program at_once=4
    for port in tcp rfc2217; do
        for program in $PROGRAMS; do
            # Nothing resets a board behind plain TCP, nor tells that it was.
            [ $port$program != tcpesp-reset ] || continue
            begin is_done $program length:0a
            begin is_done $program status:08
        done
        begin is_done esp-erase drop:e4
        begin is_done esp-verify status:e2
        begin is_done esp-read check:e1
        begin is_done esp-read lie-number:e1
        begin is_done esp-write refuse:e3:3
    done
    all_ended
}

@test "hostile: over TCP, plain and with RFC 2217: nobody is kept waiting" {
    for port in tcp rfc2217; do
        begin has_failed esp-detect noise:0a
        begin has_failed esp-reset flood:08
        begin has_failed esp-erase foreign:e4
        begin has_failed esp-verify silence:e2
        begin has_failed esp-read repeat:e0
        begin has_failed esp-read flood:e1
        begin has_failed esp-write trickle:e3
    done
    all_ended
}

# ---- everything with everything ----

every_damage() {
    [ "${ESP_HOSTILE:-}" = all ] || skip "ESP_HOSTILE=all does it"
    one_damaged status length check value op direction cut grow late twice drop refuse refuse-check
}

# From the first answer to every command on, or from a later one.
every_stream() {
    [ "${ESP_HOSTILE:-}" = all ] || skip "ESP_HOSTILE=all does it"
    local program op kind
    for program in $PROGRAMS; do
        for op in $(commands_of $program); do
            [ $program:$op != esp-erase:e6 ] || continue
            for kind in silence flood noise trickle foreign repeat; do
                begin has_failed $program "$kind:$op"
            done
            for kind in drop status refuse length cut op; do
                begin has_ended $program "$kind:$op:1-end"
                begin has_ended $program "$kind:$op:2-end"
            done
        done
        for kind in 5 20 60 120 200; do
            begin has_ended $program "pass:any:1-$kind" silence:any:1
        done
    done
    all_ended
}

@test "hostile: every kind of damage to the first answer of every command" {
    every_damage
}

@test "hostile: the same over plain TCP" {
    port=tcp
    every_damage
}

@test "hostile: the same with RFC 2217" {
    port=rfc2217
    every_damage
}

@test "hostile: the same without the stub" {
    path=--no-stub
    every_damage
}

@test "hostile: the same without the stub with RFC 2217" {
    path=--no-stub port=rfc2217
    every_damage
}

@test "hostile: every stream and every command that is never answered well" {
    every_stream
}

@test "hostile: these over plain TCP" {
    port=tcp
    every_stream
}

@test "hostile: these with RFC 2217" {
    port=rfc2217
    every_stream
}

@test "hostile: these without the stub" {
    path=--no-stub
    every_stream
}

@test "hostile: these without the stub with RFC 2217" {
    path=--no-stub port=rfc2217
    every_stream
}
