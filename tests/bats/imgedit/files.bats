#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: the files of file systems, and texts that are replaced.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
}

recipe_files() { # KIND
    cat << END
size 0x80000
at 0 $1 size=0x80000
  empty.txt text ""
  short.txt text "a few words"
  page.bin fill 3000 61
  large.bin fill 100000 62
END
    [[ $1 == spiffs* ]] || echo "  folder folder"
    echo end
}

@test "esp-imgedit --fs-list and --fs-get: SPIFFS, LittleFS and FAT" {
    local kind
    for kind in "spiffs" "spiffs page=512 block=16384" "littlefs" "littlefs block=512 inline=30" "fat" "fat wear=yes"; do
        cook fs.bin <<< "$(recipe_files "$kind")"
        run -0 --separate-stderr esp-imgedit --fs-list fs.bin
        assert_equal "$stderr" ""
        assert_line --regexp '^    100000  (large.bin|LARGE.BIN)$'
        assert_line --regexp '^         0  (empty.txt|EMPTY.TXT)$'
        [[ $kind == spiffs* ]] || assert_line --regexp '^ +0  (folder|FOLDER)/$'
        esp-imgedit --fs-get=/large.bin fs.bin > out
        cmp out <(head -c 100000 /dev/zero | tr '\0' b)
        esp-imgedit --fs-get=page.bin fs.bin > out
        cmp out <(head -c 3000 /dev/zero | tr '\0' a)
        esp-imgedit --fs-get=empty.txt -o out fs.bin
        [ ! -s out ]
        esp-imgedit --fs-tar fs.bin | tar t | tr A-Z a-z | sort > names
        [[ $kind == spiffs* ]] || sed -i /folder/d names
        assert_equal "$(tr '\n' ' ' < names)" "empty.txt large.bin page.bin short.txt "
        assert_equal "$(esp-imgedit --fs-tar fs.bin | tar xO --wildcards '[sS]*')" "a few words"
    done
}

@test "esp-imgedit --fs-get: a file of a partition, and files that are not there" {
    cook dump.bin <<< "$RECIPE_DUMP
at 0x290000 littlefs size=0x170000
  index.html text hello
end"
    run -0 esp-imgedit --fs=spiffs --fs-get=index.html dump.bin
    assert_output hello
    run -1 esp-imgedit --fs-get=index.htm -o out dump.bin
    assert_output "esp-imgedit: --fs-get: no file system has a file index.htm"
    run -2 esp-imgedit --fs=storage --fs-get=index.html -o out dump.bin
    assert_output "esp-imgedit: --fs: no partition has the name 'storage'"
    cook app.bin <<< "$RECIPE_PLAIN"
    run -1 esp-imgedit --fs-list app.bin
    assert_output "esp-imgedit: --fs-list: there is no file system in the image"
    [ ! -e out ]
}

@test "esp-imgedit --replace-string: in a program, whose sums are right again" {
    cook app.bin <<< "$RECIPE_PLAIN"
    cook wanted.bin <<< "${RECIPE_PLAIN/hello, board/hello, bench}"
    run -0 esp-imgedit --replace-string="hello, board=hello, bench" -o out.bin app.bin
    assert_output "esp-imgedit: --replace-string: replaced 1 time"
    cmp out.bin wanted.bin
    esp-imgedit --info out.bin
}

@test "esp-imgedit --replace-string: the field's zeros are the room; longer texts stay" {
    printf 'pump\0\0\0\0pump\0xpump\0pumpkin\0' > field.bin
    run -2 esp-imgedit --replace-string=pump=pumps -o out.bin field.bin
    assert_output "esp-imgedit: --replace-string: at 0x8 there is no room for 5 bytes in the place of 4"
    [ ! -e out.bin ]
    run -0 esp-imgedit --replace-string=pump=pot -o out.bin field.bin
    assert_line "esp-imgedit: --replace-string: 2 more are within a longer text and stay, the first one at 0xe"
    assert_line "esp-imgedit: --replace-string: replaced 2 times"
    cmp out.bin <(printf 'pot\0\0\0\0\0pot\0\0xpump\0pumpkin\0')
    printf 'pump\0\0\0\0' > field.bin
    esp-imgedit -q --replace-string=pump=station -o out.bin field.bin
    cmp out.bin <(printf 'station\0')
    run -2 esp-imgedit --replace-string=well=pump -o out.bin field.bin
    assert_output "esp-imgedit: --replace-string: the image does not have the text"
    run -2 esp-imgedit --replace-string=well -o out.bin field.bin
    assert_output "esp-imgedit: --replace-string: the argument does not have the form OLD=NEW"
}

@test "esp-imgedit --replace-string: within settings the sums are right; in NVS it is refused" {
    cook golden.bin <<< "$(recipe_espeasy "littlefs inline=1000")"
    cook wanted.bin <<< "$(recipe_espeasy "littlefs inline=1000" | sed 's/ssid=garden/ssid=orchard-2/')"
    esp-imgedit --replace-string=garden=orchard-2 -o out.bin golden.bin
    cmp out.bin wanted.bin
    cook golden.bin <<< "$(recipe_tasmota)"
    cook wanted.bin <<< "$(recipe_tasmota | sed 's/garden /orange /')"
    esp-imgedit --replace-string=garden=orange -o out.bin golden.bin
    cmp out.bin wanted.bin
    run -2 esp-imgedit --replace-string=garden=well -o none.bin golden.bin
    assert_output --partial "there is no room for 4 bytes in the place of 6"
    cook golden.bin <<< "$(recipe_esp32)"
    run -4 esp-imgedit --replace-string=garden=orange -o none.bin golden.bin
    assert_output --partial "the text is in NVS, which --nvs-set edits"
    run -4 esp-imgedit --replace-string=app0=app7 -o none.bin golden.bin
    assert_output --partial "the text is in the table of partitions"
    [ ! -e none.bin ]
}
