#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit --ota-fit: which programs fit as an update over the air, and why others do not.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
}

# An ESP8266's firmware: eboot, and an application of SIZE bytes of code.
firmware() { # SIZE [KIND-OF-CODE] [SIZE-CODE]
    cat <<RECIPE
at 0 app mode=3 size=${3:-2}
  0x4010f000 noise 1384
end
at 0x1000 app mode=3 size=${3:-2}
  0x40201010 ${2:-noise} $1
  0x40100000 noise 28000
end
RECIPE
}

# A dump of 1 MB with a current program that fills all sectors up to END.
dump() { # END FILE [MORE-STEPS]
    { echo "size 1M"; firmware $(($1 - 0x1000 - 28000 - 64)); printf '%s\n' "${3:-}"; } | cook "$2"
}

# Runs --ota-fit; the answer must have these facts.
fits() { # STATUS "KEY=VALUE..." OPTION...
    local want=$1 facts=$2 fact
    shift 2
    run --separate-stderr esp-imgedit --porcelain "$@"
    assert_equal "$status: $stderr" "$want: "
    for fact in $facts; do
        [[ " $output " == *" $fact "* ]] || fail "$fact is not in $output"
    done
}

refuses() { # MESSAGE OPTION...
    local message=$1
    shift
    run --separate-stderr esp-imgedit "$@"
    assert_equal "$status: $stderr" "2: esp-imgedit: $message"
    assert_output ""
}

@test "ota-fit: the numbers of ESPEasy on 1 MB, from the file system in the dump" {
    dump 0xd6000 cur.bin 'at 0xdb000 spiffs size=0x20000
  config.dat text "x"
end'
    firmware 500000 > new.recipe
    cook new.bin < new.recipe
    fits 1 "fits=no way=staging layout=1M128 layout-assumed=no fs-start=0xdb000 max-size=20480 fits-gzip=no fits-in-two-steps=no step-max=20480" \
        --ota-fit=new.bin cur.bin
    run esp-imgedit --ota-fit=new.bin cur.bin
    assert_line "new.bin does not fit."
    assert_line "Packed by gzip it does not fit either."
    assert_line "This update needs a cable."
    dump 0x45000 small.bin 'at 0xdb000 littlefs size=0x20000
  config.dat text "x"
end'
    fits 0 "fits=yes layout=1M128 max-size=614400" --ota-fit=new.bin - < small.bin
    firmware $((614400 - 0x1000 - 28000 - 64)) | cook most.bin
    fits 0 "fits=yes" --ota-fit=most.bin small.bin
    printf 'more' >> most.bin # a signature, for example
    truncate -s 614401 most.bin
    fits 1 "fits=no new-size=614401" --ota-fit=most.bin small.bin
}

@test "ota-fit: two steps on 1 MB without a file system, and what Tasmota's users take" {
    dump 0x81000 cur.bin
    firmware 500000 |
        sed '/0x40100000/a\  0x3ffe8000 text "http://ota.tasmota.com/tasmota/release/tasmota.bin.gz"' |
        cook new.bin
    fits 1 "fits=no layout=1M layout-assumed=yes fs-start=0xfb000 max-size=499712 fits-gzip=no fits-in-two-steps=yes step-max=495616 usual-step=tasmota-minimal.bin.gz" \
        --ota-fit=new.bin cur.bin
    run esp-imgedit --ota-fit=new.bin cur.bin
    assert_line "In two steps it fits: first a small build of at most 495616 bytes, then the new program."
    assert_line "The usual small build is tasmota-minimal.bin.gz."
    fits 1 "layout=1M256 fs-start=0xbb000 max-size=237568 fits-in-two-steps=no" \
        --ota-fit=new.bin --layout=1m256 cur.bin
}

@test "ota-fit: gzip makes it fit, and a file that is gzip already fits" {
    dump 0x81000 cur.bin
    esp-mkflash random 64k 3 | head -c 15000 > part
    for _ in {1..34}; do cat part; done > code
    firmware code file > new.recipe
    cook new.bin < new.recipe
    fits 1 "fits=no fits-gzip=yes new-is-gzip=no" --ota-fit=new.bin cur.bin
    run esp-imgedit --ota-fit=new.bin cur.bin
    assert_line --partial "Packed by gzip -9 it fits, if the current program was built with version 2.7.0"
    gzip -9n new.bin
    fits 0 "fits=yes new-is-gzip=yes new-gzip-size=$(stat -c %s new.bin.gz)" --ota-fit=new.bin.gz cur.bin
    head -c -9 new.bin.gz > cut.gz
    run --separate-stderr esp-imgedit --ota-fit=cut.gz cur.bin
    assert_equal "$status" 2
    assert_regex "$stderr" "^esp-imgedit: cut.gz: "
}

@test "ota-fit: a larger size in a header is no way out" {
    dump 0x81000 cur.bin
    firmware 500000 noise 4 | cook large.bin # claims 4 MB
    fits 1 "fits=no new-header-too-large=yes" --ota-fit=large.bin --chip-size=1M --layout=1M64
    run esp-imgedit --ota-fit=large.bin --chip-size=1M --layout=4M2M
    assert_equal "$status" 1
    assert_line "A header or the layout says 4 MiB, and the flash has 1 MiB.  A larger size in a header"
    fits 1 "fits=no layout-too-large=yes" --ota-fit=large.bin --chip-size=1M --layout=4M2M
    fits 0 "fits=yes header-too-large=no" --ota-fit=large.bin --chip-size=4M --layout=4M2M
    firmware 300000 | cook small.bin
    fits 0 "fits=yes header-too-large=no" --ota-fit=small.bin cur.bin
    printf '\x40' | dd of=cur.bin bs=1 seek=3 conv=notrunc status=none # 4 MB, it says
    fits 1 "fits=no header-too-large=yes header-size=4194304" --ota-fit=small.bin cur.bin
}

@test "ota-fit: without an image the current program counts as large as the new one" {
    firmware $((0x75000 - 0x1000 - 28000 - 64)) | cook new.bin
    fits 0 "fits=yes current-assumed=yes max-size=483328" --ota-fit=new.bin --chip-size=1M --layout=1M64
    fits 1 "fits=no" --ota-fit=new.bin --chip-size=1M --layout=1M128
    run esp-imgedit --ota-fit=new.bin --chip-size=1M --layout=1M64
    assert_line --partial "if it is as large as the new one"
    assert_line "new.bin fits."
    esp-imgedit --json --ota-fit=new.bin --chip-size=1M --layout=1M64 | jq -e '.fits and .way == "staging" and ."fs-start" == 962560' > /dev/null
}

# An ESP32's dump.
esp32() { # OTADATA
    cat <<RECIPE
size 4M
at 0x1000 app chip=esp32 size=2 entry=0x40080400
  0x3fff0018 bootdesc pad=100
end
at 0x8000 table
  nvs data nvs 0x9000 0x5000
  otadata data ota 0xe000 0x2000
  app0 app ota_0 0x10000 0x140000
  app1 app ota_1 0x150000 0x100000
end
$1
RECIPE
}

esp32_app() { # SIZE [CHIP]
    cook "${3:-new.bin}" <<RECIPE
at 0 app chip=${2:-esp32} entry=0x40081000
  0x3f400020 desc pad=0x300
  0x400d0020 noise $1
end
RECIPE
}

@test "ota-fit: the next slot of an ESP32" {
    esp32_app 0x120000
    esp32 "" | cook cur.bin
    fits 1 "fits=no way=slot slot=app1 slot-offset=0x150000 max-size=1048576" --ota-fit=new.bin cur.bin
    run esp-imgedit --ota-fit=new.bin cur.bin
    assert_line --partial "; gzip does not help, because the slot has to hold"
    esp32 "at 0xe000 otadata seq0=2 state0=valid" | cook cur.bin
    fits 0 "fits=yes slot=app0 max-size=1310720" --ota-fit=new.bin cur.bin
    gzip -9nk new.bin
    fits 1 "fits=no new-is-gzip=yes" --ota-fit=new.bin.gz cur.bin
    fits 1 "fits=no way=none layout=huge_app" --ota-fit=new.bin --layout=huge_app cur.bin
    fits 0 "fits=yes layout=min_spiffs max-size=1966080" --ota-fit=new.bin --chip-size=4M --layout=min_spiffs
    fits 1 "fits=no layout-too-large=yes" --ota-fit=new.bin --chip-size=2M --layout=min_spiffs
}

@test "ota-fit: a factory application alone, or one slot, has no way" {
    esp32_app 0x1000
    for rows in "app0 app factory 0x10000 0x300000" "app0 app ota_0 0x10000 0x300000"; do
        esp32 "" | sed "/app1/d; s/^  app0.*/  $rows/" | cook cur.bin
        fits 1 "fits=no way=none" --ota-fit=new.bin cur.bin
    done
    run esp-imgedit --ota-fit=new.bin cur.bin
    assert_line "There is no second slot for a program, so this board cannot be updated over the air."
    esp32 "" | sed "s/^  app0.*/  fact app factory 0x10000 0x140000/; s/ota_1/ota_0/" | cook cur.bin
    fits 0 "fits=yes slot=app1" --ota-fit=new.bin cur.bin
}

@test "ota-fit: the SDK's user1 and user2" {
    { printf 'size 1M\nat 0 app mode=0 size=2\n  0x40100000 noise 2000\nend\n'
        sed 's/^at 0 /at 0x1000 /' <<< "$RECIPE_V2"; } | cook cur.bin
    for size in 480000 490000; do
        cook $size.bin <<RECIPE
at 0 app format=2 mode=0 size=2
  0 irom noise $size
  0x40100000 noise 20000
end
RECIPE
    done
    fits 0 "fits=yes way=slot slot=user2 slot-offset=0x81000 max-size=503808" --ota-fit=480000.bin cur.bin
    fits 1 "fits=no slot=user2" --ota-fit=490000.bin cur.bin
}

@test "ota-fit: a new program that is none, is broken or is for another chip" {
    dump 0x81000 cur.bin
    firmware 100000 | cook new.bin
    head -c 50000 new.bin > short.bin
    refuses "short.bin: segment 0 ends at 0x196b0, the file at 0xc350: it is cut short" --ota-fit=short.bin cur.bin
    printf '<!DOCTYPE html>\n<html>' > page.bin
    refuses "page.bin is an HTML page, no update" --ota-fit=page.bin cur.bin
    head -c 5000 /dev/zero > zero.bin
    refuses "zero.bin does not begin as a program does" --ota-fit=zero.bin cur.bin
    esp32_app 0x1000 esp32 other.bin
    refuses "other.bin is for an ESP32, and cur.bin for an ESP8266" --ota-fit=other.bin cur.bin
    esp32 "" | cook dump32.bin
    refuses "new.bin is for an ESP8266, and dump32.bin for an ESP32" --ota-fit=new.bin dump32.bin
    cook boot.bin <<< "$RECIPE_BOOT"
    refuses "boot.bin begins with a bootloader: an update is the application alone" --ota-fit=boot.bin dump32.bin
    refuses "the layout min_spiffs is not for an ESP8266" --ota-fit=new.bin --layout=min_spiffs cur.bin
    refuses "new.bin does not tell its layout: --layout names one" --ota-fit=new.bin new.bin
    fits 0 "fits=yes layout=4M2M" --ota-fit=new.bin --layout=4M2M new.bin
    refuses "other.bin has no table of partitions: --layout names one" --ota-fit=other.bin other.bin
}

@test "ota-fit: layouts have names, and an unknown one is told the others" {
    firmware 100000 | cook new.bin
    run --separate-stderr esp-imgedit --ota-fit=new.bin --chip-size=1M --layout=1M65
    assert_equal "$status" 2
    assert_regex "$stderr" "^esp-imgedit: '1M65' is no known layout: 512K .* 1M64 .* 4M2M .* min_spiffs "
    run --separate-stderr esp-imgedit --ota-fit=new.bin --chip-size=1M
    assert_equal "$status" 2
    assert_regex "$stderr" "^esp-imgedit: --layout is missing: it is one of 512K "
}
