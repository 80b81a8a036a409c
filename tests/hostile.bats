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
    esp-mkflash firmware 256k > old.bin
    esp-mkflash random 256k 5 > new.bin
    esp-mkflash blank 256k > blank.bin
}

# The commands of ROM and stub that a program waits for.
commands_of() {
    local start="08 0a 06 07 e0"
    case $1 in
    esp-detect) echo "08 0a" ;;
    esp-reset) echo "$start" ;;
    esp-erase) echo "$start e4" ;;
    esp-verify) echo "$start e2 e6" ;;
    esp-read) echo "$start e1 e2 e6" ;;
    esp-write) echo "$start e2 e3 e4 e6" ;;
    esac
}

# meddle FOLDER PROGRAM RULE...: runs it in a folder of its own, which then has status,
# out, err and flash.bin.
meddle() {
    local folder=$1 program=$2
    local command=("$program")
    shift 2
    mkdir "$folder"
    cp old.bin "$folder/flash.bin"
    case $program in
    esp-erase) command+=(-q --all) ;;
    esp-read) command+=(-q -o dump.bin) ;;
    esp-verify) command+=(-q "$PWD/old.bin") ;;
    esp-write) command+=(-q "$PWD/new.bin") ;;
    esac
    (
        cd "$folder" || exit
        status=0
        esp-sim -f flash.bin -- esp-meddle --limit="$limit" "$@" -- "${command[@]}" > out 2> err < /dev/null 3>&- ||
            status=$?
        echo $status > status
    )
}

# What a run with status 0 must have done.
is_done() {
    local folder=$1
    assert_equal "$folder: $(cat "$folder/status"): $(cat "$folder/err")" "$folder: 0: "
    case $2 in
    esp-detect) grep -q 'chip=ESP8266EX .*mac=a0:20:a6:16:45:d2' "$folder/out" ;;
    esp-erase) cmp "$folder/flash.bin" blank.bin ;;
    esp-read) cmp "$folder/dump.bin" old.bin ;;
    esp-write) cmp "$folder/flash.bin" new.bin ;;
    esac
    rm -rf "$folder"
}

# What one that failed must have left: one line that names program and port (esp-write's
# second line says how to go on), no dump, nothing on stdout.
has_failed() {
    local folder=$1 program=$2
    assert_equal "$folder: $(cat "$folder/status"): $(cat "$folder/err")" \
        "$folder: 3: $(cat "$folder/err")"
    assert_file_empty "$folder/out"
    assert_equal "$(grep -vc "the flash may hold a part" "$folder/err")" 1
    assert_regex "$(head -n 1 "$folder/err")" "^$program: /dev/pts/[0-9]+: .{20,}"
    assert_not_exist "$folder/dump.bin"
}

# one_damaged KIND...: of each command of each program the first answer.
one_damaged() {
    local program op kind
    for program in esp-detect esp-reset esp-erase esp-verify esp-read esp-write; do
        for op in $(commands_of $program); do
            for kind in "$@"; do
                meddle "$program.$op.$kind" $program "$kind:$op"
                is_done "$program.$op.$kind" $program
            done
        done
    done
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

@test "hostile: every kind of damage to the first answer of every command" {
    [ "${ESP_HOSTILE:-}" = all ] || skip "ESP_HOSTILE=all does it"
    one_damaged length check value op direction cut grow late twice drop refuse refuse-check
}

# all_fail "PROGRAM RULE"...: all at once, because each waits most of the time.
all_fail() {
    local pair program rule n=0 pids=()
    for pair in "$@"; do
        program=${pair%% *} rule=${pair#* }
        meddle "$n.$program.$rule" "$program" "$rule" &
        pids+=($!)
        n=$((n + 1))
    done
    wait "${pids[@]}"
    n=0
    for pair in "$@"; do
        program=${pair%% *} rule=${pair#* }
        has_failed "$n.$program.$rule" "$program"
        n=$((n + 1))
    done
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

@test "hostile: every stream, from the first answer to every command on" {
    [ "${ESP_HOSTILE:-}" = all ] || skip "ESP_HOSTILE=all does it"
    local program op
    for program in esp-detect esp-reset esp-erase esp-verify esp-read esp-write; do
        for op in $(commands_of $program); do
            [ $program:$op != esp-erase:e6 ] || continue
            all_fail "$program silence:$op" "$program flood:$op" "$program noise:$op" \
                "$program trickle:$op" "$program foreign:$op"
        done
    done
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
