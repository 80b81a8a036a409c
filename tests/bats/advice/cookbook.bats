#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The recipes of doc/cookbook.md and the examples of --help, run as they stand there, and
# what came of them; and doc/troubleshooting.md has messages that exist.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
    cookbook=$ESP_SRCDIR/doc/cookbook.md
    unset ESPTOOL_PORT ESPTOOL_BAUD ESPTOOL_CHIP ESPTOOL_BEFORE ESPTOOL_AFTER
}

# commands TITLE [NUMBER]: the commands of a recipe, or of its block with this number.
commands() {
    awk -v title="## $1" -v number="${2:-0}" '
    { line = $0 }
    /^## / { here = $0 == title; block = 0 }
    here && /^    / && last !~ /^    / { block++ }
    here && /^    / && (!number || block == number) { sub(/^    /, ""); print }
    { last = line }' "$cookbook"
}

# on_board SIMULATOR-OPTION...: runs the script on standard input, as a user of the only board.
on_board() {
    cat > script
    [ -s script ] || fail "no such recipe"
    run --separate-stderr esp-sim --port=pty:board --flash=flash.bin "$@" -- env ESPPORT=board "${recipe_shell:-sh}" -ex script < /dev/null
    [ "$status" = 0 ] || fail "$stderr"
}

@test "cookbook: a Sonoff, and the way back" {
    esp-mkflash firmware 256k > flash.bin
    cp flash.bin before.bin
    cook tasmota.bin <<< "$RECIPE_PLAIN"
    on_board < <(commands "A Sonoff: a backup before Tasmota")
    cmp sonoff.bin before.bin
    cmp -n "$(stat -c %s tasmota.bin)" flash.bin tasmota.bin
    mv sonoff.bin shelly.bin
    mv sonoff.bin.meta shelly.bin.meta
    on_board < <(commands "A Shelly: back to the factory's firmware")
    cmp flash.bin before.bin
}

@test "cookbook: a packed backup, by a file and by a pipe" {
    esp-mkflash firmware 256k > flash.bin
    cp flash.bin before.bin
    on_board < <(commands "A packed backup" 1)
    esp-mkflash random 256k > flash.bin
    on_board < <(commands "A packed backup" 2)
    cmp flash.bin before.bin
    recipe_shell=bash
    on_board < <(commands "A packed backup" 3)
    gunzip < direct.bin.gz | cmp - before.bin
    grep -q sha256= direct.bin.meta
    esp-mkflash random 256k > flash.bin
    on_board < <(commands "A packed backup" 4)
    cmp flash.bin before.bin
}

@test "README: the first commands, and the pipe that does not end short in silence" {
    cook flash.bin <<< "$RECIPE_DUMP"
    cp flash.bin before.bin
    cook app.bin <<< "$RECIPE_APP"
    readme() { # FIRST-COMMAND: the block of commands that begins so
        awk -v first="    $1" 'index($0, first) == 1 { on = 1 } on && !/^    / { exit } on { sub(/^    /, ""); print }' \
            "$ESP_SRCDIR/README.md"
    }
    on_board --chip=esp32 < <(readme "esp-detect | esp-read -o dump.bin")
    cmp dump.bin before.bin
    cmp nvs.bin <(tail -c +$((0x9001)) before.bin | head -c $((0x5000)))
    rm dump.bin dump.bin.meta
    cp before.bin flash.bin
    recipe_shell=bash
    on_board --chip=esp32 < <(readme "set -o pipefail")
    cmp dump.bin before.bin
    cmp flash.bin before.bin
    # The read fails: there is neither an archive nor a description.
    rm dump.bin dump.bin.meta
    esp-mkflash random 1M > flash.bin
    run on_board --chip=esp32 --unplug=to-host:60000 < <(readme "set -o pipefail")
    assert_failure
    [ ! -e dump.bin.gz ] && [ ! -e dump.bin.meta ] && [ ! -e dump.bin ]
}

@test "cookbook: a wrong size of the flash" {
    cook flash.bin <<< "${RECIPE_ARDUINO/size=2/size=4}"
    on_board < <(commands "A wrong size of the flash")
    [[ $output = *" flash-size=1048576 "* ]]
    esp-imgedit --info --porcelain flash.bin > facts
    grep -q "^image.* flash-size=1048576$" facts
}

@test "cookbook: a clone says whose identity it has" {
    esp-mkflash firmware 256k > flash.bin
    on_board --mac=5c:cf:7f:00:00:01 < <(commands "Clone a unit" 1)
    esp-mkflash random 256k > flash.bin
    on_board --mac=5c:cf:7f:00:00:02 < <(commands "Clone a unit" 2)
    [[ $stderr = *"this board now carries the identity of MAC 5c:cf:7f:00:00:01; reset it"* ]]
    cmp flash.bin unit.bin
}

@test "cookbook: a golden image" {
    cook flash.bin <<< "$RECIPE_DUMP"
    on_board --chip=esp32 < <(commands "A golden image")
    assert_equal "$(esp-imgedit --nvs-get=wifi/ssid flash.bin)" hall2
}

@test "cookbook: one file of ESPEasy, and all files on a new unit" {
    load ../lib/settings
    local kind
    for kind in spiffs "littlefs inline=1000"; do
        cook flash.bin <<< "$(recipe_espeasy "$kind")"
        on_board < <(commands "One file of a board" 1)
        assert_equal "$(esp-imgedit --fs-get=rules1.txt flash.bin)" $'on System#Boot do delay 5\nendon'
        assert_equal "$(esp-imgedit --fs-get=config.dat flash.bin | md5sum)" \
            "$(esp-imgedit --fs-get=config.dat dump.bin | md5sum)"
        esp-imgedit --settings flash.bin | grep -qx espeasy:name=Golden
        esp-imgedit --info flash.bin
        cook new.bin <<< "$(recipe_espeasy "$kind" | sed 's/name=Golden/name=New/')"
        commands "One file of a board" 2 > script
        sh -ex script
        esp-imgedit --settings clone.bin | grep -qx espeasy:name=Golden
        rm dump.bin*
    done
}

# vfs KIND: the flash of an ESP32 with a partition "vfs", which has a file of each use.
vfs() {
    cook flash.bin <<< "size 1M
${RECIPE_BOOT/at 0/at 0x1000}
at 0x8000 table
  nvs data nvs 0x9000 0x5000
  app0 app ota_0 0x10000 0x70000
  vfs data fat 0x80000 0x80000
end"
    mkdir -p files
    printf 'print("old")\n' > files/main.py
    head -c 4096 /dev/urandom > files/.settings
    esp-imgedit --fs=vfs --fs-mk="$1" --fs-like=micropython --fs-untar=files -o flash.bin flash.bin
}

@test "cookbook: main.py of MicroPython, and .settings of Tasmota" {
    local kind
    for kind in littlefs fat; do
        vfs $kind
        printf 'print("new")\n' > main.py
        on_board --chip=esp32 < <(commands "One file of a board" 3)
        esp-imgedit --fs-get=main.py flash.bin | cmp - main.py
        esp-imgedit --fs-get=.settings flash.bin | cmp - files/.settings
        head -c 4096 /dev/urandom > other.bin
        on_board --chip=esp32 < <(commands "One file of a board" 4)
        cmp settings.bin files/.settings
        esp-imgedit --fs-get=.settings flash.bin | cmp - other.bin
        rm dump.bin* vfs.bin*
    done
}

# with_web ADDRESS: the recipe on standard input, with the virtual board in the place of ADDRESS.
with_web() {
    sed "s/$1/$BOARD/g" > script
    [ -s script ] || fail "no such recipe"
    run --separate-stderr sh -ex script
    web_stop
    [ "$status" = 0 ] || fail "$stderr"
}

@test "cookbook: Tasmota and ESPEasy over the web" {
    load ../lib/web
    load ../lib/settings
    cook tasmota.bin <<< "$RECIPE_PLAIN"
    cook flash.bin <<< "$(recipe_tasmota)"
    dd if=flash.bin bs=4096 skip=$((0xf9)) count=1 status=none | as_dmp > settings.dmp
    web_start --firmware=tasmota --settings=settings.dmp
    with_web 192.168.1.8 < <(commands "Tasmota over the web")
    cmp kitchen.dmp settings.dmp
    cmp flash.bin tasmota.bin
    head -c 5000 /dev/zero > config.dat
    tar --format=ustar -cf all.tar config.dat
    web_start --firmware=espeasy --archive=all.tar
    with_web 192.168.1.9 < <(commands "ESPEasy: settings over the web")
    assert_output config.dat
}

@test "cookbook: a hall of boards over the network" {
    load ../lib/scan
    cook firmware.bin <<< "$RECIPE_PLAIN"
    commands "A hall of boards over the network" > script
    [ -s script ]
    in_net 'esp-sim --ota=esp8266 --bind=192.0.2.1 --port=8266 --flash=ota.bin > /dev/null &
        publish hall1 _arduino._tcp 8266 board=generic auth_upload=no
        publish hallway _arduino._tcp 8267 board=generic auth_upload=no
        sed -i "s/--scan/--scan --espeasy-port=0/" script
        sh -e script'
    assert_success
    [[ $stderr == *"the board took"* ]]
    assert_equal "$(grep -o " name=[^ ]*" found | sort)" " name=hall1
 name=hallway"
    assert_equal "$(grep -o " name=[^ ]*" hall)" " name=hall1"
}

@test "cookbook: from esptool, command by command" {
    local line commands=0 shim=$ESP_SRCDIR/share/esptool-shim
    cook firmware.bin <<< "$RECIPE_PLAIN"
    sed -n 's/^| `esptool \(.*\)` | `\(.*\)` |$/\1\t\2/p' "$cookbook" | sed 's/\\|/|/g' > table
    while IFS=$'\t' read -r line want; do
        # shellcheck disable=SC2086 # words
        got=$(ESPTOOL_SHIM_PRINT=1 "$shim" $line)
        got=${got// < \/dev\/null/}
        assert_equal "${got// --short/}" "$want" # which an image with a header does not need
        commands=$((commands + 1))
    done < table
    [ "$commands" -ge 17 ]
    esp-mkflash firmware 256k > flash.bin
    on_board < <(commands "From esptool, command by command" |
        sed "s|/usr/local/share/esputils|$ESP_SRCDIR/share|")
    assert_line "Detected flash size: 256KB"
    assert_line --index -1 "esp-read --offset=0 --size=0x4000 --output=part.bin < /dev/null"
}

# The examples of all programs, one a line.
examples() {
    for program in esp-detect esp-read esp-verify esp-write esp-reset esp-imgedit esp-erase; do
        $program --help | sed -n '/^Examples:/,$s/^  \$ //p'
    done
}

@test "cookbook: each example of --help does its work" {
    load ../lib/partitions
    cook flash.bin <<< "$RECIPE_DUMP"
    cook boot.bin <<< "$RECIPE_BOOT"
    cook app.bin <<< "$RECIPE_APP"
    cook nonos.bin <<< "$RECIPE_PLAIN" # of a chip that boots at 0
    cp flash.bin dump.bin
    gzip -k dump.bin
    wrap less cat
    command -v xxd > /dev/null || wrap xxd od -An -tx1
    examples > examples
    [ "$(wc -l < examples)" -ge 20 ]
    # What is to be compared is written first.  Left out are examples with --all, which would
    # look at all ports of this machine, and with --watch, which do not end by themselves.
    while read -r line; do
        case $line in
        *"--all --json" | *--watch*) continue ;;
        *verify*0x1000*) echo "esp-write -q 0x1000 app.bin" ;;
        *verify*ota_0*) echo "esp-write -q --partition=ota_0 app.bin" ;;
        *verify*dump.bin* | *dump.bin.gz*verify*) echo "esp-write -q --offset=0 dump.bin" ;;
        "gunzip dump.bin.gz"*) echo "cp -f dump.bin.gz kept.gz; rm -f dump.bin dump.bin.meta" ;;
        *"esp-imgedit --flash-mode=dout dump.bin | esp-write"*) echo "cp -f kept.gz dump.bin.gz" ;;
        *esp-erase*nvs) echo "gunzip < dump.bin.gz | esp-write -q -" ;;
        *"--merge=0=boot.bin"*) echo "cp nonos.bin boot.bin; cp nonos.bin app.bin" ;;
        *--fs-put=*) echo "echo on > rules1.txt; esp-imgedit --fs=spiffs --fs-mk=littlefs -o dump.bin dump.bin" ;;
        *"0x0 boot.bin"*) line=${line/esp-write/esp-write --force} ;;
        esac
        echo "${line/\/dev\/ttyUSB0/board}"
    done < examples > plan
    # After a reset the application runs, and this port cannot reset the board into its loader.
    on_board --chip=esp32 < <(grep -v esp-reset plan)
    while read -r line; do
        on_board --chip=esp32 <<< "$line"
    done < <(grep esp-reset plan)
    cmp nvs.bin <(gunzip < dump.bin.gz | tail -c +$((0x9001)) | head -c $((0x5000)))
    cmp <(tail -c +$((0x9001)) flash.bin | head -c $((0x5000))) <(esp-mkflash blank 256k | head -c 20k)
    [ -s dout.bin ] && [ -s all.bin ]
}

@test "troubleshooting: each message in a heading is one of the programs'" {
    find "$ESP_SRCDIR/src" -name '*.c' ! -name '*-cmdline.c' -exec cat {} + | tr -s '\n ' '  ' |
        sed 's/" "//g' > sources
    sed -n 's/^### "\(.*\)"$/\1/p' "$ESP_SRCDIR/doc/troubleshooting.md" > headings
    [ "$(wc -l < headings)" -ge 15 ]
    while IFS= read -r heading; do
        grep -qF -- "$heading" sources || fail "no message has: $heading"
    done < headings
}

@test "troubleshooting and cookbook: their links and options exist" {
    local page place
    for program in esp-detect esp-read esp-verify esp-write esp-reset esp-imgedit esp-erase; do
        $program --help
    done > helps
    for page in cookbook troubleshooting; do
        grep -oE '\]\([^)]+\)' "$ESP_SRCDIR/doc/$page.md" | tr -d '()]' | sort -u > links
        while read -r place; do
            assert_exists "$ESP_SRCDIR/doc/${place%%#*}"
            [ "$place" = "${place#*#}" ] ||
                sed -n 's/^## //p' "$ESP_SRCDIR/doc/${place%%#*}" | tr 'A-Z ' 'a-z-' | tr -d ":,'" |
                grep -qx -- "${place#*#}" || fail "$page.md: $place"
        done < links
    done
    grep -oE '`[^`]*`' "$ESP_SRCDIR/doc/troubleshooting.md" | grep -oE -- '--[a-z-]+' | sort -u > named
    [ -s named ]
    while read -r option; do
        grep -q -- "$option" helps || fail "$option does not exist"
    done < named
}
