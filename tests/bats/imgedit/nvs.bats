#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: values of NVS, listed and changed.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
}

KEYS=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
VALUES='  ns=wifi ssid=str:home password=str:SeCreT12 channel=u8:6
  ns=nvs.net80211 sta.ssid=blob:04000000686f6d65 sta.pswd=blob:536543726554313200
  ns=app offset=i16:-20 big=blob:300x31 serial=u64:18446744073709551615'

# The same values in a dump, in a partition alone, and encrypted.
cook_all() {
    cook dump.bin <<< "${RECIPE_DUMP/  ns=wifi ssid=str:home channel=u8:6/$VALUES}"
    cook alone.bin <<< "at 0 nvs size=0x5000
$VALUES
end"
}

value() { # NAME IMAGE [OPTION]...
    esp-imgedit --nvs-get="$1" "${@:3}" "$2"
}

# The offsets of bytes that differ, the first and the last.
differing() {
    cmp -l "$1" "$2" | awk 'NR == 1 { first = $1 - 1 } { last = $1 - 1 } END { print first, last }'
}

# says STATUS TEXT OPTION... : the request fails with this message and writes nothing.
says() {
    local wanted=$1 text=$2
    shift 2
    run --separate-stderr esp-imgedit "$@"
    assert_equal "$status: $stderr" "$wanted: esp-imgedit: $text"
    assert_equal "$output" ""
}

@test "--nvs lists the values of a dump, and hides passwords" {
    cook_all
    run --separate-stderr esp-imgedit --nvs dump.bin
    assert_success
    assert_equal "$stderr" ""
    assert_output "dump.bin: NVS at 0x9000, 20 KiB
wifi/channel                     u8      6
wifi/password                    str     (hidden, 9 bytes)
wifi/ssid                        str     home
nvs.net80211/sta.pswd            blob    (hidden, 9 bytes)
nvs.net80211/sta.ssid            blob    04000000686f6d65
app/big                          blob    $(printf '31%.0s' {1..32})... (300 bytes)
app/offset                       i16     -20
app/serial                       u64     18446744073709551615"
    esp-imgedit --nvs --show-secrets dump.bin | grep -qx "wifi/password  *str  *SeCreT12"
}

@test "--nvs as lines and as JSON, of a partition alone" {
    cook_all
    run esp-imgedit --nvs --porcelain alone.bin
    assert_success
    assert_line --index 0 "nvs=nvs offset=0 size=20480 encrypted=no faults=0"
    assert_line "value=wifi/ssid type=str size=5 offset=96 text=home"
    assert_line "value=wifi/password type=str size=9 offset=160 secret=yes"
    refute_output --partial SeCreT12
    esp-imgedit --nvs --json alone.bin > list.json
    python3 - << 'END'
import json
listing = json.load(open("list.json"))
assert (listing["offset"], listing["size"], listing["encrypted"], listing["faults"]) == (0, 20480, False, [])
values = {(v["namespace"], v["key"]): v for v in listing["values"]}
assert values["app", "serial"]["text"] == "18446744073709551615"
secret = values["wifi", "password"]
assert secret["secret"] and secret["size"] == 9 and "text" not in secret
END
    esp-imgedit --nvs --json --show-secrets alone.bin | grep -q SeCreT12
}

@test "--nvs-get prints one value" {
    cook_all
    for file in dump.bin alone.bin; do
        assert_equal "$(value wifi/ssid $file)" home
        assert_equal "$(value app/offset $file)" -20
        assert_equal "$(value wifi/password $file)" SeCreT12
        assert_equal "$(value app/big $file)" "$(printf '31%.0s' {1..300})"
    done
    says 1 "--nvs-get: NVS has no wifi/none" --nvs-get=wifi/none alone.bin
    says 2 "--nvs-get: wifi: the name does not have the form NAMESPACE/KEY" --nvs-get=wifi alone.bin
    says 1 "--nvs-get: NVS has no wifi/pw" --nvs-get=wifi/pw=SeCreT12 alone.bin
    says 1 "--nvs-get: NVS has no wifi/pw" "--nvs-get=wifi/pw SeCreT12" alone.bin
    says 2 "--nvs-del: wifi/pw: NVS has no wifi/pw" --nvs-del=wifi/pw:SeCreT12 alone.bin
    says 2 "--nvs-del: wifi: the name does not have the form NAMESPACE/KEY" --nvs-del=wifi:SeCreT12 alone.bin
    says 2 "--nvs-del: wifi/pw: a key of NVS has 1 to 15 characters" --nvs-del=wifi/pw=SeCreT12SeCreT12 alone.bin
}

@test "--nvs-set keeps the type that is there, and changes nothing outside of NVS" {
    cook_all
    esp-imgedit --nvs-set=wifi/ssid=garden --nvs-set=wifi/channel=0x0b --nvs-set=app/big=00ff dump.bin > out.bin
    assert_equal "$(value wifi/ssid out.bin) $(value wifi/channel out.bin) $(value app/big out.bin)" "garden 11 00ff"
    assert_equal "$(esp-imgedit --nvs --porcelain out.bin | grep -c .)" 9
    read -r first last < <(differing dump.bin out.bin)
    [ "$first" -ge $((0x9000)) ] && [ "$last" -lt $((0xe000)) ]
    esp-imgedit --quiet --info out.bin
    # The same value again changes no byte.
    esp-imgedit --nvs-set=wifi/ssid=garden out.bin | cmp - out.bin
    # No old value stays.
    run ! grep -q home <(head -c $((0x9000 + 0x80)) out.bin | tail -c +$((0x9000)))
}

@test "--nvs-set makes new values and namespaces; a string without a type" {
    cook_all
    head -c 9000 alone.bin > contents
    esp-imgedit --nvs-set=new/a=u8:255 --nvs-set=new/b=i64:-9223372036854775808 --nvs-set=new/c=12 \
        --nvs-set=new/d=str:u8:5 --nvs-set=new/e=blob:@contents --nvs-set=new/f=base64:MTIzYQ== \
        --nvs-set=new/g= --nvs-set=new/h=blob: alone.bin > out.bin
    run esp-imgedit --nvs --porcelain out.bin
    assert_line --partial "value=new/a type=u8 "
    assert_line --partial "value=new/b type=i64 "
    assert_line --partial "value=new/c type=str "
    assert_line --partial "value=new/e type=blob size=9000 "
    assert_line --partial "value=new/h type=blob size=0 "
    assert_equal "$(value new/b out.bin) $(value new/d out.bin) $(value new/f out.bin)" "-9223372036854775808 u8:5 31323361"
    assert_equal "$(value new/g out.bin)" ""
    cmp contents <(value new/e out.bin | python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))')
}

@test "--nvs-set refuses what does not fit, and never prints the value" {
    cook_all
    for value in 256 -1 0x100 1x "" " 1" 18446744073709551616; do
        run --separate-stderr esp-imgedit -v --nvs-set=wifi/channel="$value" alone.bin
        assert_equal "$status" 2
        [[ $stderr == *"--nvs-set: wifi/channel: the value is "* ]] || fail "$stderr"
    done
    says 2 "--nvs-set: a/b: the value is out of the range of i8" --nvs-set=a/b=i8:-129 alone.bin
    says 2 "--nvs-set: a/b: a blob is pairs of hexadecimal digits" --nvs-set=a/b=blob:SeCreT12 alone.bin
    says 2 "--nvs-set: a/b: the value is no Base64" --nvs-set=a/b=base64:SeCreT12= alone.bin
    says 2 "--nvs-set: the argument does not have the form NAMESPACE/KEY=[TYPE:]VALUE" --nvs-set=SeCreT12 alone.bin
    says 2 "--nvs-set: a/0123456789abcdef: a key of NVS has 1 to 15 characters" --nvs-set=a/0123456789abcdef=1 alone.bin
    says 2 "--nvs-set: 0123456789abcdef/a: a namespace of NVS has 1 to 15 characters" --nvs-set=0123456789abcdef/a=1 alone.bin
    says 2 "--nvs-set: a/b: a string of this NVS partition has at most 3999 bytes, not 4000" \
        --nvs-set=a/b="$(printf 'x%.0s' {1..4000})" alone.bin
    esp-imgedit --nvs-set=a/b="$(printf 'x%.0s' {1..3999})" alone.bin > out.bin
    head -c 16001 /dev/zero > much
    says 2 "--nvs-set: a/b: a blob of this NVS partition has at most 16000 bytes, not 16001" --nvs-set=a/b=blob:@much alone.bin
    run --separate-stderr esp-imgedit -v -v --nvs-set=wifi/password=NewSeCreT -o out.bin alone.bin
    assert_success
    [[ $stderr$output != *NewSeCreT* ]] || fail "$stderr"
}

@test "--nvs-del deletes a value, and its bytes" {
    cook_all
    esp-imgedit --nvs-del=wifi/password --nvs-del=app/big dump.bin > out.bin
    says 1 "--nvs-get: NVS has no wifi/password" --nvs-get=wifi/password out.bin
    # The copy in sta.pswd is still there.
    assert_equal "$(grep -ao SeCreT12 dump.bin | wc -l) $(grep -ao SeCreT12 out.bin | wc -l)" "2 1"
    says 2 "--nvs-del: wifi/none: NVS has no wifi/none" --nvs-del=wifi/none out.bin
}

@test "edits of NVS and of bytes are done in the order in which they are given" {
    cook_all
    esp-imgedit --erase=nvs --nvs-set=a/b=1 --extract=nvs dump.bin > out.bin
    assert_equal "$(esp-imgedit --nvs out.bin | tail -n +2)" "a/b                              str     1"
    esp-imgedit --extract=nvs --nvs-set=wifi/ssid=garden dump.bin > out.bin
    assert_equal "$(stat -c %s out.bin) $(value wifi/ssid out.bin)" "20480 garden"
    run --separate-stderr esp-imgedit --nvs-set=a/b=1 --erase=nvs --nvs-get=a/b dump.bin
    assert_equal "$status: $stderr" "1: esp-imgedit: --nvs-get: NVS has no a/b"
    esp-imgedit --nvs-set=wifi/ssid=garden --format=hex dump.bin | esp-imgedit --nvs-get=wifi/ssid > out
    assert_equal "$(cat out)" garden
}

@test "several NVS partitions: the one with the name nvs, or the one that is chosen" {
    local two='size 1M
at 0x8000 table
  FIRST data nvs 0x9000 0x3000
  second data nvs 0xc000 0x3000
  app0 app ota_0 0x10000 0xf0000
end
at 0x9000 nvs size=0x3000
  ns=a x=u8:1
end
at 0xc000 nvs size=0x3000
  ns=a x=u8:2
end'
    cook named.bin <<< "${two/FIRST/nvs}"
    cook other.bin <<< "${two/FIRST/first}"
    assert_equal "$(value a/x named.bin)" 1
    assert_equal "$(value a/x other.bin --nvs-partition=second)" 2
    assert_equal "$(value a/x other.bin --nvs-partition=0xc000+0x3000)" 2
    says 2 "--nvs: the table has 2 partitions for NVS: first, second; --nvs-partition chooses one" --nvs other.bin
    says 2 "--nvs-set: a/x: the table has 2 partitions for NVS: first, second; --nvs-partition chooses one" --nvs-set=a/x=1 other.bin
    says 2 "--nvs-partition: no partition has the name 'none'" --nvs-partition=none --nvs other.bin
    esp-imgedit --nvs-partition=second --nvs-set=a/x=7 other.bin > out.bin
    assert_equal "$(value a/x out.bin --nvs-partition=first) $(value a/x out.bin --nvs-partition=second)" "1 7"
}

@test "images without NVS, or without all of NVS" {
    cook app.bin <<< "$RECIPE_APP"
    cook_all
    says 2 "--nvs: the image has no partition for NVS, and is none by itself" --nvs app.bin
    head -c $((0xa000)) dump.bin > short.bin
    says 4 "--nvs: the NVS partition at 0x9000 ends behind the image's end at 0xa000" --nvs short.bin
    says 4 "--nvs-set: a/b: no page has the header of an NVS page, and the place is not blank" --nvs-partition=app0 --nvs-set=a/b=1 dump.bin
}

@test "version 1 stays version 1: a blob in one piece" {
    cook old.bin <<< "at 0 nvs size=0x4000 version=1
  ns=a x=blob:40x31
end"
    esp-imgedit --nvs-set=a/x="$(printf '32%.0s' {1..1984})" old.bin > out.bin
    assert_equal "$(value a/x out.bin)" "$(printf '32%.0s' {1..1984})"
    # Type 0x41, and no part of a blob.
    run ! grep -qaP '^.{4096}*?\x01[\x42\x48]' out.bin
    says 2 "--nvs-set: a/x: a blob of this NVS partition has at most 1984 bytes, not 1985" \
        --nvs-set=a/x="$(printf '32%.0s' {1..1985})" old.bin
}

@test "encrypted NVS is read and written with its keys" {
    cook_all
    cook encrypted.bin <<< "at 0 nvs size=0x5000 keys=$KEYS
$VALUES
end"
    cook keys.bin <<< "at 0 nvskeys keys=$KEYS"
    cook wrong.bin <<< "at 0 nvskeys keys=$KEYS crc=00000000"
    cook others.bin <<< "at 0 nvskeys keys=${KEYS/0001/0100}"
    says 4 "--nvs: the NVS partition is encrypted; --nvs-keys decrypts it" --nvs encrypted.bin
    says 4 "--nvs-set: a/b: the NVS partition is encrypted; --nvs-keys decrypts it" --nvs-set=a/b=1 encrypted.bin
    says 2 "--nvs-keys: wrong.bin: the CRC of the NVS keys is wrong" --nvs-keys=wrong.bin --nvs encrypted.bin
    says 4 "--nvs: the NVS partition has other keys" --nvs-keys=others.bin --nvs encrypted.bin
    says 4 "--nvs: there are keys, but the NVS partition is not encrypted" --nvs-keys=keys.bin --nvs alone.bin
    diff <(esp-imgedit --nvs --show-secrets alone.bin | tail -n +2) \
        <(esp-imgedit --nvs --show-secrets --nvs-keys=keys.bin encrypted.bin | tail -n +2)
    esp-imgedit --nvs-keys=keys.bin --nvs-set=wifi/ssid=garden encrypted.bin > out.bin
    assert_equal "$(value wifi/ssid out.bin --nvs-keys=keys.bin)" garden
    assert_equal "$(value wifi/password out.bin --nvs-keys=keys.bin)" SeCreT12
    run ! grep -qa "garden\|wifi" out.bin
    # What mkimage encrypts after the same edit, except that an old value stays there.
    cook wanted.bin <<< "at 0 nvs size=0x3000 keys=$KEYS
  ns=a x=u8:1 y=str:one
end"
    cook start.bin <<< "at 0 nvs size=0x3000 keys=$KEYS
  ns=a x=u8:1
end"
    esp-imgedit --nvs-keys=keys.bin --nvs-set=a/y=one start.bin | cmp - wanted.bin
}

@test "a full partition is refused, and no file appears" {
    cook_all
    head -c 15500 /dev/zero > much
    says 4 "--nvs-set: app/big: the NVS partition is full" --nvs-set=app/big=blob:@much -o out.bin alone.bin
    [ ! -e out.bin ]
    cook tight.bin <<< 'at 0 nvs size=0x2000
  ns=a x=blob:3900x31
end'
    says 4 "--nvs-set: a/x: the NVS partition is full" --nvs-set=a/x="$(printf '32%.0s' {1..3900})" tight.bin
}

@test "254 namespaces, and no more" {
    {
        echo 'at 0 nvs size=0x8000'
        for i in {1..254}; do echo "  ns=n$i"; done
        echo end
    } | cook many.bin
    says 4 "--nvs-set: new/x: all 254 namespaces of NVS are in use" --nvs-set=new/x=1 many.bin
    esp-imgedit --nvs-set=n200/x=1 many.bin > out.bin
    assert_equal "$(value n200/x out.bin)" 1
}

@test "damage is named with its offset" {
    cook_all
    printf 'X' | dd of=dump.bin bs=1 seek=$((0x9000 + 64 + 32 + 32)) conv=notrunc status=none # the data of wifi/ssid
    run --separate-stderr esp-imgedit --nvs dump.bin
    assert_equal "$status" 1
    [[ $stderr == "esp-imgedit: dump.bin: NVS: entry at 0x9060: the data's CRC is 0x"* ]] || fail "$stderr"
    [[ $output == *"wifi/ssid                        str     (damaged, 5 bytes)"* ]] || fail "$output"
    says 1 "--nvs-get: wifi/ssid: the value is damaged" --nvs-get=wifi/ssid dump.bin
    # A new value is the remedy.
    esp-imgedit --nvs-set=wifi/ssid=home dump.bin > out.bin
    esp-imgedit --quiet --info out.bin
    assert_equal "$(value wifi/ssid out.bin)" home
}

@test "a page that was being freed, and a half-written entry, are repaired as a board does" {
    cook freeing.bin <<< 'at 0 nvs size=0x3000
  ns=a x=u8:1 y=str:one
  page state=freeing
  x=u8:1
end'
    run --separate-stderr esp-imgedit --nvs-set=a/z=2 -o out.bin freeing.bin
    assert_success
    assert_equal "$stderr" "esp-imgedit: NVS was left in the middle of a change; repaired as a board does when it starts: 1 place, the first at 0x0: the page was being freed"
    assert_equal "$(value a/x out.bin) $(value a/y out.bin) $(value a/z out.bin)" "1 one 2"
    run esp-imgedit --nvs --porcelain out.bin
    assert_equal "$(grep -c ^value= <<< "$output")" 3
    cook half.bin <<< 'at 0 nvs size=0x3000
  ns=a x=u8:1
end
at 0x80 hex 0101'
    run --separate-stderr esp-imgedit --nvs-set=a/z=2 -o out.bin half.bin
    [[ $stderr == *"the first at 0x80: an entry is half-written" ]] || fail "$stderr"
    cook nospare.bin <<< 'at 0 nvs size=0x2000
  ns=a x=u8:1
  page
  y=u8:1
end'
    says 4 "--nvs-set: a/z: no page of the NVS partition is blank, and NVS needs one" --nvs-set=a/z=2 nospare.bin
}

@test "options for NVS that make no sense" {
    says 2 "--nvs-keys is an option for --nvs, --nvs-get, --nvs-set or --nvs-del; try 'esp-imgedit --help'" --nvs-keys=x x
    says 2 "--show-secrets is an option for --nvs, --settings or --dry-run; try 'esp-imgedit --help'" --show-secrets --info x
    says 2 "--nvs-get does not go with --nvs; try 'esp-imgedit --help'" --nvs --nvs-get=a/b x
}
