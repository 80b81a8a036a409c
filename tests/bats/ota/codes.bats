#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota: each error of a board, in words, with what to do and the exit status.

bats_require_minimum_version 1.5.0

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/ota
    common_setup
    ota_setup
}

# Code, status, a part of what happened, a part of the advice.
FIRST_CORE='1|3|cannot write its flash|may be worn out
2|3|cannot erase its flash|smaller than the program believes
3|3|cannot read back its flash|try again
4|4|has no room for the image|pack it (--gzip), or send a small build first
5|4|takes no image of this size|try again
6|3|waited in vain|the network loses too much
7|3|is damaged|try again
8|4|claims another size of flash in its header than the chip has|a larger size in a header gives a chip no more room
9|3|the new image claims more flash|esp-imgedit --flash-size
10|3|is no application|application of this chip
11|4|was last reset into its serial loader|reset the board by its button
12|3|signed applications only|sign the application
13|4|no data reached the board|a firewall or a router
14|4|too little memory|restart the board
15|4|another update is going on|wait until it ends
16|4|does not know this kind of update|over a serial line'
LATER_CORE='1|3|cannot write its flash|may be worn out
2|3|cannot erase its flash|write-protected
3|3|cannot read back|try again
4|3|more data reached the board|try again
5|4|takes no image of this size|a slot of the board
6|3|waited in vain|the network loses too much
7|3|is damaged|try again
8|3|is no application|application of this chip
9|3|check of the new application failed|esp-imgedit --info
10|4|has no place for this kind of update|a table with two OTA slots
11|4|does not know this kind of update|over a serial line
12|3|stopped the update|try again
13|3|cannot decrypt|encrypt the image'

# each_code CHIP IMAGE AT TABLE
each_code() {
    local code want what advice
    while IFS='|' read -r code want what advice; do
        on_target "$1" "--faults=error=$code$3" -- "$2"
        assert_equal "$code: $status" "$code: $want"
        assert_regex "$(told)" "^esp-ota: BOARD: the board did not take the image of [0-9]+ bytes \("
        [[ $stderr == *"$what"*"; "*"$advice"* ]] || fail "$code: $stderr"
    done <<< "$4"
}

@test "ota: each error of the ESP8266's core before the first byte" {
    each_code esp8266 app.bin "" "$FIRST_CORE"
}

@test "ota: each error of the ESP8266's core in the middle" {
    each_code esp8266 app.bin ",error-at=9000" "$FIRST_CORE"
}

@test "ota: each error of the ESP32's core, which tells words and no code" {
    each_code esp32 app32.bin ",error-at=9000" "$LATER_CORE"
}

@test "ota: an error that nobody knows is told in the board's words" {
    on_target esp8266 --faults=error=77 -- app.bin
    assert_equal "$status: $(told)" "3: esp-ota: BOARD: the board did not take the image: error 77: UNKNOWN"
    on_target esp32 --faults=error=77,error-at=0 -- app32.bin
    assert_equal "$status: $(told)" "3: esp-ota: BOARD: the board did not take the image: UNKNOWN"
}

# The thread: a board of 1 MB, an application of 329008 bytes, -s typed by mistake.  First the
# board answered error 8; with the flash size in the header set right, error 4.
@test "ota: -s by mistake on a board of 1 MB: told before sending, and errors 8 and 4 in words" {
    cook thread.bin <<< 'at 0 app mode=3 size=2
  0x4010f000 noise 1384
end
at 0x1000 app mode=3 size=2
  0x40201010 noise 300000
  0x40100000 noise 24844
end'
    truncate -s 329008 thread.bin
    board=(--flash-size=1M --sketch-size=329008 --fs-start=0xeb000 --fs-end=0xfb000)
    on_target esp8266 "${board[@]}" --claimed-size=4M -- --filesystem thread.bin
    assert_equal "$status: $(told)" "4: esp-ota: thread.bin is an application, and no file system: leave out --filesystem"
    on_target esp8266 "${board[@]}" --claimed-size=4M -- --force --filesystem --chip=esp8266 thread.bin
    assert_equal "$status" 4
    [[ $stderr == *"329008 bytes (error 8: Flash config wrong: real: 1048576, SDK: 4194304): the application that runs now claims another size of flash"* ]]
    on_target esp8266 "${board[@]}" -- --force --filesystem --chip=esp8266 thread.bin
    assert_equal "$status" 4
    [[ $stderr == *"329008 bytes (error 4: Not Enough Space): the board has no room for the image; the image is larger than the board's file system"* ]]
    on_target esp8266 "${board[@]}" -- thread.bin
    assert_success
    holds thread.bin
}

@test "ota: the ESP8266 has no room, and --gzip makes room" {
    cook even.bin <<< 'at 0 app mode=3 size=2
  0x4010f000 noise 1384
end
at 0x1000 app mode=3 size=2
  0x40201010 fill 300000 11
end'
    board=(--flash-size=1M --sketch-size=700k --fs-start=0xeb000 --fs-end=0xfb000)
    on_target esp8266 "${board[@]}" -- even.bin
    assert_equal "$status" 4
    [[ $stderr == *"error 4: Not Enough Space"*"pack it (--gzip)"* ]]
    on_target esp8266 "${board[@]}" -- --gzip even.bin
    assert_success
    holds even.bin
}

@test "ota: a new image that claims too much flash, before and after esp-imgedit" {
    on_target esp8266 --flash-size=1M --fs-start=0xeb000 -- app.bin
    assert_equal "$status" 3
    [[ $stderr == *"error 9: new Flash config wrong, real size: 1048576"* ]]
    esp-imgedit --flash-size=1M app.bin > right.bin
    on_target esp8266 --flash-size=1M --fs-start=0xeb000 -- right.bin
    assert_success
}

@test "ota: an image that is too large for the ESP32's slot, of which the board says nothing" {
    on_target esp32 --slot-size=0x8000 -- --timeout=1 app32.bin
    assert_equal "$status" 3
    [[ $stderr == *"did not connect to TCP port"*"(--host-port names ports to open), or the image is larger than the board's slot, which this core tells nobody" ]]
}
