#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit --info: what images of each kind contain, and what is broken in them.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
}

# has FILE KEY=VALUE...: the only part of the image has these facts.
has() {
    local file=$1 fact
    shift
    esp-imgedit --info --porcelain "$file" > facts || fail "$(cat facts)"
    for fact; do
        tail -n 1 facts | tr ' ' '\n' | grep -qxF -- "$fact" || fail "no $fact in: $(cat facts)"
    done
}

# breaks "NAME: TEXT" RECIPE DAMAGE...: the damaged image is said to be broken in this way.
breaks() {
    local want=$1 recipe=$2
    shift 2
    { echo "$recipe"; printf '%s\n' "$@"; } | cook broken.bin
    run --separate-stderr esp-imgedit --quiet --info broken.bin
    assert_equal "$status: $output$stderr" "1: esp-imgedit: broken.bin: $want"
    run --separate-stderr esp-imgedit --info broken.bin
    assert_equal "$status: $stderr" "1: "
    assert_output --partial "            BROKEN: ${want#*: }"
    run esp-imgedit --info --json broken.bin
    assert_equal "$status: $(jq -r '[.. | .faults? | arrays[]] | first' <<< "$output")" "1: ${want#*: }"
}

@test "an ESP8266's program, version 1" {
    cook plain.bin <<< "$RECIPE_PLAIN"
    has plain.bin part=bootloader offset=0 size=848 used=848 format=version-1 chip=ESP8266 \
        entry=0x40100004 flash-mode=DOUT flash-size=1048576 flash-freq=40m \
        segment0-address=0x40100000 segment0-offset=0x10 segment0-size=801 \
        segment1-address=0x3ffe8000 segment1-offset=0x339 segment1-size=12
    cmp <(sed -n 's/.* checksum=0x\([0-9a-f]*\) .*/\1/p' facts) <(tail -c 1 plain.bin | od -An -tx1 | tr -d ' ')
}

@test "an ESP8266's program, version 2" {
    cook v2.bin <<< "$RECIPE_V2"
    has v2.bin part=application format=version-2 chip=ESP8266 flash-mode=QIO flash-size=4194304 \
        segment0-address=0x0 segment0-size=4656 segment1-address=0x40100000 segment2-size=64
    grep -q ' crc=\(0x[0-9a-f]*\) crc-computed=\1$' facts
    cook short.bin <<< "${RECIPE_V2/format=2/format=2 crc=no}"
    has short.bin format=version-2
    run ! grep -q ' crc=' facts
}

@test "a program for the ESP8266's later SDKs, with an extended header" {
    cook v3.bin <<< "${RECIPE_PLAIN/app/app format=extended}"
    has v3.bin format=extended chip=ESP8266 entry=0x40100004
    grep -q ' sha256=\([0-9a-f]*\) sha256-computed=\1$' facts
}

@test "an application and a bootloader of the ESP32" {
    cook app.bin <<< "$RECIPE_APP"
    has app.bin part=application format=extended chip=ESP32 project=blink version=1.4 framework=v5.3 \
        build-date=Jan%20%202%202026%2012:34:56 secure-version=0 min-revision=v0.0 \
        elf-sha256="$(printf 'ab%.0s' {1..32})" segment0-address=0x3f400020 segment2-size=4096
    grep -q " sha256=$(head -c -32 app.bin | sha256sum | cut -d ' ' -f 1) " facts
    cook boot.bin <<< "$RECIPE_BOOT"
    has boot.bin part=bootloader chip=ESP32 framework=v5.3 bootloader-version=1 \
        build-date=Jan%20%202%202026%2012:34:56
}

@test "every chip with a number in its images is named" {
    while read -r chip name; do
        cook it.bin <<< "${RECIPE_BOOT/chip=esp32/chip=$chip}"
        has it.bin "chip=$name"
    done <<< "esp32s2 ESP32-S2
esp32c3 ESP32-C3
esp32s3 ESP32-S3
esp32c2 ESP32-C2
esp32c6 ESP32-C6
esp32h2 ESP32-H2
esp32p4 ESP32-P4
esp32c61 ESP32-C61
esp32c5 ESP32-C5"
}

@test "the same size code means another size in each family" {
    cook one.bin <<< "${RECIPE_PLAIN/size=2/size=4}"
    has one.bin flash-size=4194304
    cook other.bin <<< "${RECIPE_BOOT/chip=esp32/chip=esp32 size=4}"
    has other.bin flash-size=16777216
}

@test "signatures for secure boot" {
    cook one.bin <<< "${RECIPE_APP/chip=esp32/chip=esp32 signature=1}"
    has one.bin signature-version=1
    cook two.bin <<< "${RECIPE_APP/chip=esp32/chip=esp32 signature=2}"
    has two.bin signature-version=2 "size=$(stat -c %s two.bin)"
}

# parts FILE: the kind, name and place of each part.
parts() {
    esp-imgedit --info --porcelain "$1" | sed -n 's/^part=\([^ ]*\) name=\([^ ]*\) offset=\([0-9]*\) .*/\1 \2 \3/p'
}

@test "a whole flash of an ESP32, part by part" {
    cook dump.bin <<< "$RECIPE_DUMP"
    run --separate-stderr esp-imgedit --info --porcelain dump.bin
    assert_equal "$status: $stderr" "0: "
    assert_line --index 0 "image=dump.bin faults=0 boots=app0 size=4194304 chip=ESP32 flash-size=4194304"
    run parts dump.bin
    assert_output "bootloader bootloader 4096
partition-table partition-table 32768
nvs nvs 36864
otadata otadata 57344
application app0 65536
blank app1 1376256
blank spiffs 2686976"
}

@test "the partition table, wherever it lies" {
    cook dump.bin <<< "$(sed 's/at 0x8000/at 0xd000/; s/0x9000/0x11000/; s/0xe000/0x16000/; s/0x10000 /0x20000 /; s/at 0x10000/at 0x20000/; s/0x140000/0x130000/g' <<< "$RECIPE_DUMP")"
    run parts dump.bin
    assert_line --index 1 "partition-table partition-table 53248"
    assert_line --index 4 "application app0 131072"
}

@test "a whole flash without a partition table" {
    cook dump.bin <<< "$RECIPE_DUMP
at 0x8000 fill 0x1000 ff"
    run --separate-stderr esp-imgedit --quiet --info dump.bin
    assert_equal "$status: $stderr" \
        "1: esp-imgedit: dump.bin: no partition table is found; its usual place is 0x8000"
}

@test "an application that is to boot, and is not there" {
    cook dump.bin <<< "$RECIPE_DUMP
at 0x10000 fill 0x8000 ff"
    run --separate-stderr esp-imgedit --quiet --info dump.bin
    assert_equal "$status: $stderr" \
        "1: esp-imgedit: dump.bin: app0 at 0x10000 is to boot, and is blank"
}

@test "a flash as Arduino makes it, and its CRC" {
    cook dump.bin <<< "$RECIPE_ARDUINO"
    run esp-imgedit --info --porcelain dump.bin
    assert_success
    assert_line --index 2 --regexp " flash-crc=(0x[0-9a-f]+) flash-crc-computed="
    run parts dump.bin
    assert_line --index 0 "bootloader bootloader 0"
    assert_line --index 1 "application app 4096"
    cook damaged.bin <<< "$RECIPE_ARDUINO
damage 0x700=00"
    run esp-imgedit --info damaged.bin
    assert_success
    assert_output --regexp "note: the CRC at 0x1014 is 0x[0-9a-f]{8}, bootloader and application have 0x[0-9a-f]{8}"
}

@test "a flash as Arduino makes it, with each file system" {
    for kind in littlefs spiffs; do
        cook dump.bin <<< "$RECIPE_ARDUINO
at 0xeb000 $kind size=0x10000
  config.txt text hello
end"
        run esp-imgedit --info --porcelain dump.bin
        assert_line --index 0 --partial " layout=1M64 "
        assert_line --regexp "^part=file-system name=fs offset=962560 size=65536 used=[0-9]+ file-system=$kind "
    done
}

@test "a partition that claims to end at almost 4 GiB" {
    cook dump.bin <<< "${RECIPE_DUMP/0x290000 0x170000/0x290000 0xffd6f001}"
    run --separate-stderr timeout 20 esp-imgedit --quiet --info dump.bin
    assert_equal "$status: $stderr" "1: esp-imgedit: dump.bin: partition-table: row 4 at 0x8080:\
 ends at 0xfffff001, the flash at 0x400000"
}

@test "a file that is no image, and a blank flash" {
    { echo '<!DOCTYPE html>'; echo '<html><body>404</body></html>'; } > page.bin
    run --separate-stderr esp-imgedit --quiet --info page.bin
    assert_equal "$status: $stderr" "1: esp-imgedit: page.bin: this is an HTML page"
    run --separate-stderr esp-imgedit --quiet --info <<< "hello, this is no image"
    assert_equal "$status" 1
    head -c 4096 /dev/zero | tr '\0' '\377' > blank.bin
    run --separate-stderr esp-imgedit --info --porcelain blank.bin
    assert_equal "$status: $output" "0: image=blank.bin faults=0 blank=yes size=4096"
}

@test "an ESP8266 with user1 and user2" {
    { echo "size 1M"; echo "$RECIPE_PLAIN"; echo "${RECIPE_V2/at 0/at 0x1000}"; echo "${RECIPE_V2/at 0/at 0x81000}"; } |
        cook dump.bin
    run esp-imgedit --info --porcelain dump.bin
    assert_line --index 1 --partial "part=bootloader name=bootloader offset=0 "
    assert_line --index 2 --partial "part=application name=user1 offset=4096 "
    assert_line --index 3 --partial "part=application name=user2 offset=528384 "
}

@test "a bootloader where the chip does not look for one" {
    sed 's/chip=esp32/chip=esp32c3/; s/0x3f400020/0x3c000020/' <<< "$RECIPE_DUMP" | cook dump.bin
    run --separate-stderr esp-imgedit --quiet --info dump.bin
    assert_equal "$status: $stderr" \
        "1: esp-imgedit: dump.bin: the bootloader is at 0x1000; the ESP32-C3 looks for it at 0x0"
}

@test "damage in every field is named" {
    breaks "bootloader: the checksum at 0x34f is 0x11, the segments have 0x$(
        cook plain.bin <<< "$RECIPE_PLAIN"; tail -c 1 plain.bin | od -An -tx1 | tr -d ' ')" \
        "$RECIPE_PLAIN" "damage 0x34f=11"
    breaks "bootloader: the flash mode at 0x2 is 9; 0 to 5 are possible" "$RECIPE_PLAIN" "damage 2=09"
    breaks "bootloader: the flash size at 0x3 is 15, a code that the ESP8266 does not have" \
        "$RECIPE_PLAIN" "damage 3=f0"
    breaks "bootloader: the flash rate at 0x3 is 7, a code that the ESP8266 does not have" \
        "$RECIPE_PLAIN" "damage 3=27"
    breaks "app: the header says 17 segments; 1 to 16 are possible" "$RECIPE_PLAIN" "damage 1=11"
    breaks "app: segment 1 ends at 0x401338, the file at 0x350" "$RECIPE_PLAIN" "damage 0x335=ff0f4000"
    breaks "app: segment 1 begins at 0x331, the file ends at 0x334" "$RECIPE_PLAIN" "cut 0x334"
    breaks "app: the checksum belongs at 0x34f, the file ends at 0x348" "$RECIPE_PLAIN" "cut 0x348"
    breaks "app: the SHA-256 at 0x14c0 is not that of the image" "$RECIPE_APP" "damage 0x14d0^01"
    breaks "app: the SHA-256 ends at 0x14e0, the file at 0x14d0" "$RECIPE_APP" "cut 0x14d0"
    breaks "app: the mark for a SHA-256 is 0x02, not 0 or 1" "$RECIPE_APP" "damage 23=02"
    breaks "app: the second header begins with 0x00, not 0xe9" "$RECIPE_V2" "damage 0x1240=00"
    cook v2.bin <<< "$RECIPE_V2"
    breaks "app: the CRC at 0x15c0 is 0x11111111, the image has 0x$(
        esp-imgedit --info --porcelain v2.bin | sed -n 's/.* crc-computed=0x//p')" \
        "$RECIPE_V2" "damage 0x15c0=11111111"
}

@test "a file cut anywhere is broken, and never a crash" {
    cook app.bin <<< "$RECIPE_APP"
    for size in 8 9 23 24 25 31 32 33 300 1111 4097 5000; do
        head -c "$size" app.bin > cut.bin
        run --separate-stderr esp-imgedit --quiet --info cut.bin
        assert_equal "$size: $status" "$size: 1"
    done
}

# unbootable RECIPE TEXT STEP...: a flash that cannot start is broken.
unbootable() {
    local recipe=$1 text=$2
    shift 2
    { echo "$recipe"; printf '%s\n' "$@"; } | cook broken.bin
    run --separate-stderr esp-imgedit --quiet --info broken.bin
    assert_equal "$status: $stderr" "1: esp-imgedit: broken.bin: $text"
}

@test "a flash from which nothing starts" {
    unbootable "$RECIPE_DUMP" "app0 at 0x10000 is to boot, and holds no program" "damage 0x10000=00"
    unbootable "$RECIPE_DUMP" "there is no program at 0x1000, where the ESP32 boots from: the byte there is 0xff" \
        "at 0x1000 fill 0x4000 ff"
    unbootable "$RECIPE_ARDUINO" "there is no program at 0x0, where the ESP8266 boots from: the byte there is 0xff" \
        "at 0 fill 0x1000 ff"
}

@test "an old bootloader at 0 beside the right one is no fault" {
    cook dump.bin <<< "$RECIPE_DUMP
${RECIPE_BOOT}"
    run --separate-stderr esp-imgedit --quiet --info dump.bin
    assert_equal "$status: $stderr" "0: "
    esp-imgedit --flash-mode=dout -o dout.bin dump.bin
    cmp <(head -c 4k dump.bin) <(head -c 4k dout.bin)
    run ! cmp -s dump.bin dout.bin
}

@test "a padded application, and a file system alone" {
    cook app.bin <<< "$RECIPE_APP"
    esp-imgedit --pad=512K app.bin > padded.bin
    run --separate-stderr esp-imgedit --quiet --info padded.bin
    assert_equal "$status: $stderr" "0: "
    cook fs.bin <<< "at 0 littlefs size=0x10000
end"
    run --separate-stderr esp-imgedit --info --porcelain fs.bin
    assert_equal "$status: $stderr" "0: "
    assert_output --partial "part=file-system name=fs offset=0 size=65536"
}

@test "options that do not go together" {
    cook app.bin <<< "$RECIPE_APP"
    while IFS='|' read -r options text; do
        # shellcheck disable=SC2086 # words
        run --separate-stderr esp-imgedit $options app.bin
        assert_equal "$options: $status: $stderr" "$options: 2: esp-imgedit: $text; try 'esp-imgedit --help'"
    done <<< "--info --map|--map does not go with --info
--info --diff=app.bin|--diff does not go with --info
--map --ota-fit=app.bin|--ota-fit does not go with --map
--info -o out.bin|--output does not go with --info
--diff=app.bin --format=hex|--format does not go with --diff
--info --base=app.bin|--base is an option for --map
--map --json|--json is an option for --info, --diff, --ota-fit, --nvs or --fs-list
--porcelain|--porcelain is an option for --info, --diff, --ota-fit, --nvs or --fs-list
--info --json --porcelain|--json does not go with --porcelain
--info --layout=1M64|--layout is an option for --ota-fit
--chip-size=1M|--chip-size is an option for --ota-fit"
    assert_not_exist out.bin
}
