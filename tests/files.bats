#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Files that are something else than they should be: ports, devices, directories and
# FIFOs as images and descriptions, files that others put or changed there.

setup() {
    load helper
    common_setup
    MISSING=/dev/ttyNOTHING
    echo data > good.bin
}

teardown() {
    board_stop
}

# As refused(), of a program that used to wait for ever.
refused_soon() { # PROGRAM MESSAGE ARG...
    local program=$1 message=$2
    shift 2
    run --separate-stderr timeout 60 "$program" "$@" < /dev/null
    assert_equal "$status: $stderr: $output" "2: $program: $message: "
}

# ---- ports and images ----

@test "files: port and image swapped: that is told, and what was meant" {
    board_start --port=pty --flash-size=256k
    local swapped="the port and the image are swapped: good.bin is a file, and $PORT is a port; try --port=$PORT"
    for program in esp-write esp-verify; do
        refused_soon $program "$swapped good.bin" -p good.bin "$PORT"
        refused_soon $program "$swapped good.bin" -p good.bin 0x1000 "$PORT"
        ESPPORT=good.bin refused_soon $program "$swapped good.bin" "$PORT"
        refused_soon $program "$PORT is a port, not a file; name the board's port with --port=$PORT" "$PORT"
        refused_soon $program "$PORT is a port, not a file; name the board's port with --port=$PORT" "$PORT" good.bin
        refused_soon $program "no image is given: good.bin is a file, and --port names the board's port; try '$program --help'" \
            -p good.bin
    done
    refused_soon esp-read "$swapped --base=good.bin" -p good.bin --base="$PORT"
    refused_soon esp-read "$swapped --output=good.bin" -p good.bin -o "$PORT"
    refused_soon esp-read "$PORT is a port, not a file; name the board's port with --port=$PORT" -o "$PORT"
    assert_equal "$(cat good.bin)" data
}

@test "files: an address of a port is no image either" {
    for url in rfc2217://localhost:1 socket://localhost:1 gensio:stdio; do
        refused_soon esp-write "$url is a port, not a file; name the board's port with --port=$url" "$url"
        refused_soon esp-verify "the port and the image are swapped: good.bin is a file, and $url is a port; try --port=$url good.bin" \
            -p good.bin "$url"
    done
}

@test "files: a link to a port is a port" {
    board_start --port=pty --flash-size=256k
    ln -s "$PORT" nodemcu
    refused_soon esp-write "the port and the image are swapped: good.bin is a file, and nodemcu is a port; try --port=nodemcu good.bin" \
        -p good.bin nodemcu
}

@test "files: directories, devices and sockets are no images" {
    need python3
    mkdir folder
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
    for program in esp-write esp-verify; do
        refused_soon $program "folder is a directory, not an image" -p "$MISSING" folder
        refused_soon $program "socket is a socket, not an image" -p "$MISSING" socket
        for device in /dev/null /dev/zero /dev/random; do
            refused_soon $program "$device is a device, not an image" -p "$MISSING" $device
        done
    done
}

@test "files: a FIFO that no program writes into is told of" {
    mkfifo fifo
    for program in esp-write esp-verify; do
        refused_soon $program "fifo is a FIFO, and no program writes into it" -p "$MISSING" fifo
        refused_soon $program "fifo is a FIFO, and no program writes into it" -p "$MISSING" 0 good.bin 0x1000 fifo
    done
}

@test "files: a signal ends the wait for a FIFO's writer or its data" {
    mkfifo fifo
    run --separate-stderr timeout --signal=INT --preserve-status 0.3 esp-write -p "$MISSING" fifo
    assert_equal "$status: $stderr" "130: "
    sleep 60 > fifo 3>&- &
    local writer=$!
    run --separate-stderr timeout --signal=INT --preserve-status 1 esp-write -p "$MISSING" fifo
    kill $writer
    assert_equal "$status: $stderr" "130: "
}

@test "files: an image from a FIFO, a process and a descriptor is written" {
    esp-mkflash random 200k > image.bin
    gzip < image.bin > image.gz
    mkfifo fifo
    # shellcheck disable=SC2016 # for that shell
    for command in 'esp-write -q <(gunzip < image.gz)' \
        'gunzip < image.gz | esp-write -q /dev/stdin' \
        'esp-write -q /dev/stdin < image.bin' \
        'gunzip < image.gz | esp-write -q -' \
        'gunzip < image.gz > fifo & esp-write -q fifo' \
        '(sleep 0.3; gunzip < image.gz > fifo) & esp-write -q fifo' \
        'exec 9< image.bin; esp-write -q /dev/fd/9'; do
        esp-mkflash blank 256k > flash.bin
        run --separate-stderr esp-sim --flash=flash.bin -- bash -c "$command"
        assert_equal "$command: $status: $stderr" "$command: 0: "
        head -c 200k flash.bin | cmp - image.bin
    done
}

@test "files: a FIFO into which nothing came is an empty image" {
    mkfifo fifo
    : > fifo &
    refused_soon esp-write "fifo is empty" -p "$MISSING" fifo
    wait
}
