#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit --diff: what differs between two images.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/parts
    common_setup
    export LC_ALL=C
    recipe 1.4 0 extra | cook old.bin
    recipe 1.5 3 extra | cook new.bin
}

# differs STATUS ARG...: runs --diff and checks its status.
differs() {
    local want=$1
    shift
    run --separate-stderr esp-imgedit "$@"
    assert_equal "$status: $stderr" "$want: "
}

@test "equal images have no differences" {
    cp old.bin copy.bin
    differs 0 --diff=old.bin copy.bin
    assert_output ""
    differs 0 --diff=old.bin --porcelain copy.bin
    assert_output "image=copy.bin old=old.bin size=4194304 old-size=4194304 different=0"
    differs 0 --diff=old.bin --json copy.bin
    assert_equal "$(jq -c '[.different, .changes, .ranges]' <<< "$output")" "[0,[],[]]"
}

@test "a version and a flash mode, in the image's own terms" {
    differs 1 --diff=old.bin new.bin
    assert_line --index 0 "bootloader: header: mode QIO -> DOUT"
    assert_line "application app0: version 1.4 -> 1.5"
    assert_line --regexp '^[0-9]+ of 4194304 bytes differ:$'
    assert_line --regexp '^  0x00001002-0x00001002  1 byte +bootloader$'
    assert_line --regexp '^  0x00010032-0x00010032  1 byte +application app0$'
    refute_line --partial computed
    LC_ALL=C.UTF-8 differs 1 --diff=old.bin new.bin
    assert_line "application app0: version 1.4 → 1.5"
}

@test "the same in lines and in JSON" {
    differs 1 --diff=old.bin --porcelain new.bin
    assert_line --regexp '^image=new.bin old=old.bin size=4194304 old-size=4194304 different=[0-9]+$'
    assert_line "change=fact part=bootloader name=bootloader key=flash-mode old=QIO new=DOUT"
    assert_line "change=fact part=application name=app0 key=version old=1.4 new=1.5"
    assert_line "range=4098 size=1 different=1 part=bootloader name=bootloader"
    differs 1 --diff=old.bin --json new.bin
    run jq -c '.changes[] | select(.key == "version")' <<< "$output"
    assert_output '{"change":"fact","part":"application","name":"app0","key":"version","old":"1.4","new":"1.5"}'
    run -0 --separate-stderr bash -c 'esp-imgedit --diff=old.bin --json new.bin | jq -c ".ranges[0]"'
    assert_output '{"offset":4098,"size":1,"different":1,"part":"bootloader","name":"bootloader"}'
}

# nvs LINE...: the same dump with these values in its NVS.
nvs() {
    recipe 1.4 0 extra
    echo "at 0x9000 nvs size=0x5000"
    printf '  %s\n' "$@"
    echo end
}

@test "NVS: values that are added, removed and changed, by namespace and key" {
    nvs "ns=wifi ssid=str:home pswd=str:secret99 channel=u8:6" "ns=app boots=u32:1" | cook old.bin
    nvs "ns=wifi channel=u8:11 pswd=str:secret98 ssid=str:home" "ns=app cert=blob:00ff" | cook new.bin
    differs 1 --diff=old.bin new.bin
    assert_equal "$(grep '^NVS: [a-z]*/' <<< "$output")" \
        "$(printf 'NVS: %s\n' 'app/boots removed' 'app/cert added' \
            'wifi/channel changed: number 6 -> 11' 'wifi/pswd changed')"
    refute_output --partial secret
    differs 1 --diff=old.bin --porcelain new.bin
    assert_line "change=item part=nvs name=nvs list=value item=wifi/pswd"
    assert_line "change=item-fact part=nvs name=nvs list=value item=wifi/channel key=number old=6 new=11"
}

@test "partitions that are added, removed, moved and resized" {
    recipe 1.4 0 extra | sed "s/^at 0x8080 .*/at 0x8080 hex $(row files 1 0x82 0x210000 0x80000)$(row more 1 0x99 0x300000 0x4000)/" |
        cook new.bin
    differs 1 --diff=old.bin new.bin
    assert_line "blank files: moved 0x200000 -> 0x210000"
    assert_line "blank files: size 1 MiB -> 512 KiB"
    assert_line "data more: added at 0x300000, 16 KiB"
    differs 1 --diff=new.bin old.bin
    assert_line "data more: removed, was at 0x300000, 16 KiB"
    differs 1 --diff=old.bin new.bin --porcelain
    assert_line "change=part-moved part=blank name=files offset=2162688 old-offset=2097152 size=524288"
    assert_line "change=part-added part=data name=more offset=3145728 size=16384"
}

@test "an application that is erased, and one that is damaged" {
    { recipe 1.4 0 extra; echo "at 0x10000 fill 0x20000 ff"; } | cook new.bin
    differs 1 --diff=old.bin new.bin
    assert_line "blank app0: contents application -> blank"
    { recipe 1.4 0 extra; echo "damage 0x10200^01"; } | cook new.bin
    differs 1 --diff=old.bin new.bin
    assert_line --regexp "^application app0: BROKEN: the checksum at 0x[0-9a-f]+ is "
    assert_line --regexp '^  0x00010200-0x00010200  1 byte +application app0$'
    differs 1 --diff=new.bin old.bin
    assert_line --regexp "^application app0: no longer broken: the checksum at "
}

@test "images of different lengths" {
    head -c 1000000 old.bin > cut.bin
    differs 1 --diff=cut.bin old.bin
    assert_line "image: size 976.6 KiB -> 4 MiB"
    assert_line "3194304 of 4194304 bytes differ:"
    differs 1 --diff=old.bin cut.bin
    assert_line "3194304 of 4194304 bytes differ:"
}

@test "many ranges are counted for people, and listed for programs" {
    head -c 128 /dev/zero > zeros
    { printf 1; head -c 127 /dev/zero; } > ones
    for ((i = 0; i < 13; i++)); do
        for name in zeros ones; do
            cat $name $name > twice
            mv twice $name
        done
    done
    differs 1 --diff=zeros ones
    assert_line "8192 of 1048576 bytes differ:"
    assert_line "  8181 more ranges up to 0x000fff80"
    esp-imgedit --diff=zeros --porcelain ones > lines || assert_equal $? 1
    assert_equal "$(grep -c ^range= lines)" 8192
    # The reader that goes away: the lines are more than a pipe holds.
    run bash -c 'esp-imgedit --diff=zeros --porcelain ones | head -n 1; echo "${PIPESTATUS[0]}"'
    assert_line --index 1 141 # 128 + SIGPIPE
}

@test "names from images are made safe" {
    recipe 1.4 0 $'\e[31m x=%\xff' | cook new.bin
    differs 1 --diff=old.bin new.bin
    assert_line 'data \x1b[31m x=%\xff: name extra -> \x1b[31m x=%\xff'
    differs 1 --diff=old.bin --porcelain new.bin
    assert_line --partial 'change=part-renamed part=data name=%1B[31m%20x=%25%FF offset=1114112 size=4096 old-name=extra'
    differs 1 --diff=old.bin --json new.bin
    jq -e . <<< "$output" > json
}

@test "--diff: statuses and mistakes" {
    differs 1 --quiet --diff=old.bin new.bin
    assert_output ""
    differs 0 --quiet --diff=old.bin old.bin
    run --separate-stderr bash -c 'esp-imgedit --diff=old.bin < new.bin | head -n 1'
    assert_output "bootloader: header: mode QIO -> DOUT"
    run --separate-stderr bash -c 'esp-imgedit --diff=- new.bin < old.bin | head -n 1'
    assert_output "bootloader: header: mode QIO -> DOUT"
    run --separate-stderr bash -c 'esp-imgedit --diff=- < new.bin'
    assert_equal "$status: $stderr" \
        "2: esp-imgedit: standard input is the image or --diff, not both; try 'esp-imgedit --help'"
    refused esp-imgedit 2 "opening absent: No such file or directory" --diff=absent new.bin
    run --separate-stderr sh -c "esp-imgedit --diff=old.bin new.bin > /dev/full"
    assert_equal "$status: $stderr" "2: esp-imgedit: writing standard output: No space left on device"
}
