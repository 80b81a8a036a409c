# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Functions for tests with a board's web pages.

# web_start OPTION...: starts a virtual board's web server in the background, and sets $BOARD
# to its address.  The board keeps an image in flash.bin, and logs requests to requests.
web_start() {
    mkfifo web.ready
    # shellcheck disable=SC2094 # a FIFO
    esp-sim-web --flash=flash.bin --log=requests "$@" > web.ready 3>&- &
    WEB_PID=$!
    read -r port < web.ready
    rm -f web.ready
    BOARD=127.0.0.1:$port
}

web_stop() {
    [ -n "${WEB_PID:-}" ] || return 0
    kill "$WEB_PID" 2> /dev/null || true
    wait "$WEB_PID" 2> /dev/null || true
    WEB_PID=
}

# told STATUS MESSAGE...: esp-ota's exit status and all its messages, without the program's
# name and the board's address.
told() {
    local want=$1 got
    shift
    got=$(sed "s/^esp-ota: //; s/^$BOARD: //" <<< "$stderr")
    assert_equal "$got" "$(printf '%s\n' "$@")"
    assert_equal "$status" "$want"
}

# as_dmp [DRIVERS]: turns a sector of Tasmota's settings on standard input into the backup that
# its web page gives away; with so many bytes of drivers' settings behind it.
as_dmp() {
    python3 -c '
import sys
data = sys.stdin.buffer.read()[:4096]
extra = bytes(int(sys.argv[1]))
start = 2
if extra:
    size = 16 + len(data) + len(extra)
    data = b"/.settings".ljust(14, b"\0") + size.to_bytes(2, "little") + data + extra
    start = 18
sys.stdout.buffer.write(bytes(b if i < start else b ^ (0x5a + i & 255) for i, b in enumerate(data)))
' "${1:-0}"
}
