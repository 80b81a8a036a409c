# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What the bats files share: paths, a board for each test, and time limits.
# ESP_BUILDDIR and ESP_SRCDIR come from `make check`.

bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert
bats_load_library bats-file

export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-120}

common_setup() {
    PATH="$ESP_BUILDDIR/src:$ESP_BUILDDIR/tests/sim:$PATH"
    [ -z "${ESP_VALGRIND:-}" ] || under_valgrind
    unset ESPPORT
    mkdir -p "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return
}

# Each program by its name is then one that valgrind watches; an error or a leak
# is exit status 99.
under_valgrind() {
    mkdir "$BATS_TEST_TMPDIR/valgrind"
    for program in esp-detect esp-read; do
        printf '#!/bin/sh\nexec %q --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --suppressions=%q %q "$@"\n' \
            "$ESP_VALGRIND" "$ESP_SRCDIR/tests/valgrind.supp" "$ESP_BUILDDIR/src/$program" > "$BATS_TEST_TMPDIR/valgrind/$program"
        chmod +x "$BATS_TEST_TMPDIR/valgrind/$program"
    done
    PATH="$BATS_TEST_TMPDIR/valgrind:$PATH"
}

# A board in the background; its port is then $PORT.
board_start() {
    mkfifo board.ready
    esp-sim "$@" > board.ready 2> board.err 3>&- &
    BOARD_PID=$!
    read -r PORT < board.ready
    rm -f board.ready
    [ -n "$PORT" ] || { cat board.err >&2; return 1; }
}

# Ends it and waits, so that its flash file and statistics are complete.
board_stop() {
    [ -n "${BOARD_PID:-}" ] || return 0
    kill "$BOARD_PID" 2>/dev/null || true
    wait "$BOARD_PID" || true
    BOARD_PID=
}

# stat_is EXPRESSION FILE: a jq expression over the board's statistics holds.
stat_is() {
    jq -e "$1" "$2" > /dev/null || { jq . "$2" >&2; fail "statistics: not $1"; }
}

need() {
    command -v "$1" > /dev/null || skip "$1 is not installed"
}
