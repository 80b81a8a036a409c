#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What messages about a port, a line or a flash advise, done in the situation in which they
# advise it.

teardown() {
    [ -z "${HOLDER:-}" ] || : > end
    board_stop
}

setup() {
    load ../lib/helper
    common_setup
    esp-mkflash firmware 256k > flash.bin
    cp flash.bin image.bin
}

# Runs COMMAND with the board's port, "board", in the environment.
on_board() { # [SIMULATOR-OPTION...] -- COMMAND...
    run --separate-stderr esp-sim --port=pty:board --flash=flash.bin "$@" < /dev/null
}

# advises STATUS TEXT [SIMULATOR-OPTION...] -- COMMAND...: the message has the text.
advises() {
    local wanted=$1 text=$2
    shift 2
    on_board "$@"
    assert_equal "$status" "$wanted"
    assert_regex "$stderr" "$text"
}

# works [SIMULATOR-OPTION...] -- COMMAND...: the command does its work, without a word.
works() {
    on_board "$@"
    assert_equal "$status: $stderr" "0: "
}

@test "advice about a board that has to be reset by hand" {
    advises 3 "and use --no-stub$" --chip-manners=stuck-divider -- esp-read --size=4k -o dump.bin
    works --chip-manners=stuck-divider -- esp-read -q --no-stub --size=4k -o dump.bin
    cmp -n 4096 dump.bin flash.bin
    head -c 4k /dev/urandom > sector.bin
    advises 3 "and use --baud=115200, where" --cpu2x=dies -- esp-write 0x3000 sector.bin
    works --cpu2x=dies -- esp-write -q --baud=115200 0x3000 sector.bin
    works -- esp-verify -q 0x3000 sector.bin
}

@test "advice about a line that is bad even at the first rate" {
    # Messages of 20 s and more say it: "a lower --connect-baud and --baud" (tests/unit/esp/command).
    works --max-baud=100000:0.01 -- esp-read -q --connect-baud=57600 --baud=57600 --size=4k -o dump.bin
    cmp -n 4096 dump.bin flash.bin
}

@test "advice about the size of a flash" {
    truncate -s 32M flash.bin
    advises 2 "; --offset=0xfff000 --size=0x1000 ends there$" -- \
        esp-read --offset=0xfff000 --size=8k -o dump.bin
    # shellcheck disable=SC2046 # two options
    works -- esp-read -q $(grep -o -e '--offset=.*0x1000' <<< "$stderr") -o dump.bin
    assert_equal "$(stat -c %s dump.bin)" 4096
    rm dump.bin*
    cat image.bin image.bin > flash.bin
    advises 0 "; --flash-size=256K or --flash-size=512K says what it has$" -- esp-read --size=4k -o dump.bin
    works -- esp-read -q --flash-size=256K -o small.bin
    works -- esp-read -q --flash-size=512K -o large.bin
    cmp image.bin small.bin
    cmp flash.bin large.bin
}

# A port that the test's own program cannot open or cannot look into: COMMAND as the user
# "nobody", who is in the groups.
as_nobody() { # GROUPS COMMAND...
    setpriv --reuid=65534 --regid=65534 --groups="$1" "${@:2}"
}

@test "advice about a port that others may open" {
    need setpriv
    need socat
    [ "$(id -u)" = 0 ] || skip "not root"
    chmod o+x . "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "$BATS_RUN_TMPDIR"
    as_nobody 65534 esp-detect --version > /dev/null && as_nobody 65534 test -e "$PWD/flash.bin" ||
        skip "the user nobody cannot come here"
    socat pty,raw,echo=0,link=port,mode=660,group=dialout pty,raw,echo=0 3>&- &
    BOARD_PID=$!
    until [ -e port ]; do sleep 0.05; done
    # The advice is tried by programs of these names.
    printf '#!/bin/sh\nexec "$@"\n' > sudo
    # shellcheck disable=SC2016 # the program expands them
    printf '#!/bin/sh\n[ "$1 $3" = "-aG nobody" ] && getent group "$2" | cut -d: -f3 > groups\n' > usermod
    chmod +x sudo usermod
    run --separate-stderr as_nobody 65534 esp-detect -p port
    assert_regex "$stderr" "add yourself with: sudo usermod -aG dialout \\\$USER, then log in again$"
    PATH=$PWD:$PATH USER=nobody sh -c "$(grep -o 'sudo .*USER' <<< "$stderr")"
    run --separate-stderr as_nobody "$(cat groups)" esp-detect -p port
    assert_equal "$status" 3
    refute_regex "$stderr" "permission"
    # Who has it open, nobody may not see.
    need fuser
    mkfifo end
    flock port cat end 3>&- &
    HOLDER=$!
    until ! flock -n port true; do sleep 0.05; done
    run --separate-stderr as_nobody "$(cat groups)" esp-detect -p port
    assert_regex "$stderr" "; to see which: sudo fuser -v /dev/pts/[0-9]+$"
    run env PATH="$PWD:$PATH" sh -c "$(grep -o 'sudo fuser .*' <<< "$stderr")"
    assert_success
    assert_regex "$output" "(flock|cat)"
}

@test "advice about what to erase, and to report a self-test" {
    advises 2 "say what to erase: --all, --offset=N --size=N, or --partition=NAME" -- esp-erase
    works -- esp-erase -q --offset=0x1000 --size=0x1000
    works -- esp-erase -q --all # --partition: esp32/partitions.bats
    cmp flash.bin <(esp-mkflash blank 256k)
    on_board --boot=download --chip-manners=stuck-divider -- esp-read --size=4k -o dump.bin
    assert_regex "$stderr" "please report what 'esp-detect --self-test' prints|use --no-stub$"
    on_board --chip-manners=stuck-divider -- esp-detect --self-test
    assert_regex "$output$stderr" "FAIL"
}
