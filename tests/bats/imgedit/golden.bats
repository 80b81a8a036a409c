#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# One golden image, nine boards, in one make -j: each board gets its row of the table, which
# its MAC address chooses.  After the first kind of settings, three of the nine are enough.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
    BOARDS="0 1 2 3 4 5 6 7 8"
    head -c 1048576 /dev/zero | tr '\0' '\377' > blank.bin
}

# Writes the golden image to the boards with these options of esp-sim.
write_boards() { # MAC-START OPTION...
    local start=$1
    shift
    cat > Makefile << END
all: ${BOARDS// /.done }.done
%.done:
	cp blank.bin flash\$*.bin
	esp-sim --flash=flash\$*.bin --mac=$start:0\$* $* -- sh -c \\
	    'esp-detect | esp-imgedit --table=boards.csv -o image\$*.bin golden.bin && esp-write -q image\$*.bin < /dev/null'
END
    run env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory -j2 -s
    assert_equal "$status: $output" "0: "
}

# Each board's flash is its image, and each image is the one that the recipe makes.
check_boards() { # FUNCTION: gives the recipe of a name and an address
    local i
    for i in $BOARDS; do
        cmp "flash$i.bin" "image$i.bin"
        cook wanted.bin <<< "$("$1" "Pump_$i" "192.168.0.20$i")"
        cmp "image$i.bin" wanted.bin
    done
}

espeasy_in() { # NAME ADDRESS
    recipe_espeasy "$FS" | sed "s/name=Golden/name=$1/; s/ip=192.168.0.100/ip=$2/"
}

tasmota_with() { # NAME ADDRESS
    recipe_tasmota "$(sed "s/hostname=golden/hostname=$1/; s/ip=192.168.0.100/ip=$2/" <<< "$TASMOTA_OPTIONS")"
}

@test "golden image: nine boards with ESPEasy on SPIFFS" {
    FS="spiffs block=8192"
    cook golden.bin <<< "$(espeasy_in Golden 192.168.0.100)"
    nine_boards A0:20:A6:00:00 espeasy:name espeasy:ip > boards.csv
    write_boards a0:20:a6:00:00
    check_boards espeasy_in
}

@test "golden image: boards with ESPEasy on LittleFS" {
    BOARDS="0 4 8"
    FS="littlefs block=8192"
    cook golden.bin <<< "$(espeasy_in Golden 192.168.0.100)"
    nine_boards A0:20:A6:00:00 espeasy:name espeasy:ip > boards.csv
    write_boards a0:20:a6:00:00
    check_boards espeasy_in
}

@test "golden image: boards with Tasmota" {
    BOARDS="0 4 8"
    cook golden.bin <<< "$(tasmota_with golden 192.168.0.100)"
    nine_boards A0:20:A6:00:00 tasmota:hostname tasmota:ip > boards.csv
    write_boards a0:20:a6:00:00
    check_boards tasmota_with
}

@test "golden image: ESP32 boards with settings in NVS" {
    local i BOARDS="0 4 8"
    cook golden.bin <<< "$(recipe_esp32)"
    nine_boards 24:0A:C4:00:00 nvs:unit/name nvs:unit/ip > boards.csv
    write_boards 24:0a:c4:00:00 --chip=esp32 --port=rfc2217
    for i in $BOARDS; do
        cmp "flash$i.bin" "image$i.bin"
        esp-imgedit --settings "image$i.bin" > settings
        grep -qx "nvs:unit/name=Pump_$i" settings
        grep -qx "nvs:unit/ip=192.168.0.20$i" settings
        grep -qx "nvs:wifi/ssid=garden" settings
        # Nothing but the partition nvs differs.
        cmp <(head -c 36864 golden.bin) <(head -c 36864 "image$i.bin")
        cmp <(tail -c +57345 golden.bin) <(tail -c +57345 "image$i.bin")
        esp-imgedit --info "image$i.bin"
    done
}
