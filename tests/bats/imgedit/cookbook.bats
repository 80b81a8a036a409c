#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Each recipe of the manual page's cookbook, run as it stands there, and what came of it.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
    cook dump.bin <<< "$RECIPE_DUMP
at 0x290000 fill 0x1000 5a"
    cook old.bin <<< "${RECIPE_DUMP/ssid=str:home/ssid=str:work}"
    cook firmware.bin <<< "${RECIPE_PLAIN/mode=3/mode=0}"
    cook wrong8266.bin <<< "${RECIPE_ARDUINO//size=2/size=4}"
    cook dump8266.bin <<< "$RECIPE_ARDUINO
at 0xfc000 hex 05000402 05050502"
    cook erased8266.bin <<< "${RECIPE_ARDUINO}"
    cook new8266.bin <<< "${RECIPE_ARDUINO/size 1M/}"
    cook boot.bin <<< "$RECIPE_BOOT"
    cook app.bin <<< "${RECIPE_APP/version=1.4/version=1.5}"
    esp-imgedit --extract=0x8000+0xc00 -o table.bin dump.bin
    cook espeasy.bin <<< "$(recipe_espeasy littlefs)"
    cook tasmota.bin <<< "$(recipe_tasmota)"
    printf '%s\n' 'mac;espeasy:name;espeasy:ip' '5c:cf:7f:00:00:01;Pump_1;192.168.0.201' \
        '5c:cf:7f:00:00:02;Pump_2;192.168.0.202' > pumps.csv
}

# The commands of the cookbook, one a line, as a shell reads them.
recipes() {
    sed -n '/^\[cookbook\]/,/^\[exit status\]/s/^\$ //p' "$ESP_SRCDIR/man/esp-imgedit.h2m" |
        sed 's/\\-/-/g; s/\\e/\\/g'
}

# made FILE WANTED-FACT...: the image is whole, and has these facts.
made() {
    local file=$1 fact
    shift
    esp-imgedit --info --porcelain "$file" > facts || fail "$(cat facts)"
    for fact; do
        grep -q -- "$fact" facts || fail "no $fact in: $(cat facts)"
    done
}

# What each recipe must have done.  The recipe's output is in "out", its exit status in
# $status.
check() {
    case $1 in
        *"--info dump.bin") grep -q "value 1: namespace wifi, key ssid" out ;;
        *"--quiet --info firmware.bin") [ ! -s out ] ;;
        *"--map dump.bin") grep -q "^0x290000 .* spiffs$" out ;;
        *"--map=flash.svg dump.bin") grep -q "<svg" flash.svg ;;
        *"--diff=old.bin dump.bin") grep -qx "NVS: wifi/ssid changed" out ;;
        *"--map --base=old.bin dump.bin") grep -q "changed" out ;;
        *"> dout.bin") made dout.bin " flash-mode=DOUT " ;;
        *"> fixed.bin") made fixed.bin "^image.* flash-size=1048576$" ;;
        *"> all.hex")
            esp-imgedit all.hex > merged.bin 2> /dev/null
            cmp <(tail -c +4097 merged.bin | head -c "$(stat -c %s boot.bin)") boot.bin
            run ! grep -q "^:..90" all.hex # no record for the settings at 0x9000
            ;;
        *"> all.bin") made all.bin "^image.* boots=app0 " " version=1.5 " ;;
        *"> other.bin") made other.bin "name=app0 .* version=1.5 " ;;
        *"--nvs dump.bin") grep -qx "wifi/ssid  *str  *home" out ;;
        *"> garden.bin")
            assert_equal "$(esp-imgedit --nvs-get=wifi/ssid garden.bin)" garden
            assert_equal "$(esp-imgedit --nvs-get=wifi/password garden.bin)" longenough
            made garden.bin
            ;;
        *"--nvs-get=wifi/channel dump.bin") assert_equal "$(cat out)" 6 ;;
        *"> nowifi.bin") made nowifi.bin && run ! esp-imgedit --nvs-get=wifi/ssid nowifi.bin ;;
        *"> fresh.bin") made fresh.bin "name=nvs .* pages-blank=5 " ;;
        *"> files.bin") cmp files.bin <(tail -c +2686977 dump.bin | head -c 1507328) ;;
        *"> restored.bin") cmp restored.bin dump.bin ;;
        *"> rf.bin") [ "$(stat -c %s rf.bin)" = 4096 ] ;;
        *"> repaired.bin") cmp <(tail -c 16k repaired.bin) <(tail -c 16k dump8266.bin) ;;
        *"> hello.bin") made hello.bin flash-crc && grep -q hello hello.bin ;;
        *"> short.bin") [ "$(stat -c %s short.bin)" -lt 3000000 ] ;;
        *"> long.bin") cmp long.bin dump.bin ;;
        *"--ota-fit="*) grep -q "fits" out ;;
        *"--settings espeasy.bin") grep -qx "espeasy:name=Golden" out && grep -qx 'espeasy:key=\*\*\*' out ;;
        *"> pump1.bin") esp-imgedit --settings pump1.bin | grep -qx espeasy:ip=192.168.0.201 ;;
        *"--dry-run espeasy.bin") grep -qx "  espeasy:name: Golden -> Pump_2" out ;;
        *"> pump2.bin") esp-imgedit --settings pump2.bin | grep -qx espeasy:name=Pump_2 ;;
        *"> well.bin") esp-imgedit --settings well.bin | grep -qx tasmota:topic=well ;;
        *"> bench.bin") made bench.bin "checksum" && grep -q "hello, bench" bench.bin ;;
        *"--fs-list espeasy.bin") grep -q " 36864  config.dat" out ;;
        *"> rules1.txt") grep -q endon rules1.txt ;;
        *"> for-the-forum.bin") made for-the-forum.bin && ! grep -q "rosebush\|garden" for-the-forum.bin ;;
        *) fail "no check for this recipe" ;;
    esac
}

@test "cookbook: each recipe of the manual page does what it says" {
    recipes > commands
    [ "$(wc -l < commands)" -ge 23 ]
    while IFS= read -r command; do
        status=0
        bash -c "$command" > out 2> err < /dev/null || status=$?
        case $command in
            *--diff=* ) assert_equal "$command: $status" "$command: 1" ;;
            *) assert_equal "$command: $status $(cat err)" "$command: 0 $(grep "is blank at\|: blanked 0x\|replaced 1 time" err || true)" ;;
        esac
        check "$command" || fail "$command: $(cat out err)"
    done < commands
}
