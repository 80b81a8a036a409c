#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Faults of images that users have reported in public, and what esp-imgedit says about them.
# tests/bats/write/broken.bats has those that esp-write must notice.

setup() {
    load ../lib/helper
    load ../lib/image
    common_setup
}

# says STATUS TEXT ARGUMENT...: esp-imgedit ends with this status, and prints the text.
says() {
    local want=$1 text=$2
    shift 2
    LC_ALL=C run esp-imgedit "$@"
    assert_equal "$status" "$want"
    assert_output --partial "$text"
}

@test "an image that is cut short (micropython-espnow-images 16, nodemcu-firmware 2009)" {
    cook app.bin <<< "$RECIPE_APP"
    head -c 3000 app.bin > cut.bin
    says 1 "BROKEN: segment 2 ends at 0x14b0, the file at 0xbb8" --info cut.bin
}

@test "an image with a wrong checksum" {
    cook app.bin <<< "${RECIPE_PLAIN}
damage 0x100^01"
    says 1 "BROKEN: the checksum at 0x34f is 0x51, the segments have 0x50" --info app.bin
}

@test "QIO on a board that needs DOUT (Tasmota 3943, ESPEasy 474)" {
    cook qio.bin <<< "${RECIPE_ARDUINO//mode=3/mode=0}"
    says 0 "flash mode QIO" --info qio.bin
    esp-imgedit --flash-mode=dout -o dout.bin qio.bin
    says 0 "flash mode DOUT" --info dout.bin
    says 1 "bootloader: header: mode QIO -> DOUT" --diff=qio.bin dout.bin
}

@test "a bootloader at 0x1000 for a chip that boots at 0 (GhostESP 210)" {
    cook boot.bin <<< "${RECIPE_BOOT/chip=esp32/chip=esp32c3}"
    cook app.bin <<< "$(sed 's/chip=esp32/chip=esp32c3/; s/0x3f400020/0x3c000020/' <<< "$RECIPE_APP")"
    run --separate-stderr esp-imgedit --merge=0x1000=boot.bin --merge=0x10000=app.bin -o all.bin
    assert_equal "$status" 4
    assert_regex "$stderr" "at 0x0, not at 0x1000$"
    assert_not_exist all.bin
}

@test "a partition table at 0xd000 (ESPConnect 134)" {
    cook dump.bin <<< "$(sed 's/at 0x8000/at 0xd000/; s/nvs 0x9000/nvs 0x11000/; s/at 0x9000/at 0x11000/
        s/0xe000/0x16000/; s/ 0x10000 / 0x20000 /; s/at 0x10000/at 0x20000/; s/0x140000/0x130000/g' <<< "$RECIPE_DUMP")"
    says 0 "0x0000d000  partition-table" --info dump.bin
    esp-imgedit --extract=nvs dump.bin | cmp - <(tail -c +$((0x11001)) dump.bin | head -c $((0x5000)))
}

@test "boot 1.6 with user2 missing: what boots is said (ESP8266_NONOS_SDK 180)" {
    { echo "size 1M"; echo "$RECIPE_PLAIN"; echo "${RECIPE_V2/at 0/at 0x1000}"; } | cook one.bin
    run esp-imgedit --info --porcelain one.bin
    assert_line --regexp "^part=application name=user1 offset=4096 "
    refute_output --partial "name=user2"
}

@test "a raw merge that blanks the settings (esptool 1075, esptool-js 193)" {
    cook boot.bin <<< "$RECIPE_BOOT"
    cook app.bin <<< "$RECIPE_APP"
    cook dump.bin <<< "$RECIPE_DUMP"
    esp-imgedit --extract=0x8000+0xc00 -o table.bin dump.bin
    local merge=(--merge=0x1000=boot.bin --merge=0x8000=table.bin --merge=0x10000=app.bin)
    run --separate-stderr esp-imgedit "${merge[@]}" -o all.bin
    assert_success
    assert_regex "$stderr" "is blank at 0x9000-0xdfff in the partition nvs, .* --format=hex leaves that out"
    run --separate-stderr esp-imgedit "${merge[@]}" --format=hex -o all.hex
    assert_equal "$status: $stderr" "0: "
}

@test "an update that does not fit, and the way in two steps (ESPEasy 2525, Tasmota 1662)" {
    cook new.bin <<< "at 0 app mode=3 size=2
  0x4010f000 noise 0x5a0
end
at 0x1000 app mode=3 size=2 late-words=yes
  0x40201010 hex 0000000000000000 aabbcc
  0x40100000 noise 0x90000
end"
    says 1 "does not fit" --ota-fit=new.bin --chip-size=1M --layout=1M64
    assert_output --partial "In two steps it fits: first a small build of at most 364544 bytes, then the new program."
}

@test "a web page or a pointer in place of a firmware (esphome 4509)" {
    printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 12345\n' 7 > firmware.bin
    says 1 "BROKEN: this is a Git LFS pointer" --info firmware.bin
}

@test "two header bytes that a tool has changed (esptool 160, 265)" {
    cook dump.bin <<< "$RECIPE_ARDUINO"
    cp dump.bin patched.bin
    printf '\x02\x40' | dd of=patched.bin bs=1 seek=2 conv=notrunc status=none
    says 1 "bootloader: header: mode DOUT -> DIO" --diff=dump.bin patched.bin
}
