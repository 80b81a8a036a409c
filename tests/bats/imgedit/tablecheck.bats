#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: tables of boards that would give a board the wrong settings, or none.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
    cook golden.bin <<< "$(recipe_espeasy spiffs)"
}

# refuses LINE MESSAGE: the table does nothing for the board of the device line.
refuses() {
    run -2 esp-imgedit --table=boards.csv -o out.bin golden.bin <<< "$1"
    assert_output "esp-imgedit: boards.csv: $2"
    [ ! -e out.bin ]
}

@test "esp-imgedit --table: the address of the device line chooses, however the column is spelled" {
    printf '%s\n' ' MAC ,chip,espeasy:name' 5c:cf:7f:00:00:09,ESP8266EX,Pump_9 > boards.csv
    refuses "port=x chip=ESP8266EX mac=5c:cf:7f:00:00:01" \
        "no row has the board of the device line, mac=5c:cf:7f:00:00:01"
    esp-imgedit --table=boards.csv golden.bin <<< "port=x chip=ESP8266EX mac=5c:cf:7f:00:00:09" |
        esp-imgedit --settings > settings
    grep -qx espeasy:name=Pump_9 settings
    esp-imgedit --table=boards.csv --select=Mac=5C-CF-7F-00-00-09 golden.bin |
        esp-imgedit --settings > settings
    grep -qx espeasy:name=Pump_9 settings
    refuses "port=x chip=ESP8266EX" "no row has the board of the device line"
    printf '%s\n' chip,espeasy:name ESP8266EX,Pump_9 > boards.csv
    refuses "port=x chip=ESP8266EX mac=5c:cf:7f:00:00:01" \
        "there is no column mac for the device line, mac=5c:cf:7f:00:00:01: use --select or --row"
    printf '%s\n' mac,MAC,espeasy:name 1,2,Pump_9 > boards.csv
    refuses "port=x mac=1" "two columns have the name 'MAC'"
}

@test "esp-imgedit --table: a column string: may have '=' in its text" {
    printf 'key=old\0\0\0\0key\0\0\0\0\0\0\0\0\0\0\0\0\0\0' > field.bin
    printf '%s\n' n,string:key=old 1,new > boards.csv
    esp-imgedit -q --table=boards.csv --row=1 -o out.bin field.bin
    cmp out.bin <(printf 'new\0\0\0\0\0\0\0\0key\0\0\0\0\0\0\0\0\0\0\0\0\0\0')
}

@test "esp-imgedit --table: a table or a row without an edit is told" {
    printf '%s\n' mac,name,ip 1,Pump,192.168.0.201 > boards.csv
    refuses "port=x mac=1" "no column is an edit, such as espeasy:name, with a colon"
    printf '%s\n' 'mac,espeasy;name' 1,Pump > boards.csv
    refuses "port=x mac=1" "no column is an edit, such as espeasy:name, with a colon"
    printf '%s\n' mac,espeasy:name 1, 2,Pump > boards.csv
    run -0 esp-imgedit --table=boards.csv --row=1 -o out.bin golden.bin
    assert_output "esp-imgedit: boards.csv: line 2: all cells of edits are empty: the image stays as it is"
    cmp out.bin golden.bin
}

@test "esp-imgedit --table: a key that NVS does not have needs its type" {
    cook golden.bin <<< "$(recipe_esp32)"
    printf '%s\n' mac,nvs:wifi/sid 1,orchard > boards.csv
    refuses "port=x mac=1" "line 2: nvs:wifi/sid: the image has no such key; a new one needs its type, such as str:"
    printf '%s\n' mac,nvs:wifi/sid,nvs:wifi/ssid 1,str:orchard,well > boards.csv
    esp-imgedit --table=boards.csv --row=1 golden.bin | esp-imgedit --settings > settings
    grep -qx nvs:wifi/sid=orchard settings
    grep -qx nvs:wifi/ssid=well settings
}

@test "esp-imgedit --table: two boards with the same name or address are told" {
    printf '%s\n' mac,espeasy:name,espeasy:ip,espeasy:dns 1,Pump,192.168.0.201,10.0.0.1 \
        2,Well,192.168.0.202,10.0.0.1 3,Tank,0.0.0.0, 4,,0.0.0.0, 5,Pump,192.168.0.202,10.0.0.1 > boards.csv
    run -0 --separate-stderr esp-imgedit --table=boards.csv --dry-run golden.bin
    assert_equal "$stderr" "esp-imgedit: boards.csv: lines 2 and 6 have the same espeasy:name
esp-imgedit: boards.csv: lines 3 and 6 have the same espeasy:ip"
}

@test "esp-imgedit --table: two columns patch: for one place are refused" {
    printf '%s\n' n,patch:0x10,patch:16 1,00,11 > boards.csv
    refuses "port=x n=1" "the columns 'patch:0x10' and 'patch:16' are for the same place"
    printf '%s\n' n,patch:here 1,00 > boards.csv
    run -2 esp-imgedit --table=boards.csv --row=1 -o out.bin golden.bin
    assert_output --partial "here"
}

@test "esp-imgedit --table: patches of one row whose bytes overlap are refused" {
    printf '%s\n' n,patch:0x10,patch:0x1000,patch:18 '1,00 11 22,55,33' '2,00 11,55,33' '3,"""abc""",55,' > boards.csv
    refuses "port=x n=1" "line 2: the bytes of the columns 'patch:0x10' and 'patch:18' overlap"
    esp-imgedit --table=boards.csv --row=2 --no-fix golden.bin |
        cmp - <(esp-imgedit --no-fix --patch=0x10=001133 --patch=0x1000=55 golden.bin)
    esp-imgedit --table=boards.csv --row=3 --no-fix golden.bin |
        cmp - <(esp-imgedit --no-fix --patch='0x10="abc"' --patch=0x1000=55 golden.bin)
    run -2 esp-imgedit --table=boards.csv --dry-run golden.bin
    assert_line --partial "line 2: the bytes of the columns"
}

@test "esp-imgedit --table: a signed program is not changed" {
    cook golden.bin <<< "${RECIPE_APP/chip=esp32/chip=esp32 signature=2}"
    printf '%s\n' n,patch:0x800 1,00 > boards.csv
    run -4 esp-imgedit --table=boards.csv --row=1 -o out.bin golden.bin
    assert_output "esp-imgedit: --patch: the program at 0x0 is signed for secure boot, and the signature would not hold; --no-fix changes it all the same
esp-imgedit: boards.csv: line 2: column 2, patch:0x800, failed"
    printf '%s\n' n,string:blink 1,blank > boards.csv
    run -4 esp-imgedit --table=boards.csv --row=1 -o out.bin golden.bin
    assert_output --partial "is signed for secure boot"
    [ ! -e out.bin ]
}

@test "esp-imgedit --table: blanks around a cell count only within quotes" {
    printf '%s\n' 'n, espeasy:name , espeasy:key' '1, P1 ,"  "' '2,  ," two "' > boards.csv
    esp-imgedit --table=boards.csv --row=1 golden.bin | esp-imgedit --settings --show-secrets > settings
    grep -qx "espeasy:name=P1" settings
    grep -qx "espeasy:key=  " settings
    esp-imgedit --table=boards.csv --row=2 golden.bin | esp-imgedit --settings --show-secrets > settings
    grep -qx "espeasy:name=Golden" settings
    grep -qx "espeasy:key= two " settings
}

@test "esp-imgedit --table: no message and no line of --dry-run has a password" {
    printf '%s\n' n,string:compost-heap,string:compost-heap 1,a,b > boards.csv
    refuses "port=x n=1" "two columns have the name 'string:'"
    printf '%s\n' n,strng:compost-heap 1,a > boards.csv
    refuses "port=x n=1" "the column 'strng:' is no edit that is known"
    printf '%s\n' 'n,WiFi password,api_token,espeasy:name' 1,wheelbarrow,spade,Pump > boards.csv
    run -0 esp-imgedit --table=boards.csv --dry-run golden.bin
    assert_line "row 1, line 2, n=1, WiFi password=***, api_token=***:"
    run -0 esp-imgedit --table=boards.csv --dry-run --show-secrets golden.bin
    assert_line "row 1, line 2, n=1, WiFi password=wheelbarrow, api_token=spade:"
}

@test "esp-imgedit --table: no message has what --select or a cell gives for a secret" {
    printf '%s\n' n,api-token,string:compost-heap,patch:0 1,spade,,heap > boards.csv
    run -2 esp-imgedit --table=boards.csv --select=api-token=wheelbarrow golden.bin
    assert_output "esp-imgedit: boards.csv: no row has api-token=***"
    run -2 esp-imgedit --table=boards.csv --select=string:compost-heap=wheelbarrow golden.bin
    assert_output "esp-imgedit: boards.csv: no row has string:=***"
    run -2 esp-imgedit --table=boards.csv --select=string:wheelbarrow=1 golden.bin
    assert_output "esp-imgedit: --select: boards.csv has no column 'string:'"
    run -2 esp-imgedit --table=boards.csv --select=wheelbarrow golden.bin
    assert_output "esp-imgedit: --select: the argument does not have the form COLUMN=VALUE"
    run -2 esp-imgedit --table=boards.csv --row=1 golden.bin
    assert_output "esp-imgedit: --patch: the bytes are neither pairs of hexadecimal digits nor @FILE nor \"text\"
esp-imgedit: boards.csv: line 2: column 4, patch:0, failed"
    run -2 esp-imgedit --set=string:wheelbarrow=1 golden.bin
    assert_output "esp-imgedit: --set: 'string:' does not begin with the name of a kind of settings, such as espeasy:"
    run -2 esp-imgedit --replacestring=wheelbarrow=1 golden.bin
    assert_output "esp-imgedit: unrecognized option '--replacestring=...'; try 'esp-imgedit --help'"
}

@test "esp-imgedit --table --dry-run: an output is refused" {
    printf '%s\n' n,espeasy:name 1,Pump > boards.csv
    run -2 esp-imgedit --table=boards.csv --dry-run -o out.bin golden.bin
    assert_output "esp-imgedit: --output does not go with --dry-run; try 'esp-imgedit --help'"
}
