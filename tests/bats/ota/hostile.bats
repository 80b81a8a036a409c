#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota: boards and strangers that want the program never to end, or to say the wrong thing.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/ota
    load ../lib/scan
    common_setup
    ota_setup
}

teardown() {
    [ -z "${FAKE_PID:-}" ] || kill "$FAKE_PID" 2> /dev/null || true
}

# fake MODE: a board that does one thing only, see below.
fake() {
    cat > fake.py << 'END_OF_BOARD'
import os, socket, sys, time
mode = sys.argv[1]
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
print(udp.getsockname()[1], flush=True)
while True:
    data, host = udp.recvfrom(2000)
    if mode == "asks":  # for the password, after each answer
        udp.sendto(b"AUTH " + os.urandom(16).hex().encode(), host)
        continue
    words = data.split()
    udp.sendto(b"OK", host)
    tcp = socket.socket()
    tcp.bind(("127.0.0.3" if mode == "other" else "127.0.0.1", 0))
    tcp.connect(("127.0.0.1", int(words[1])))
    tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    got, size = 0, int(words[2])
    if mode == "other":
        continue
    try:
        while got < size:
            piece = tcp.recv(1460)
            if not piece:
                break
            got += len(piece)
            if mode == "error" and got > 5000:
                tcp.sendall(b"ERROR[1]: Flash Write Failed")
                time.sleep(60)
            tcp.sendall(str(len(piece)).encode())
        while mode == "digits":
            tcp.sendall(b"1")
            time.sleep(0.5)
    except OSError:
        pass
END_OF_BOARD
    mkfifo ready
    python3 fake.py "$1" > ready 3>&- &
    FAKE_PID=$!
    read -r port < ready
    rm ready
}

# push OPTION...: sends app.bin to the board of fake.
push() {
    run --separate-stderr timeout 60 esp-ota -a "127.0.0.1:$port" "$@" app.bin
}

@test "hostile ota: a board that asks for the password again and again" {
    fake asks
    ESPOTA_AUTH=secret push
    assert_equal "$status: $(told)" "3: esp-ota: BOARD: the board asks for the password again and again"
}

@test "hostile ota: a board that sends a digit now and then, and never its last word" {
    head -c 9000 app.bin > short.bin
    fake digits
    run --separate-stderr timeout 40 esp-ota -a "127.0.0.1:$port" --force --chip=esp8266 --timeout=1 short.bin
    assert_equal "$status: $(tail -n 1 <<< "$(told)")" "3: esp-ota: BOARD: the whole image was sent, but the board does not say whether it took it: look which application runs"
}

@test "hostile ota: an error without a newline, and the connection stays open" {
    fake error
    push --timeout=1
    assert_equal "$status" 3
    [[ $stderr = *"the board did not take the image of 42128 bytes (error 1: Flash Write Failed): "* ]]
}

@test "hostile ota: a connection from another address is named" {
    fake other
    push --timeout=1
    assert_equal "$status: $(told)" "3: esp-ota: BOARD: the board agreed, and a connection came from 127.0.0.3, which is not its address 127.0.0.1: if both are the board's, --address=127.0.0.3 names the other"
}

# flood COUNT: broadcasts as if of COUNT boards, without a pause, until the network ends.
FLOOD='flood() {
    LD_PRELOAD="" python3 -c "
import socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    for i in range(int(sys.argv[1])):
        s.sendto(struct.pack(\"<BB6s4sBH25sBH\", 255, 1, struct.pack(\"<HI\", 1, i), bytes(4), 1, 20116, b\"x\", 17, 80)
                 + bytes(40), (\"192.0.2.1\", 8266))
" "$1" 3>&- &
}'

@test "hostile ota: --scan ends while packets arrive, and takes a limited number of boards" {
    AVAHI_NET_DAEMON=no in_net "$FLOOD"'
        flood 6000
        timeout -s KILL 60 esp-ota --scan --timeout=20 | wc -l'
    assert_success
    assert_equal "$output" 4096
    [[ $stderr = *"esp-ota: more than 4096 boards announce themselves: the others are left out"* ]]
}
