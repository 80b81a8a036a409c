#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit --map: pictures of images, in the terminal and as SVG.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/parts
    common_setup
    unset COLUMNS NO_COLOR
    export LC_ALL=C TERM=xterm
    recipe 1.4 2 extra | cook dump.bin
}

# A picture of the rows that are not blank, and of the list.
picture() {
    cat <<'END'
dump.bin: 4 MiB (0x400000 bytes), for ESP32

0x000000 .ccc....d.......ddddddddcccccccc  bootloader, partition-table, nvs, ...
0x020000 ccccccccc.......................
0x100000 ................d...............  extra
0x180000 ????............................
0x200000 ff..............................  files
0x300000 0000............................

c code  d data  f file system  ? other  0 zeros  . blank
Each character is 4 KiB, each row 128 KiB.

offset            size   fill  kind             name
END
}

@test "the map in 80 columns, in ASCII" {
    run --separate-stderr esp-imgedit --map dump.bin
    assert_equal "$status: $stderr" "0: "
    assert_equal "$(grep -Ev '^0x...... \.{32}$|^0x......  ' <<< "$output")" "$(picture)"
    assert_equal "$(grep -c '^0x...... [^ ]' <<< "$output")" 32 # rows
    assert_line --regexp '^0x110000  +4 KiB   99 %  data +extra$'
    assert_line --regexp '^0x200000  +1 MiB   <1 %  file-system +files$'
    assert [ "$(wc -L <<< "$output")" -le 80 ]
}

@test "the map in UTF-8 has blocks" {
    LC_ALL=C.UTF-8 run esp-imgedit --map dump.bin
    assert_line --partial '0x000000 ·███····▄·······▄▄▄▄▄▄▄▄████████  bootloader'
    assert_line '█ code  ▄ data  ▒ file system  ? other  0 zeros  · blank'
}

# on_terminal COLUMNS COMMAND: the output on a terminal with so many columns.
on_terminal() {
    script -qec "stty cols $1 rows 50; $2" /dev/null < /dev/null | tr -d '\r'
}

@test "the map follows the terminal's width" {
    need script
    export NO_COLOR=1
    on_terminal 120 "esp-imgedit --map dump.bin" > wide
    run grep -c '^0x...... [^ ]' wide
    assert_output 32
    run grep -x 'Each character is 2 KiB, each row 128 KiB.' wide
    assert_success
    run grep '^0x000000' wide
    assert_output --partial "  bootloader, partition-table, nvs, ..."
    assert [ "$(wc -L < wide)" -le 120 ]
    on_terminal 80 "esp-imgedit --map dump.bin" > usual
    assert_equal "$(cat usual)" "$(esp-imgedit --map dump.bin)"
    on_terminal 30 "esp-imgedit --map dump.bin" > narrow
    run grep -x 'Each character is 8 KiB, each row 128 KiB.' narrow
    assert_success
    COLUMNS=120 run esp-imgedit --map dump.bin
    assert_equal "$output" "$(cat wide)"
}

@test "the map has colours only where they can be seen" {
    need script
    local colour=$'\e[36mccc\e[0m'
    [[ $(on_terminal 80 "esp-imgedit --map dump.bin") = *"$colour"* ]]
    [[ $(NO_COLOR=1 on_terminal 80 "esp-imgedit --map dump.bin") != *$'\e'* ]]
    [[ $(TERM=dumb on_terminal 80 "esp-imgedit --map dump.bin") != *$'\e'* ]]
    [[ $(on_terminal 80 "esp-imgedit --map dump.bin | cat") != *$'\e'* ]]
}

@test "what differs from --base is marked" {
    { recipe 1.4 2 extra; echo "damage 0x110010^01 0x180000^ff"; } | cook old.bin
    run --separate-stderr esp-imgedit --map --base=old.bin dump.bin
    assert_equal "$status: $stderr" "0: "
    assert_line "compared with old.bin: 2 bytes (<1 %) differ"
    assert_line "0x100000 ................!...............  extra"
    assert_line "0x180000 !???............................"
    assert_line --regexp '^0x110000  +4 KiB   99 % +1  data +extra$'
    assert_line --partial "  ! changed"
    run esp-imgedit --map --base=dump.bin dump.bin
    assert_line "compared with dump.bin: nothing differs"
    refute_line --regexp '^0x...... .*!'
}

@test "a base of another length" {
    head -c $((0x180000)) dump.bin > short.bin
    run esp-imgedit --map --base=short.bin dump.bin
    assert_line --regexp '^compared with short.bin: [0-9.]+ KiB \(<1 %\) differ, and the base is 2.5 MiB shorter$'
    assert_line "0x180000 !!!!............................"
    assert_line "0x1a0000 ................................"
    run esp-imgedit --map --base=dump.bin short.bin
    assert_line "compared with dump.bin: nothing differs, and the base is 2.5 MiB longer"
}

@test "an image from standard input; images of a few bytes" {
    run --separate-stderr bash -c 'esp-imgedit --map < dump.bin'
    assert_line --index 0 "standard input: 4 MiB (0x400000 bytes), for ESP32"
    printf '\351' > tiny.bin
    run --separate-stderr esp-imgedit --map tiny.bin
    assert_equal "$status: $stderr" "0: "
    assert_line --regexp '^0x000000 [?c] +'
}

@test "the SVG has names, sizes and a legend, in well-formed XML" {
    need python3
    run --separate-stderr esp-imgedit --map=flash.svg dump.bin
    assert_equal "$status: $output$stderr" "0: "
    texts_of flash.svg > texts
    for text in dump.bin "4 MiB (0x400000 bytes), for ESP32" 0x000000 0x3e0000 code "file system" \
        blank nvs otadata app0 0x110000 "1 MiB" "20 KiB" "100 %" "1 bootloader, 2 to 5" "7 files"; do
        grep -qxF "$text" texts || fail "no $text in: $(cat texts)"
    done
    run ! grep -x changed texts
    esp-imgedit --map=changed.svg --base=dump.bin dump.bin
    texts_of changed.svg | grep -qx changed
    esp-imgedit --map=- dump.bin | cmp - flash.svg
}

@test "hostile names harm neither the SVG nor the terminal" {
    need python3
    local name
    for name in '<b a="1">&amp;]]>' $'\e[31m\x01\x7f\n' $'\xff\xc3\x28\x80' $'\xef\xbf\xbe\xef\xbf\xbf' \
        $'z\xc3\xa4hler\'"' $'\xe2\x80\xae\xc2\x9b'; do
        recipe 1.4 2 "$name" | cook "evil<&>.bin"
        run --separate-stderr esp-imgedit --map=evil.svg "evil<&>.bin"
        assert_equal "$status: $stderr" "0: "
        texts_of evil.svg > texts || fail "no XML with $(printf %q "$name")"
        grep -qxF "evil<&>.bin" texts
        run esp-imgedit --map "evil<&>.bin"
        # shellcheck disable=SC2076 # no pattern
        [[ ! "$output" =~ $'\e' ]] || fail "a control character is shown"
    done
    recipe 1.4 2 '<b>&amp;' | cook evil.bin
    esp-imgedit --map=evil.svg evil.bin
    texts_of evil.svg | grep -qxF '<b>&amp;'
}

@test "--map=FILE does not overwrite an image" {
    cp dump.bin same.bin
    ln -s dump.bin link.bin
    ln dump.bin hard.bin
    for name in dump.bin ./dump.bin link.bin hard.bin; do
        refused esp-imgedit 4 "--map=$name would overwrite an image: name another file for the picture" \
            --map=$name dump.bin
        refused esp-imgedit 4 "--map=$name would overwrite an image: name another file for the picture" \
            --map=$name --base=dump.bin same.bin
    done
    run --separate-stderr bash -c 'esp-imgedit --map=dump.bin < dump.bin'
    assert_equal "$status" 4
    cmp dump.bin same.bin
}

@test "--map with options that do not fit" {
    for option in json porcelain; do
        refused esp-imgedit 2 "--$option is an option for --info, --diff, --ota-fit, --nvs or --fs-list; try 'esp-imgedit --help'" \
            --map --$option dump.bin
    done
    run --separate-stderr bash -c 'esp-imgedit --map --base=- < dump.bin'
    assert_equal "$status: $stderr" \
        "2: esp-imgedit: standard input is the image or --base, not both; try 'esp-imgedit --help'"
    refused esp-imgedit 2 "opening absent: No such file or directory" --map --base=absent dump.bin
}

@test "on a full disk the old SVG stays" {
    echo old > flash.svg
    run --separate-stderr bash -c "trap '' XFSZ; ulimit -f 2; exec esp-imgedit --map=flash.svg dump.bin"
    assert_equal "$status: $output$stderr" "2: esp-imgedit: writing flash.svg: File too large"
    assert_equal "$(cat flash.svg)" old
    assert_equal "$(echo * .[!.]*)" "dump.bin flash.svg .[!.]*"
    refused esp-imgedit 2 "writing /dev/full: No space left on device" --map=/dev/full dump.bin
    run --separate-stderr sh -c "esp-imgedit --map dump.bin > /dev/full"
    assert_equal "$status: $stderr" "2: esp-imgedit: writing standard output: No space left on device"
}
