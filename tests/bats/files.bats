#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Files of the wrong kind: ports, devices, directories and FIFOs as images and descriptions,
# and files that others put there or changed.

setup() {
    load lib/helper
    common_setup
    MISSING=/dev/ttyNOTHING
    chmod 755 . # with any umask, no other user may write here
    echo data > good.bin
}

teardown() {
    board_stop
}

# As refused(), for programs that waited for ever in the past.
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
    esp-mkflash random 256k > image.bin
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
        cmp flash.bin image.bin
    done
}

@test "files: a FIFO into which nothing came is an empty image" {
    mkfifo fifo
    : > fifo &
    local writer=$!
    refused_soon esp-write "fifo is empty" -p "$MISSING" fifo
    wait "$writer"
}

# ---- descriptions ----

# Puts a file of KIND, which is no plain file, in the place of PATH.
put_special() { # KIND PATH
    rm -rf "$2"
    case $1 in
    fifo) mkfifo "$2" ;;
    folder) mkdir "$2" ;;
    zero) ln -s /dev/zero "$2" ;;
    tty) ln -s "$PORT" "$2" ;;
    esac
}

need_root() {
    [ "$(id -u)" = 0 ] || skip "only root can give files away"
}

# A folder that others may write to, which holds an image and its description.
shared_folder() {
    mkdir -m "$1" shared
    chmod "$1" shared # with any umask
    echo data > shared/good.bin
    echo "port=x size=5" > shared/good.bin.meta
    echo "port=x size=5" > elsewhere.meta
}

believed() {
    run --separate-stderr timeout 60 esp-write -p "$MISSING" "$@"
    assert_equal "$status: ${stderr%%: there*}" "3: esp-write: $MISSING"
}

@test "files: a description that is a FIFO, a folder or a device is refused" {
    board_start --port=pty --flash-size=256k
    for kind in fifo folder zero tty; do
        put_special $kind good.bin.meta
        refused_soon esp-write "reading good.bin.meta: not a plain file; remove it, or copy good.bin elsewhere" -p "$MISSING" good.bin
        refused_soon esp-verify "reading good.bin.meta: not a plain file; remove it, or copy good.bin elsewhere" -p "$MISSING" good.bin
        refused_soon esp-read "reading good.bin.meta: not a plain file; remove it, or copy good.bin elsewhere" -p "$MISSING" --base=good.bin
    done
}

@test "files: a description with a NUL byte, or without an end, describes no dump" {
    printf 'port=x size=5\0 offset=4096\n' > good.bin.meta
    refused esp-write 4 "good.bin is not what good.bin.meta describes: that describes no dump; --force writes it all the same" \
        -p "$MISSING" good.bin
    { echo "port=x size=5"; head -c 70000 /dev/zero | tr '\0' ' '; } > good.bin.meta
    refused esp-write 4 "good.bin is not what good.bin.meta describes: that describes no dump; --force writes it all the same" \
        -p "$MISSING" good.bin
}

@test "files: in a folder of one's own a description may be a link, in one of all it may not" {
    shared_folder 755
    ln -sf ../elsewhere.meta shared/good.bin.meta
    believed shared/good.bin
    ln -f elsewhere.meta shared/good.bin.meta
    believed shared/good.bin
    for mode in 1777 775; do
        chmod $mode shared
        rm shared/good.bin.meta
        ln -s ../elsewhere.meta shared/good.bin.meta
        refused esp-write 2 "reading shared/good.bin.meta: a symbolic link, in a directory that others may write to; remove it, or copy shared/good.bin elsewhere" \
            -p "$MISSING" shared/good.bin
        ln -f elsewhere.meta shared/good.bin.meta
        refused esp-verify 2 "reading shared/good.bin.meta: it has another name, too, in a directory that others may write to; remove it, or copy shared/good.bin elsewhere" \
            -p "$MISSING" shared/good.bin
    done
}

@test "files: in a folder of all a description counts if it is ours, root's or of the image's owner" {
    need_root
    shared_folder 1777
    believed shared/good.bin
    chown 12345 shared/good.bin.meta
    for program in esp-write esp-verify; do
        refused $program 2 "reading shared/good.bin.meta: it belongs to another user, in a directory that others may write to; remove it, or copy shared/good.bin elsewhere" \
            -p "$MISSING" shared/good.bin
    done
    chown 12345 shared/good.bin
    believed shared/good.bin
    chown 0 shared/good.bin.meta
    believed shared/good.bin
    chown 12345 shared/good.bin.meta
    chown 0 shared/good.bin
    chmod 755 shared
    believed shared/good.bin
}

@test "files: esp-read puts no description where something else is" {
    board_start --port=pty --flash-size=256k
    for kind in fifo folder zero tty; do
        put_special $kind dump.bin.meta
        local what="not a plain file"
        [ ! -L dump.bin.meta ] || what="a symbolic link"
        refused_soon esp-read "dump.bin.meta: $what; --meta=FILE names another place for the description" \
            -p "$MISSING" -o dump.bin
    done
    echo precious > precious
    ln -sf precious dump.bin.meta
    refused esp-read 2 "dump.bin.meta: a symbolic link; --meta=FILE names another place for the description" \
        -p "$PORT" -o dump.bin
    assert_equal "$(cat precious)" precious
    esp-read -q -p "$PORT" -o dump.bin --meta=link.meta
    assert_equal "$(stat -c %s dump.bin)" 262144
    assert_equal "$(cat precious)" precious
}

@test "files: esp-read replaces no description of another user's where all may write" {
    need_root
    shared_folder 1777
    rm shared/good.bin
    chown 12345 shared/good.bin.meta
    refused esp-read 2 "shared/good.bin.meta: it belongs to another user, in a directory that others may write to; --meta=FILE names another place for the description" \
        -p "$MISSING" -o shared/good.bin
    ln -s ../good.bin shared/link.bin
    chown -h 12345 shared/link.bin
    refused esp-read 2 "shared/link.bin: a symbolic link of another user, in a directory that others may write to" \
        -p "$MISSING" -o shared/link.bin
    assert_equal "$(cat good.bin)" data
    assert_equal "$(ls -A shared)" "$(printf 'good.bin.meta\nlink.bin')"
}

# ---- files of an interrupted run, and files that only look like them ----

@test "files: a journal that is a FIFO, a folder, a device or a link is refused" {
    local what="dump.bin.part.meta: not a plain file of yours alone"
    board_start --port=pty --flash-size=256k
    echo precious > precious
    for part in "" xx; do
        for kind in fifo folder zero tty; do
            printf %s "$part" > dump.bin.part
            put_special $kind dump.bin.part.meta
            refused_soon esp-read "$what" -p "$MISSING" -o dump.bin
            assert [ -e dump.bin.part.meta ]
        done
        ln -sfn precious dump.bin.part.meta
        refused_soon esp-read "$what" -p "$PORT" -o dump.bin
        ln -f precious dump.bin.part.meta
        refused_soon esp-read "$what" -p "$PORT" -o dump.bin
        assert_equal "$(cat precious)" precious
    done
}

@test "files: parts and journals of another user are refused, and stay" {
    need_root
    echo theirs > dump.bin.part.meta
    chown 12345 dump.bin.part.meta
    refused esp-read 2 "dump.bin.part.meta: not a plain file of yours alone" -p "$MISSING" -o dump.bin
    echo theirs > dump.bin.part
    chown 12345 dump.bin.part
    refused esp-read 2 "dump.bin.part: not a plain file of yours alone" -p "$MISSING" -o dump.bin
    assert_equal "$(cat dump.bin.part dump.bin.part.meta)" "$(printf 'theirs\ntheirs')"
}

@test "files: what this run did not make it does not remove" {
    echo mine > dump.bin.part.meta
    run esp-read -p "$MISSING" -o dump.bin
    assert_equal "$status" 3
    assert_equal "$(cat dump.bin.part.meta)" mine
    assert_file_not_exist dump.bin.part
}

@test "files: what a killed run left is cleared away by the next in that folder" {
    esp-mkflash mixed 256k > flash.bin
    echo left > .esputils-aB3dEf
    esp-sim --flash=flash.bin -- esp-read -q -o dump.bin < /dev/null
    cmp flash.bin dump.bin
    assert_equal "$(ls -A)" "$(printf 'dump.bin\ndump.bin.meta\nflash.bin\ngood.bin')"
}

# ---- contents that others change ----

# Starts a read that takes about five seconds, and waits for its first data.
slow_read() {
    echo old dump > dump.bin
    echo old meta > dump.bin.meta
    esp-mkflash random 256k > flash.bin
    board_start --flash=flash.bin --paced
    esp-read -q -p "$PORT" --baud=115200 --size=48k -o dump.bin 2> err 3>&- &
    READER=$!
    until [ -s dump.bin.part ]; do
        kill -0 $READER 2> /dev/null || break
        read -rt 0.01 <> <(:) || :
    done
}

# The read must not make a dump of the changed part.
goes_on_in_vain() {
    local status=0
    wait $READER || status=$?
    board_stop
    grep -v 'errors on the line at' err > said || :
    assert_equal "$status: $(cat said)" \
        "2: esp-read: another program changed dump.bin.part while it was written: try again"
    assert_equal "$(cat dump.bin dump.bin.meta)" "$(printf 'old dump\nold meta')"
}

@test "files: a part that another program changes in mid-run gives no dump" {
    slow_read
    printf changed | dd of=dump.bin.part conv=notrunc status=none
    goes_on_in_vain
    run esp-sim --flash=flash.bin -- esp-read --size=48k -o dump.bin < /dev/null
    assert_equal "$status" 0
    assert_line "esp-read: going on with dump.bin.part: 48 of 48 KiB are there"
    head -c 48k flash.bin | cmp - dump.bin
}

@test "files: a part that another program cuts in mid-run gives no dump" {
    slow_read
    truncate -s 0 dump.bin.part
    goes_on_in_vain
}

@test "files: a file that takes the part's place in mid-run is no dump, and stays" {
    slow_read
    echo another > another
    mv another dump.bin.part
    goes_on_in_vain
    assert_equal "$(cat dump.bin.part)" another
}

# ---- outputs that are no files ----

@test "files: a FIFO as output waits for its reader, and a signal ends that" {
    mkfifo fifo
    run --separate-stderr timeout --signal=INT --preserve-status 1 esp-read -p "$MISSING" -o fifo
    assert_equal "$status: $stderr" "130: "
    esp-mkflash mixed 256k > flash.bin
    (until grep -q waiting err; do read -rt 0.01 <> <(:) || :; done; cat fifo > dump.bin) 2> /dev/null 3>&- &
    esp-sim --flash=flash.bin -- esp-read -o fifo 2> err
    wait $!
    assert_equal "$(grep -v 'errors on the line at' err)" "esp-read: waiting for a program that reads fifo"
    cmp flash.bin dump.bin
    assert [ -p fifo ]
}

@test "files: a link to a file that is not there yet is followed, and stays" {
    mkdir store
    ln -s store/kitchen.bin dump.bin
    ln -s store/kitchen.meta dump.meta
    run --separate-stderr esp-sim --flash-size=256k -- \
        esp-read -q -o dump.bin --meta=dump.meta --size=8k < /dev/null
    assert_equal "$status: $stderr" "0: "
    assert_equal "$(readlink dump.bin dump.meta)" "$(printf 'store/kitchen.bin\nstore/kitchen.meta')"
    assert_equal "$(ls -A store)" "$(printf 'kitchen.bin\nkitchen.meta')"
    assert_equal "$(stat -c %s store/kitchen.bin)" 8192
    ln -s absent/kitchen.bin lost.bin
    refused esp-read 2 "creating lost.bin: No such file or directory" -p "$MISSING" -o lost.bin
    ln -s "$PWD/store/edited.bin" edited.bin
    esp-imgedit --output=edited.bin store/kitchen.bin
    assert_equal "$(readlink edited.bin)" "$PWD/store/edited.bin"
    cmp store/edited.bin store/kitchen.bin
}

@test "files: a device line that does not fit on the disk is an error with its reason" {
    board_start --port=pty --flash-size=256k
    for command in esp-detect "esp-detect --json" "esp-reset --bootloader" "esp-write -n image.bin"; do
        printf 'x' > image.bin
        run --separate-stderr sh -c "$command -p $PORT > /dev/full"
        assert_equal "${stderr##*$'\n'}" "${command%% *}: writing standard output: No space left on device"
        assert_equal "$status" 2
    done
}
