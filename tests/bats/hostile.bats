#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Boards that misbehave: esp-meddle stands between a program and a board, and damages,
# replaces, repeats or drowns answers.  One damaged answer must not end a run.  A peer that
# talks but does no work must not keep a program waiting.  Every failure must be reported in
# one line, and no file may get its final name.  ESP_HOSTILE=all tries every kind of damage
# on every command of every program (make check-expensive).  In the tests of streams, and of
# what the stub answers, esp-meddle says the same whatever the chip is, so make check runs
# these tests on the first chip only.
# bats file_tags=every-chip,one-way,one-port,two-chips,costly

setup() {
    load lib/helper
    load lib/hostile
    common_setup
    skip_waits
    hostile_setup
}

@test "hostile: a status whose frame is whole and wrong ends no run" {
    all_done "esp-detect status:08" "esp-detect status:0a" "esp-reset status:06" "esp-reset status:07" \
        "esp-reset status:e0" "esp-erase status:e4" "esp-verify status:e2" "esp-verify status:e6" \
        "esp-read status:e1" "esp-write status:e3" "esp-write status:e4"
}

# bats test_tags=costly
@test "hostile: nor does a refusal that is said once, in a later answer too" {
    all_done "esp-erase refuse:e4" "esp-erase refuse-check:e4" "esp-verify refuse:e0" "esp-verify refuse-check:e2" \
        "esp-read refuse:e1:2" "esp-read refuse:e6" "esp-write refuse:e2" "esp-write refuse:e3:3" \
        "esp-write refuse:e4" "esp-write refuse-check:e3"
}

# bats test_tags=costly
@test "hostile: an answer of another length, with a wrong check, cut or late ends no run" {
    all_done "esp-verify length:e2" "esp-write length:e3:2" "esp-erase length:e4" "esp-read check:e1" \
        "esp-write check:e3:2" "esp-erase check:e4" "esp-verify cut:e2" "esp-read cut:e1" \
        "esp-write late:e3:2" "esp-read late:e1"
}

@test "hostile: an erase whose answer is lost goes on, though the stub changed its rate" {
    meddle x esp-erase drop:e4
    is_done x esp-erase
}

# bats test_tags=costly
@test "hostile: a flood of whole frames keeps no program waiting" {
    all_fail "esp-detect flood:08" "esp-reset flood:0a" "esp-erase flood:e4" \
        "esp-verify flood:e2" "esp-read flood:e1" "esp-write flood:e3"
}

# bats test_tags=costly
@test "hostile: nor do foreign frames every 40 ms, or silence" {
    all_fail "esp-detect foreign:08" "esp-reset foreign:e0" "esp-erase foreign:e4" \
        "esp-verify foreign:e2" "esp-read foreign:e1" "esp-write foreign:e3" \
        "esp-write foreign:e2" "esp-write silence:e3"
}

# bats test_tags=costly
@test "hostile: nor do the same answer again and again, noise, or a byte now and then" {
    all_fail "esp-erase repeat:e0" "esp-read repeat:e0" "esp-write repeat:e0" \
        "esp-detect noise:0a" "esp-write noise:e3" "esp-verify trickle:e2" \
        "esp-read trickle:e1" "esp-reset trickle:07"
}

@test "hostile: foreign frames beside what the board says change nothing" {
    local program
    for program in $PROGRAMS; do
        begin is_done "$program" chatter:0a
    done
    all_ended
}

# bats test_tags=costly
@test "hostile: contents that unpack to more than was asked for are refused" {
    all_fail "esp-read bomb:e1:1-end"
}

# bats test_tags=costly
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

# bats test_tags=costly
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
    each_damaged_once status length drop
}

@test "hostile: --no-stub: a command that is never answered, or never rightly, is given up" {
    path=--no-stub
    for port in pty rfc2217; do
        begin has_failed esp-write drop:0b:1-end
        begin has_failed esp-write length:02:1-end
        begin has_failed esp-write drop:03:1-end
        begin has_failed esp-write refuse:03:1-end
        begin has_failed esp-read "drop:$ROM_READS:1-end"
    done
    for program in esp-detect esp-erase esp-verify esp-read esp-write; do
        # shellcheck disable=SC2086 # rules
        begin has_failed $program $REGISTERS_ONLY
    done
    all_ended
}

# bats test_tags=costly
@test "hostile: --no-stub: floods, noise, foreign frames, a byte now and then, silence" {
    path=--no-stub port=rfc2217
    all_fail "esp-write flood:0b" "esp-write foreign:02" "esp-write trickle:03" "esp-erase noise:09:6" \
        "esp-erase silence:0a:40" "esp-verify silence:any:120" "esp-read repeat:09"
}

# bats test_tags=costly
@test "hostile: over TCP, plain and with RFC 2217: one damaged answer ends no run" {
    [ "${ESP_HOSTILE:-}" = all ] || skip "ESP_HOSTILE=all does it"
    local program at_once=4
    for port in tcp rfc2217; do
        for program in $PROGRAMS; do
            # A board behind plain TCP is not reset, and a reset is not noticed either.
            [ $port$program != tcpesp-reset ] || continue
            begin is_done $program length:0a
        done
        begin is_done esp-erase drop:e4
        begin is_done esp-verify status:e2
        begin is_done esp-read check:e1
        begin is_done esp-read lie-number:e1
        begin is_done esp-write refuse:e3:3
    done
    all_ended
}

# bats test_tags=costly
@test "hostile: over TCP, plain and with RFC 2217: nobody is kept waiting" {
    [ "${ESP_HOSTILE:-}" = all ] || skip "ESP_HOSTILE=all does it"
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

# ---- every stream with every program ----

every_damage() {
    [ "${ESP_HOSTILE:-}" = all ] || skip "ESP_HOSTILE=all does it"
    one_damaged status length check value op direction cut grow late twice drop refuse refuse-check
}

# From the first answer to every command on, or from a later answer on.
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

# bats test_tags=costly
@test "hostile: every kind of damage to the first answer of every command" {
    every_damage
}

# bats test_tags=costly
@test "hostile: the same over plain TCP" {
    port=tcp
    every_damage
}

# bats test_tags=costly
@test "hostile: the same with RFC 2217" {
    port=rfc2217
    every_damage
}

# bats test_tags=costly
@test "hostile: the same without the stub" {
    path=--no-stub
    every_damage
}

# bats test_tags=costly
@test "hostile: the same without the stub with RFC 2217" {
    path=--no-stub port=rfc2217
    every_damage
}

# bats test_tags=costly
@test "hostile: every stream and every command that is never answered well" {
    every_stream
}

# bats test_tags=costly
@test "hostile: these over plain TCP" {
    port=tcp
    every_stream
}

# bats test_tags=costly
@test "hostile: these with RFC 2217" {
    port=rfc2217
    every_stream
}

# bats test_tags=costly
@test "hostile: these without the stub" {
    path=--no-stub
    every_stream
}

# bats test_tags=costly
@test "hostile: these without the stub with RFC 2217" {
    path=--no-stub port=rfc2217
    every_stream
}
