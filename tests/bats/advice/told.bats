#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What messages advise, done in the situation in which they advise it.

setup() {
    load ../lib/helper
    common_setup
    esp-mkflash firmware 256k > flash.bin
    cp flash.bin image.bin
}

teardown() {
    board_stop
}

# Runs COMMAND with the board's port, "board", in the environment.
on_board() { # [SIMULATOR-OPTION...] -- COMMAND...
    run --separate-stderr esp-sim --port=pty:board --flash=flash.bin "$@" < /dev/null
}

@test "esp-erase: what takes the radio's calibration and start values with it says so" {
    local text="this takes with it the radio's calibration and start values, which the SDK keeps from 0x3b000 on; some firmware needs esp_init_data_default.bin at 0x3c000 again"
    said() { # ESP-ERASE-ARG...
        on_board -- esp-erase "$@"
        assert_equal "$status" 0
        [ "${stderr%%$'\n'*}" = "esp-erase: board: $text" ]
    }
    said --all
    said --offset=0x3b000 --size=4k
    said --offset=0x3c000 --size=16k
    ! said --offset=0x3d000 --size=12k
    ! said --offset=0 --size=0x3b000
    on_board -- esp-erase -q --all
    assert_equal "$status: $stderr" "0: "
    # The advice: the file goes back.
    head -c 128 image.bin > esp_init_data_default.bin
    on_board -- esp-write -q --offset=0x3c000 esp_init_data_default.bin
    assert_equal "$status: $stderr" "0: "
}

@test "a loader that was asked at another rate is found at that rate, on a port without lines" {
    for first in 74880 9600; do
        board_start --port=pty:board --flash=flash.bin
        run --separate-stderr esp-detect -p board --connect-baud="$first"
        assert_equal "$status: $stderr" "0: "
        run --separate-stderr esp-detect -p board
        assert_equal "$status: $stderr" \
            "0: esp-detect: board: the loader answers at $first baud, the rate at which it was asked first, and not at 115200"
        assert_output --partial " state=rom connect-baud=$first"
        # The line leads the next program there at once.
        run --separate-stderr esp-read -q -o dump.bin <<< "$output"
        assert_equal "$status: $stderr" "0: "
        cmp dump.bin flash.bin
        board_stop
    done
}

@test "a process that has the port open is named" {
    need socat
    local holder
    socat pty,raw,echo=0,link=silent pty,raw,echo=0,link=other 3>&- &
    BOARD_PID=$!
    until [ -e silent ] && [ -e other ]; do sleep 0.05; done
    # A serial monitor that takes no lock gets the bytes that this program waits for.
    cat silent > taken 3>&- &
    holder=$!
    until [[ "$(readlink /proc/$holder/fd/* 2> /dev/null)" == *"$(realpath silent)"* ]]; do sleep 0.05; done
    run --separate-stderr esp-detect -p silent
    assert_regex "$stderr" "^esp-detect: silent: nothing answers .*; process $holder \(cat\) has this port open, too, and may take the answers$"
    assert_equal "$status" 3
    kill $holder
    wait $holder || true
    run --separate-stderr esp-detect -p silent
    refute_regex "$stderr" "process"
    # One that takes a lock.
    mkfifo end
    flock silent cat end 3>&- &
    holder=$!
    until ! flock -n silent true; do sleep 0.05; done
    run --separate-stderr esp-detect -p silent
    assert_regex "$stderr" "^esp-detect: silent: process [0-9]+ \((flock|cat)\) has it open$"
    assert_equal "$status" 3
    : > end
    wait $holder
}

# advised COMMAND: runs the command on a board; it must do its work.
advised() {
    on_board -- sh -c "$1"
    assert_equal "$status: $stderr" "0: "
}

@test "advice about ports and files" {
    # Port and image swapped.
    on_board -- esp-verify -p image.bin board
    assert_regex "$stderr" "; try --port=board image.bin$"
    advised "esp-verify ${stderr##*; try }"
    on_board -- esp-verify board
    assert_regex "$stderr" "name the board's port with --port=board$"
    advised "esp-verify ${stderr##* with } image.bin"
    # An empty pipe.
    on_board -- sh -c ': | esp-verify image.bin'
    assert_regex "$stderr" "name the board with --port, or add < /dev/null$"
    advised ": | esp-verify --port=board image.bin"
    advised "ESPPORT=board esp-verify image.bin < /dev/null"
    # A port that a device line may not name.
    on_board -- sh -c 'echo port=gensio:serialdev,board,115200 | esp-verify image.bin'
    assert_regex "$stderr" "if you mean it, use --port$"
    on_board -- sh -c 'printf "port=a\nport=b\n" | esp-verify image.bin'
    assert_regex "$stderr" "choose a board with --port$"
    advised 'printf "port=a\nport=b\n" | esp-verify --port=board image.bin'
    on_board -- sh -c 'ESPPORT= esp-verify image.bin'
    assert_regex "$stderr" "ESPPORT is empty: give it a port, unset it, or use --port$"
    advised "ESPPORT= esp-verify --port=board image.bin"
}

@test "advice about descriptions" {
    # A description that is in the way.
    mkdir dump.bin.meta
    on_board -- esp-read -p board -o dump.bin
    assert_regex "$stderr" "; --meta=FILE names another place for the description$"
    advised "esp-read -q -p board --meta=other.meta -o dump.bin"
    cmp dump.bin flash.bin
    on_board -- esp-verify -p board dump.bin
    assert_regex "$stderr" "; remove it, or copy dump.bin elsewhere$"
    advised "mkdir elsewhere && cp dump.bin elsewhere && esp-verify -p board elsewhere/dump.bin"
    advised "rmdir dump.bin.meta && esp-verify -p board dump.bin"
}

@test "advice about headers and a terminal" {
    need script
    on_board -- esp-write -p board -fm dout image.bin
    assert_regex "$stderr" "esp-imgedit changes image headers"
    load ../lib/image
    cook app.bin <<< "$RECIPE_PLAIN"
    advised "esp-imgedit --flash-mode=dio app.bin | esp-write -q -p board -"
    [ "$(head -c 3 flash.bin | tail -c 1 | od -An -tx1 | tr -d ' ')" = 02 ]
    on_board -- script -qec "esp-read -p board" /dev/null
    assert_regex "$output" "use > FILE or --output=FILE"
    advised "esp-read -q -p board > one.bin && esp-read -q -p board --output=two.bin"
    cmp one.bin two.bin
}
