#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota --web and --all with web servers that no virtual board is: strangers, and sketches
# with answers of their own.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
    unset ESPOTA_AUTH
    cook app.bin <<< "$RECIPE_PLAIN"
}

teardown() {
    [ -z "${ODD_PID:-}" ] || kill "$ODD_PID" 2> /dev/null || true
}

# odd POST-ANSWER [OPEN]: a server that asks for a password (Basic, or as $CHALLENGE says), and
# logs the headers of requests to requests.  With OPEN the form needs no password; with "free"
# nothing does.  POST-ANSWER: the whole answer to a file, \r\n written as such; {x N}: N times x.
odd() {
    cat > odd.py << 'END_OF_SERVER'
import os, re, socket, sys
answer = re.sub(r"\{x (\d+)\}", lambda m: "x" * int(m[1]), sys.argv[1].encode().decode("unicode_escape"))
access = sys.argv[2] if len(sys.argv) > 2 else ""
challenge = os.environ.get("CHALLENGE", 'Basic realm="x"')
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(9)
print(server.getsockname()[1], flush=True)
log = open("requests", "w")
form = "<form method='POST'><input type='file' name='firmware'></form>"
while True:
    connection, _ = server.accept()
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            break
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
    print(head.decode() + f"\nbody={len(body)}", file=log, flush=True)
    post = head.startswith(b"POST")
    if b"uthorization:" not in head and (access == "" or access == "open" and post):
        reply = f"HTTP/1.1 401 No\r\nWWW-Authenticate: {challenge}\r\nContent-Length: 0\r\n\r\n"
    elif post:
        reply = answer
    else:
        reply = f"HTTP/1.1 200 OK\r\nContent-Length: {len(form)}\r\n\r\n{form}"
    try:
        connection.sendall(reply.encode())
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
    except OSError:
        pass
    connection.close()
END_OF_SERVER
    mkfifo ready
    python3 odd.py "$@" > ready 3>&- &
    ODD_PID=$!
    read -r port < ready
    rm ready
    BOARD=127.0.0.1:$port
}

# ends STATUS MESSAGE: the program's end.
ends() {
    assert_equal "$status: $stderr" "$1: esp-ota: $BOARD: $2"
}

UNKNOWN="; whether it has the image is not known"
SUCCESS='HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nUpdate Success!'

web() {
    run --separate-stderr in_time esp-ota --web="$BOARD" "$@" app.bin
}

@test "oddweb: a web page that a device line names gets no password in clear text" {
    odd "$SUCCESS"
    echo "address=127.0.0.1 web=http://$BOARD/ via=espeasy" > boards
    ESPOTA_AUTH=secret run --separate-stderr in_time sh -c 'esp-ota --all app.bin < boards'
    assert_equal "$status" 2
    [[ $stderr = *"$BOARD: the board wants the password in clear text, and anybody may have announced its address: --clear-password sends the password all the same"* ]]
    run ! grep -i authorization requests
    ESPOTA_AUTH=secret run --separate-stderr in_time sh -c 'esp-ota --all --clear-password app.bin < boards'
    assert_success
    grep -qi "authorization: Basic" requests
}

@test "oddweb: a web page that a device line names gets a proof of the password, and one that the user names both" {
    CHALLENGE='Digest realm="x", qop="auth", nonce="0123456789abcdef"' odd "$SUCCESS"
    echo "address=127.0.0.1 web=http://$BOARD/ via=espeasy" > boards
    ESPOTA_AUTH=secret run --separate-stderr in_time sh -c 'esp-ota --all app.bin < boards'
    assert_success
    grep -qi "authorization: Digest" requests
    kill $ODD_PID
    odd "$SUCCESS"
    ESPOTA_AUTH=secret web
    ends 0 "the board says: Update Success!"
    grep -qi "authorization: Basic" requests
}

@test "oddweb: what is typed for one board of --all does not go to the next" {
    need script
    odd "$SUCCESS"
    printf 'address=%s web=http://%s/\n' 127.0.0.1 "$BOARD" 127.0.0.2 "$BOARD/other" > boards
    echo 'esp-ota --all --clear-password app.bin < boards' > session
    { sleep 1; echo hush; sleep 1; echo hush; sleep 1; } | in_time script -qec "sh session" typescript > /dev/null
    run grep -c "password of $BOARD: " typescript
    assert_output 2
    run grep -c hush typescript
    assert_output 0
}

@test "oddweb: a form that all see, and a file for which the password is asked" {
    odd "$SUCCESS" open
    ESPOTA_AUTH=secret web
    ends 0 "the board says: Update Success!"
    run grep -c "^body=[1-9]" requests
    assert_output 2
    web < /dev/null
    [ "$status" = 2 ] || fail "$stderr"
}

@test "oddweb: an answer that is cut is believed only if its words are long enough" {
    odd 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nOK' free
    web
    ends 3 "the board's answer tells neither success nor failure: OK"
    kill $ODD_PID
    odd 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUpdate Success! Reb' free
    web
    ends 0 "the board says: Update Success! Reb"
}

@test "oddweb: where the image may have arrived, the message says so" {
    odd 'HTTP/1.1 303 Other\r\nLocation: /done\r\nContent-Length: 0\r\n\r\n' free
    web
    ends 3 "the board sends to another address: http://$BOARD/done$UNKNOWN"
    kill $ODD_PID
    odd 'HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n{x 300000}' free
    web
    ends 3 "the answer is longer than 262144 bytes$UNKNOWN"
}
