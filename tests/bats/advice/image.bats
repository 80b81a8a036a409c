#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What messages about images and files advise, done in the situation in which they advise it.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
}

# advises STATUS TEXT COMMAND...: the message has the text.
advises() {
    run --separate-stderr "${@:3}" < /dev/null
    assert_equal "$status" "$1"
    assert_regex "$stderr" "$2"
}

# works COMMAND...: the command does its work, without a word.
works() {
    run --separate-stderr "$@" < /dev/null
    assert_equal "$status: $stderr" "0: "
}

@test "advice about merged and changed images" {
    cook app.bin <<< "$RECIPE_APP"
    head -c 16 /dev/zero > part.bin
    advises 2 "overlap; --insert replaces bytes$" esp-imgedit --merge=0=app.bin --merge=0x600=part.bin -o out.bin
    works esp-imgedit --insert=0x600=part.bin --no-fix -o out.bin app.bin
    cmp -n 16 -i 0x600:0 out.bin part.bin
    printf ':02000000AABB99\n:00000001FF\n' > all.hex
    advises 2 "has its own addresses: use --merge$" esp-imgedit --insert=0=all.hex -o out.bin app.bin
    works esp-imgedit --merge=all.hex -o out.bin
    [ "$(od -An -tx1 out.bin | tr -d ' ')" = aabb ]
    advises 0 "; --no-fix leaves them$" esp-imgedit --erase=0x600+0x100 -o out.bin app.bin
    works esp-imgedit -q --no-fix --erase=0x600+0x100 -o left.bin app.bin
    ! esp-imgedit -q --info left.bin
    head -c 8k /dev/zero > dump.bin
    esp-imgedit --fill=0x1000+0x1000=0xff -o long.bin dump.bin
    advises 2 "; --trim removes blank bytes from its end$" esp-imgedit --pad=4k -o out.bin long.bin
    works esp-imgedit --trim --pad=4k -o out.bin long.bin
    assert_equal "$(stat -c %s out.bin)" 4096
    advises 2 "; --pad makes it longer$" esp-imgedit --patch=0x1fff=0011 -o out.bin dump.bin
    works esp-imgedit --pad=16k --patch=0x1fff=0011 -o out.bin dump.bin
}

@test "advice about settings and tables" {
    cook nvs.bin <<< "at 0 nvs size=0x4000
  ns=wifi ssid=str:garden
end"
    advises 4 "is in NVS, which --nvs-set edits$" esp-imgedit --replace-string=garden=orange -o out.bin nvs.bin
    works esp-imgedit --nvs-set=wifi/ssid=orange -o out.bin nvs.bin
    esp-imgedit --nvs-get=wifi/ssid out.bin | grep -qx orange
    printf 'key=old\0\0\0\0key\0\0\0\0\0\0\0\0\0\0\0\0\0\0' > app.bin
    printf 'mac,string:key=old\n1,new\n' > boards.csv
    local table=(esp-imgedit -q --table=boards.csv -o out.bin)
    advises 2 ": use --select or --row, or esp-detect in front$" "${table[@]}" app.bin
    works "${table[@]}" --select=mac=1 app.bin
    works "${table[@]}" --row=1 app.bin
    echo port=x mac=1 > line # as esp-detect prints it
    works sh -c '"$@" < line' - "${table[@]}" app.bin
    run --separate-stderr "${table[@]}" app.bin <<< $'port=x mac=1\nport=y mac=2'
    assert_regex "$stderr" "than one device line: use --select or --row$"
    run --separate-stderr "${table[@]}" --row=1 app.bin <<< $'port=x mac=1\nport=y mac=2'
    assert_equal "$status: $stderr" "0: "
    run --separate-stderr "${table[@]}" < app.bin
    assert_regex "$stderr" "^esp-imgedit: --table needs --select or --row when"
    run --separate-stderr "${table[@]}" --select=mac=1 < app.bin
    assert_equal "$status: $stderr" "0: "
    sed -i s/mac/label/ boards.csv
    run --separate-stderr "${table[@]}" app.bin < line
    assert_regex "$stderr" "no column mac for the device line, mac=1: use --select or --row$"
    works "${table[@]}" --select=label=1 app.bin
    grep -q new out.bin
}

@test "advice about updates that have no layout" {
    local app='at 0 app mode=3 size=2
  0x4010f000 noise 1384
end
at 0x1000 app mode=3 size=2
  0x40201010 noise 20000
  0x40100000 noise 28000
end'
    cook new.bin <<< "$app"
    advises 2 ": --layout names one" esp-imgedit --ota-fit=new.bin new.bin
    works esp-imgedit -q --ota-fit=new.bin --layout=4M2M new.bin
    cook other.bin <<< "$RECIPE_APP"
    advises 2 "no table of partitions: --layout names one" esp-imgedit --ota-fit=other.bin other.bin
    works esp-imgedit -q --ota-fit=other.bin --layout=min_spiffs other.bin
    cook cur.bin <<< "size 1M
$app"
    run esp-imgedit --ota-fit=new.bin cur.bin
    assert_output --partial ": --layout names another one"
    run esp-imgedit --ota-fit=new.bin --layout=1M64 cur.bin
    assert_success
    assert_output --partial 1M64
    refute_output --partial 'names another one'
}

@test "advice about files that are in the way, and a picture" {
    cook app.bin <<< "$RECIPE_APP"
    advises 4 ": name another file for the picture$" esp-imgedit --map=app.bin app.bin
    works esp-imgedit --map=app.svg app.bin
    esp-imgedit -q --no-fix --patch=0x600=00 -o broken.bin app.bin
    works esp-imgedit --map=broken.svg broken.bin
    grep -q "Red kinds are broken; --info tells why" broken.svg
    run esp-imgedit --info broken.bin
    assert_equal "$status" 1
    assert_output --partial BROKEN
    ln -s dump.bin link.bin
    advises 2 "that is the place of a dump; choose another name$" esp-read -p none -o dump.bin --meta=link.bin
    advises 3 "none: " esp-read -p none -o dump.bin --meta=other.meta # comes as far as the port
}

@test "advice about a terminal" {
    need script
    cook app.bin <<< "$RECIPE_APP"
    run script -qec 'esp-imgedit app.bin' /dev/null
    assert_output --partial ": use > FILE, a pipe or --output"
    works sh -c 'esp-imgedit app.bin > one.bin && esp-imgedit app.bin | cat > two.bin && esp-imgedit --output=three.bin app.bin'
    for copy in one.bin two.bin three.bin; do cmp app.bin $copy; done
    run script -qec "esp-write -p none -" /dev/null
    assert_output --partial ": use < FILE or a pipe"
    for way in "esp-write -p none - < app.bin" "cat app.bin | esp-write -p none -"; do
        run sh -c "$way"
        assert_equal "$status" 3 # comes as far as the port
        assert_output --partial "esp-write: none: "
    done
}

@test "advice about a dump that has its description" {
    esp-mkflash firmware 256k > flash.bin
    esp-sim --flash=flash.bin -- esp-read -q -o kept.bin < /dev/null
    cp kept.bin before.bin
    cp kept.bin.meta before.meta
    advises 4 "^esp-imgedit: kept.bin.meta describes kept.bin as esp-read made it, and would not describe the result: name another file with --output, or move kept.bin.meta away first$" \
        esp-imgedit --fill=0x1000+0x10=0 --output=kept.bin kept.bin
    ln -s kept.bin link.bin
    run esp-imgedit --fill=0x1000+0x10=0 --output=link.bin kept.bin
    assert_equal "$status" 4
    cmp kept.bin before.bin
    cmp kept.bin.meta before.meta
    works esp-imgedit --fill=0x1000+0x10=0 --output=other.bin kept.bin
    cmp kept.bin before.bin
    mv kept.bin.meta elsewhere.meta
    works esp-imgedit --fill=0x1000+0x10=0 --output=kept.bin kept.bin
    cmp kept.bin other.bin
}
