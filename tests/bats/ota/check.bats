#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota: images that are answers before anything is sent.

bats_require_minimum_version 1.5.0

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/ota
    common_setup
    ota_setup
}

# answers STATUS MESSAGE OPTION...
answers() {
    local want=$1 message=$2
    shift 2
    run --separate-stderr esp-ota --dry-run "$@"
    assert_equal "$status: $stderr" "$want: ${message:+esp-ota: $message}"
    assert_output ""
}

@test "ota: good images pass, and --dry-run sends nothing" {
    answers 0 "" app.bin
    answers 0 "" app32.bin
    answers 0 "" --filesystem fs.bin
    gzip < app.bin > app.gz
    answers 0 "" app.gz
}

@test "ota: a file system as an application, and the reverse" {
    answers 4 "fs.bin is a file system, and no application; --filesystem sends it as one" fs.bin
    answers 4 "app.bin is an application, and no file system: leave out --filesystem" --filesystem app.bin
    answers 4 "app32.bin is an application, and no file system: leave out --filesystem" --filesystem app32.bin
    gzip < app.bin > app.gz
    answers 4 "app.gz is an application that is packed, and no file system: leave out --filesystem" --filesystem app.gz
    answers 0 "" --force fs.bin
    answers 0 "" --force --filesystem app.bin
}

@test "ota: a packed file system is refused, because no board unpacks it" {
    gzip < fs.bin > fs.gz
    answers 4 "fs.gz is packed by gzip, and the board would write a file system as it comes: gunzip unpacks it" --filesystem fs.gz
    head -c 300 fs.gz > cut.gz
    answers 4 "cut.gz is packed by gzip, and the board would write a file system as it comes: gunzip unpacks it" --filesystem cut.gz
    answers 0 "" --force --filesystem fs.gz
    gunzip fs.gz --stdout > plain.bin
    answers 0 "" --filesystem plain.bin
}

@test "ota: room for a file system, by a layout's name and by a backup" {
    answers 0 "" --layout=1m64 --filesystem fs.bin
    answers 4 "fs.bin: 65536 bytes do not fit into the 32768 bytes of the board's file system" --layout=512k32 --filesystem fs.bin
    answers 4 "the layout 1M has no file system" --layout=1m --filesystem fs.bin
    answers 0 "fs.bin: 65536 bytes do not fit into the 32768 bytes of the board's file system" --force --layout=512k32 --filesystem fs.bin
    answers 2 "--layout=default does not tell the size of the file system; try 'esp-ota --help'" --layout=default --filesystem fs.bin
    answers 2 "--running-size is for applications, and has no meaning with --filesystem; try 'esp-ota --help'" --running-size=400k --layout=1m64 --filesystem fs.bin
    for size in 0xf000 0x10000; do
        cook dump.bin <<< "${RECIPE_DUMP/0x290000 0x170000/0x290000 $size}
at 0x290000 littlefs size=$size
  a.txt text hello
end"
        if [ $size = 0xf000 ]; then
            answers 4 "fs.bin: 65536 bytes do not fit into the 61440 bytes of the board's file system" --backup=dump.bin --filesystem fs.bin
        else
            answers 0 "" --backup=dump.bin --filesystem fs.bin
        fi
    done
    cook none.bin <<< "$RECIPE_ARDUINO"
    answers 0 "none.bin does not tell what fits on the board" --backup=none.bin --filesystem fs.bin
}

@test "ota: dumps of a whole flash, and the application out of one" {
    cook dump32.bin <<< "$RECIPE_DUMP"
    answers 4 "dump32.bin is a dump of a whole flash, and an update over the network is the application alone; esp-imgedit --extract takes the application out of a dump" dump32.bin
    esp-imgedit --extract=app0 dump32.bin > part.bin
    on_target esp32 -- part.bin
    cook dump.bin <<< "$RECIPE_ARDUINO"
    answers 4 "dump.bin has far more than an application, as a dump of a whole flash has, and an update over the network is the application alone; esp-imgedit --extract takes the application out of a dump" dump.bin
    cook boot.bin <<< "$RECIPE_BOOT"
    answers 4 "boot.bin begins with a bootloader, as a dump of a whole flash does, and an update over the network is the application alone; esp-imgedit --extract takes the application out of a dump" boot.bin
}

@test "ota: a packed dump is refused as the plain one is, and so are many bytes behind an application" {
    cook dump.bin <<< "$RECIPE_ARDUINO"
    gzip < dump.bin > dump.gz
    answers 4 "dump.gz has far more than an application, as a dump of a whole flash has, and an update over the network is the application alone; esp-imgedit --extract takes the application out of a dump" dump.gz
    { cat app.bin; head -c 40000 /dev/urandom; } > long.bin
    gzip < long.bin > long.gz
    for file in long.bin long.gz; do
        run --separate-stderr esp-ota --dry-run "$file"
        assert_equal "$status" 4
        assert_regex "$stderr" "^esp-ota: $file has far more than an application, "
    done
    { cat app.bin; head -c 4000 /dev/zero; } | gzip > padded.gz
    answers 0 "" padded.gz
}

@test "ota: what is no image, or no whole one" {
    echo '<!DOCTYPE html><html><body>404</body></html>' > page.bin
    run --separate-stderr esp-ota --dry-run page.bin
    assert_equal "$status" 4
    [[ $stderr == "esp-ota: page.bin is an HTML page, and no application" ]]
    head -c 20000 app.bin > cut.bin
    run --separate-stderr esp-ota --dry-run cut.bin
    assert_equal "$status" 4
    [[ $stderr == "esp-ota: cut.bin: "*": the application is cut short" ]]
    head -c 3000 /dev/zero > zero.bin
    answers 4 "zero.bin does not begin as an application does" zero.bin
    run --separate-stderr esp-ota --dry-run missing.bin
    assert_equal "$status" 2
}

@test "ota: an image for another chip" {
    answers 4 "app.bin is for an ESP8266, and the board has an esp32" --chip=esp32 app.bin
    answers 4 "app32.bin is for an ESP32, and the board has an esp8266" --chip=esp8266 app32.bin
    answers 0 "" --force --chip=esp8266 app32.bin
    gzip < app32.bin > app32.gz
    answers 4 "app32.gz is packed by gzip, which an esp32 does not unpack" app32.gz
}

@test "ota: room by numbers: --running-size and --layout" {
    answers 0 "" --running-size=400k --layout=1m64 app.bin
    answers 4 "app.bin: 42128 bytes do not fit: between the 942080 bytes that run now and the file system at 0xeb000 is room for 20480; packed it does not fit either" \
        --running-size=920k --layout=1m64 app.bin
    answers 2 "--running-size and --layout go together; try 'esp-ota --help'" --running-size=920k app.bin
    answers 0 "" --running-size=100k --layout=min_spiffs app32.bin
    run --separate-stderr esp-ota --dry-run --running-size=1 --layout=nothing app.bin
    assert_equal "$status" 2
    assert_regex "$stderr" "^esp-ota: 'nothing' is no known layout: "
}

@test "ota: room by a backup, and a header that claims too much" {
    cook dump.bin <<< "$RECIPE_ARDUINO"
    answers 4 "app.bin: its header says that the flash has 4194304 bytes, and it has 1048576, so the board will refuse it" --backup=dump.bin app.bin
    esp-imgedit --flash-size=1M app.bin > right.bin
    answers 0 "" --backup=dump.bin right.bin
    esp-imgedit --flash-size=4M dump.bin > wrong.bin
    answers 4 "the board takes no update: the header of its application says that the flash has 4194304 bytes, and it has 1048576" --backup=wrong.bin right.bin
    esp-imgedit --flash-size=1M wrong.bin > mended.bin
    answers 0 "" --backup=mended.bin right.bin
    cook dump32.bin <<< "$RECIPE_DUMP"
    answers 0 "" --backup=dump32.bin app32.bin
    answers 4 "app.bin is for another chip than the board of dump32.bin" --backup=dump32.bin app.bin
}

@test "ota: a packed application fits where the plain one does not" {
    cook even.bin <<< 'at 0 app mode=3 size=2
  0x4010f000 noise 1384
end
at 0x1000 app mode=3 size=2
  0x40201010 fill 300000 11
end'
    run --separate-stderr esp-ota --dry-run --running-size=800k --layout=1m64 even.bin
    assert_equal "$status" 4
    [[ $stderr == *"; it fits with --gzip" ]]
    answers 0 "" --gzip --running-size=800k --layout=1m64 even.bin
}

@test "ota: requests that make no sense" {
    run --separate-stderr esp-ota app.bin
    assert_equal "$status: $stderr" "2: esp-ota: say which board: --address=ADDRESS; try 'esp-ota --help'"
    run --separate-stderr esp-ota < app.bin
    assert_equal "$status: $stderr" "2: esp-ota: say which board: --address=ADDRESS; try 'esp-ota --help'"
    for address in kitchen:0 kitchen:65536 kitchen:x :8266 '[::1]x' '[::1]:'; do
        run --separate-stderr esp-ota -a "$address" app.bin
        assert_equal "$status" 2
        assert_regex "$stderr" "^esp-ota: --address: "
    done
    answers 2 "unexpected operand 'app32.bin': one image at a time; try 'esp-ota --help'" app.bin app32.bin
    answers 2 "--retries: 0 is too small: at least 1" --retries=0 app.bin
    answers 2 "--timeout: 0 is too small: at least 1" --timeout=0 app.bin
}
