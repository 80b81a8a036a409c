#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Command lines that users of other flashers type: the answer is the command that does it, and
# that command does it.

setup() {
    load ../lib/helper
    common_setup
    esp-mkflash firmware 256k > flash.bin
    cp flash.bin before.bin
    esp-mkflash random 256k 3 | head -c 8k > app.bin
}

# answers COMMAND PROGRAM ARG...: the word that is not known stands in $WORD.
answers() {
    local command=$1 program=$2
    run --separate-stderr "${@:2}" < /dev/null
    assert_equal "$stderr" "$program: '$WORD' is not known here; what does it: $command"
    assert_equal "$status" 2
    assert_output ""
}

# Runs the command that was the answer on a board.
does_it() {
    run --separate-stderr esp-sim --port=pty:board --flash=flash.bin -- \
        sh -c "${stderr##*what does it: }" < /dev/null
    assert_equal "$status" 0
}

@test "habits: reading, as esptool takes it" {
    local read="esp-read --port=board"
    WORD=0 answers "$read --offset=0 --size=0x2000 --output=dump.bin" esp-read --port=board 0 0x2000 dump.bin
    does_it
    cmp dump.bin <(head -c 8k flash.bin)
    WORD=read_flash answers "esp-read -p board --offset=0x1000 --output=all.bin" \
        esp-read -p board read_flash 0x1000 ALL all.bin
    does_it
    cmp all.bin <(tail -c +4097 flash.bin)
    WORD=read-flash answers "$read --baud 460800 --offset=0 --size=4096" \
        esp-read --port=board --baud 460800 read-flash 0 4096
    does_it
    WORD=ALL answers "$read --output=whole.bin" esp-read --port=board --size=ALL --output=whole.bin
    does_it
    cmp whole.bin flash.bin
    WORD=named.bin answers "$read --output=named.bin" esp-read --port=board named.bin
    does_it
    cmp named.bin flash.bin
    WORD='a b' answers "$read --output='a b'" esp-read --port=board 'a b'
    does_it
    cmp 'a b' flash.bin
}

@test "habits: erasing, as esptool takes it" {
    esp-mkflash random 256k > flash.bin
    cp flash.bin expect.bin
    tr '\0' '\377' < <(head -c 16k /dev/zero) | dd of=expect.bin bs=4k seek=8 conv=notrunc status=none
    WORD=0x8000 answers "esp-erase -p board --offset=0x8000 --size=0x4000" esp-erase -p board 0x8000 0x4000
    does_it
    cmp expect.bin flash.bin
    WORD=erase_region answers "esp-erase -p board --offset=0x8000 --size=0x4000" \
        esp-erase -p board erase_region 0x8000 0x4000
    for word in ALL all flash erase_flash erase-flash; do
        WORD=$word answers "esp-erase -p board --all" esp-erase -p board $word
    done
    does_it
    cmp flash.bin <(esp-mkflash blank 256k)
}

@test "habits: writing and comparing, as esptool takes it" {
    for words in -z --compress -u --no-compress --verify --no-progress "--before default_reset" \
        "--before=no_reset" "--after hard_reset" "--chip esp8266" "-c esp8266" -t "--connect-attempts 9"; do
        WORD=${words%%[ =]*}
        # shellcheck disable=SC2086 # two words
        answers "esp-write -p board 0x1000 app.bin" esp-write $words -p board 0x1000 app.bin
    done
    does_it
    cmp app.bin <(tail -c +4097 flash.bin | head -c 8k)
    local dry="esp-write --dry-run" erase="esp-erase --all" waits=--after=stay
    WORD=-e answers "$dry -p board 0 app.bin && $erase -p board && esp-write -p board 0 app.bin" \
        esp-write -p board -e 0 app.bin
    does_it
    cmp flash.bin <(cat app.bin <(esp-mkflash blank 256k) | head -c 256k)
    # A board without reset lines waits in its loader for the write.
    WORD=-e answers "$dry $waits --reset=none 0 app.bin && $erase $waits --reset=none && esp-write --reset=none 0 app.bin" \
        esp-write --reset=none -e 0 app.bin
    refused esp-write 2 "invalid option -- 'e'; try 'esp-write --help'" -e 0 - # cannot be read twice
    WORD=verify_flash answers "esp-verify -p board 0 app.bin" esp-verify -p board verify_flash 0 app.bin
    does_it
    WORD=--after answers "esp-verify -p board --after=stay 0 app.bin" esp-verify -p board --after no_reset 0 app.bin
    does_it
    # A file may have that name.
    cp app.bin write_flash
    run --separate-stderr esp-sim --port=pty:board --flash=flash.bin -- esp-write -q -p board write_flash < /dev/null
    assert_equal "$status: $stderr" "0: "
}

@test "habits: an image that the board does not take is not preceded by an erase" {
    head -c 300000 /dev/zero > large.bin
    WORD=-e answers "esp-write --dry-run -p board 0 large.bin && esp-erase --all -p board && esp-write -p board 0 large.bin" \
        esp-write -p board -e 0 large.bin
    run esp-sim --port=pty:board --flash=flash.bin -- sh -c "${stderr##*what does it: }" < /dev/null
    assert_failure
    cmp flash.bin before.bin
}

@test "habits: Arduino's esptool-ck" {
    esp-mkflash random 256k > flash.bin
    WORD=-cp answers "esp-erase --port=board --offset=0x0 --size=0x1000" esp-write -cp board -ca 0x0 -cz 0x1000
    does_it
    cmp <(head -c 4k flash.bin) <(esp-mkflash blank 256k | head -c 4k)
    WORD=-cp answers "esp-write --port=board 0x0 app.bin" esp-write -cp board -cf app.bin
    WORD=-cp answers "esp-erase --port=board --offset=0x3e000 --size=0x1000" \
        esp-erase -cp board -ca 3e000 -cz 0x1000
    does_it
    WORD=-cd answers "esp-erase --baud=460800 --port=board --offset=0x3e000 --size=0x1000 && esp-write --baud=460800 --port=board 0x0 app.bin" \
        esp-write -cd nodemcu -cb 460800 -cp board -ca 0x3e000 -cz 0x1000 -ca 0x0 -cf app.bin
    does_it
    cmp <(head -c 8k flash.bin) app.bin
    cmp <(tail -c +$((0x3e001)) flash.bin | head -c 4k) <(esp-mkflash blank 256k | head -c 4k)
}

@test "habits: esptool's other commands, and a port without --port" {
    local port
    for word in flash_id chip_id read_mac flash-id; do
        WORD=$word answers "esp-detect -p board" esp-detect -p board $word
    done
    does_it
    port=/dev/ttyNOTHING
    WORD=$port answers "esp-detect --port=$port" esp-detect $port
    WORD=$port answers "esp-read --port=$port --output=dump.bin" esp-read $port dump.bin
    WORD=$port answers "esp-erase --all --port=$port" esp-erase --all $port
    WORD=run answers "esp-reset -p board" esp-reset -p board run
    load ../lib/image
    cook app.bin <<< "$RECIPE_PLAIN"
    WORD=image_info answers "esp-imgedit --info app.bin" esp-imgedit image_info app.bin
    does_it
    WORD=merge_bin answers "esp-imgedit -o merged.bin --merge=0=app.bin --merge=0x4000=app.bin" \
        esp-imgedit merge_bin -o merged.bin 0 app.bin 0x4000 app.bin
    does_it
    cmp <(tail -c "$(stat -c %s app.bin)" merged.bin) app.bin
}

@test "habits: what is not clear gets no command" {
    refused esp-erase 2 "unexpected operand '0x1000'; try 'esp-erase --help'" --all 0x1000
    refused esp-erase 2 "unexpected operand '0x1000'; try 'esp-erase --help'" 0x1000
    refused esp-read 2 "unexpected operand '0'; try 'esp-read --help'" 0 1 2 3
    refused esp-read 2 "unexpected operand 'a'; try 'esp-read --help'" a b
    refused esp-detect 2 "unexpected operand 'x'; try 'esp-detect --help'" x
    refused esp-write 2 "invalid option -- 'c'; try 'esp-write --help'" -ca
    refused esp-write 2 "invalid option -- 'c'; try 'esp-write --help'" -cz 0x1000 app.bin
    refused esp-read 2 "unexpected operand 'it's'; try 'esp-read --help'" "it's"
}
