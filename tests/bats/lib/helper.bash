# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Functions that the bats files share: paths, a board for each test, and time limits.
# ESP_BUILDDIR and ESP_SRCDIR come from `make check`.  ESP_CHIP, ESP_WAY and ESP_PORT_KIND
# come from tests/bats/lib/each-chip, which explains them.

bats_require_minimum_version 1.5.0

# Does what the library's load.bash does, without a process for each file.  Each test loads
# the libraries anew.
load_library() { # NAME
    local folders folder file
    IFS=: read -ra folders <<< "$BATS_LIB_PATH"
    for folder in "${folders[@]}"; do
        for file in "$folder/$1"/src/*.bash; do
            # shellcheck source=/dev/null
            [ ! -e "$file" ] || source "$file"
        done
    done
}

# Before each command of a test, bats notes the place, for its message if the command fails.
# In these files, the place in the test that called them is enough, and takes less time.
if [ "$(type -t bats_debug_trap)" = function ]; then
    trap 'case ${BASH_SOURCE:-} in */bats/lib/*) ;; *) bats_debug_trap "$BASH_SOURCE" ;; esac' DEBUG
fi

load_library bats-support
load_library bats-assert
load_library bats-file
# shellcheck source-path=SCRIPTDIR
source "${BASH_SOURCE[0]%/*}/chips.bash"

: "${ESP_CHIP:=esp8266ex}" "${ESP_WAY:=stub}" "${ESP_PORT_KIND:=pty}"

common_setup() {
    chip_facts
    wrap_programs
    wait_for_boards
    PATH="$BATS_TEST_TMPDIR/bin:$PATH"
    unset ESPPORT ESPBAUD ESPRESET MAKEFLAGS
    exec < /dev/null # the tests must not read a device line here
    mkdir -p "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return
}

# On a busy machine a board may get no processor for a while, which never happens to a real
# chip.  The clock of this project's programs then stands still, so that they wait for the
# board as long as for a real board (tests/sim/board/hostclock.h).
wait_for_boards() {
    local libraries=$ESP_BUILDDIR/tests/sim
    [ -e "$libraries/slowclock.so" ] || return 0 # built by make check
    export ESP_SIM_CLOCK=$BATS_TEST_TMPDIR/clock
    export LD_PRELOAD=slowclock.so # LD_PRELOAD accepts no folder with a space
    export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export ASAN_OPTIONS=verify_asan_link_order=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
}

# wrap NAME COMMAND...: makes a program NAME that runs COMMAND with the program's arguments.
wrap() {
    local name=$1 file=$BATS_TEST_TMPDIR/bin/$1
    shift
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    printf '#!/bin/sh\nexec %s "$@"\n' "${*@Q}" > "$file"
    chmod +x "$file"
}

# by_default NAME OPTION: the program NAME gets OPTION where a test does not give this option.
by_default() {
    local file=$BATS_TEST_TMPDIR/bin/$1
    [ -e "$file" ] || wrap "$1" "$(command -v "$1")"
    sed -i "1a case \" \$* \" in *\" ${2%%=*}\"*) ;; *) set -- $2 \"\$@\" ;; esac" "$file"
}

# With ESP_VALGRIND, valgrind watches the programs: an error or a leak gives exit status 99.
# With ESP_ROM, ESP32_ROM or ESP32C3_ROM, each board of that chip executes that dump of a real
# boot ROM.
wrap_programs() {
    local program
    PATH="$ESP_BUILDDIR/bin:$ESP_BUILDDIR/tests/sim:$PATH"
    if [ -n "${ESP_VALGRIND:-}" ]; then
        for program in esp-detect esp-erase esp-imgedit esp-ota esp-read esp-reset esp-verify esp-write; do
            wrap $program "$ESP_VALGRIND" --quiet --error-exitcode=99 --leak-check=full \
                --errors-for-leak-kinds=definite --log-file="$BATS_TEST_TMPDIR/valgrind.%p" \
                --suppressions="$ESP_SRCDIR/tests/valgrind.supp" "$ESP_BUILDDIR/bin/$program"
        done
    fi
    [ -z "${ESP_ROM:-}${ESP32_ROM:-}${ESP32C3_ROM:-}" ] || wrap_boards
    [ "$ESP_CHIP" = esp8266ex ] || by_default esp-sim "--chip=$ESP_CHIP"
    [ "$ESP_PORT_KIND" = pty ] || by_default esp-sim "--port=$ESP_PORT_KIND"
    if [ "$ESP_WAY" = rom ]; then
        for program in esp-detect esp-erase esp-read esp-reset esp-verify esp-write; do
            by_default $program --no-stub
        done
    fi
}

# A test may name the chip or the ROM itself.  An empty ESP32_ROM, say, means the simulated ROM.
wrap_boards() {
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    cat > "$BATS_TEST_TMPDIR/bin/esp-sim" <<SH
#!/bin/sh
chip=$ESP_CHIP rom=
for option; do
    case \$option in
    --) break ;;
    --chip=*) chip=\${option#*=} ;;
    --rom=*) chip=none ;;
    esac
done
case \$chip in
esp8266ex) rom=\$ESP_ROM ;;
esp32) rom=\$ESP32_ROM ;;
esp32c3) rom=\$ESP32C3_ROM ;;
esac
exec '$ESP_BUILDDIR/tests/sim/esp-sim' \${rom:+"--rom=\$rom"} "\$@"
SH
    chmod +x "$BATS_TEST_TMPDIR/bin/esp-sim"
}

# application_starts PORT: waits for what the application of a board with --flood says.  A
# real ROM starts what esp-mkflash made, which is not a real program, and says so.
application_starts() {
    local text="Exception (28)"
    [ -z "${ESP_ROM:-}" ] || text="Fatal exception (0): "
    run timeout 60 grep -a -m 1 -F "$text" "$1"
    assert_success
}

# Starts a board in the background, and sets $PORT to its port.
board_start() {
    mkfifo board.ready
    esp-sim "$@" > board.ready 2> board.err 3>&- &
    BOARD_PID=$!
    read -r PORT < board.ready
    rm -f board.ready
    [ -n "$PORT" ] || { cat board.err >&2; return 1; }
}

# For tests in which a program waits for a board that does nothing: the clock of both goes
# faster then.
skip_waits() {
    by_default esp-sim --skip-waits
}

# Stops the board and waits for its end, so that its flash file and statistics are complete.
board_stop() {
    [ -n "${BOARD_PID:-}" ] || return 0
    kill "$BOARD_PID" 2>/dev/null || true
    wait "$BOARD_PID" || true
    BOARD_PID=
}

# stat_is EXPRESSION FILE: checks a jq expression over the board's statistics.
stat_is() {
    jq -e "$1" "$2" > /dev/null || { jq . "$2" >&2; fail "statistics: not $1"; }
}

# refused PROGRAM STATUS MESSAGE ARG...: checks for no output on stdout and one line on
# stderr.
refused() {
    local program=$1 want=$2 message=$3
    shift 3
    run --separate-stderr "$program" "$@" < /dev/null
    assert_equal "$stderr" "$program: $message"
    assert_equal "$status" "$want"
    assert_output ""
}

# Status 0 and silence, except for what a read or write by the ROM alone says to be patient.
succeeded_quietly() {
    local said
    said=$(grep -v ' without the stub takes about ' <<< "$stderr" || true)
    assert_equal "$status: $said" "0: "
}

# took_less_than SECONDS FILE: checks the time by the clock that the board keeps for this
# project's programs, so other work of the machine does not count.  FILE holds the board's
# statistics.
took_less_than() {
    local took
    took=$(jq .host_ms "$2")
    [ "$took" -lt $(($1 * 1000)) ] || fail "took $took ms, not less than $1 s"
}

# in_time COMMAND...: fails if COMMAND hangs.  No command takes this long on any machine.
in_time() {
    timeout --kill-after=1 120 "$@"
}

# True if the programs use /proc and /sys.  In make check-portable they do not.
knows_linux() {
    grep -q '^#define HAVE_LINUX 1' "$ESP_BUILDDIR/config.h"
}

need() {
    command -v "$1" > /dev/null || skip "$1 is not installed"
}
