#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: one golden image, many boards.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
    cook golden.bin <<< "$(recipe_espeasy spiffs)"
    cat > boards.csv << 'END'
mac,note,espeasy:name,espeasy:ip,espeasy:key
5C:CF:7F:00:00:01,first,Pump_1,192.168.0.201,secret-of-1
5c-cf-7f-00-00-02,"second, with ""quotes""",Pump_2,192.168.0.202,
5c:cf:7f:00:00:03,third,,192.168.0.203,""
END
}

# shows NAME=VALUE...: the image out.bin has these settings.
shows() {
    local setting
    esp-imgedit --settings --show-secrets out.bin > settings
    for setting; do
        grep -qx "$setting" settings || fail "no $setting in: $(cat settings)"
    done
}

@test "esp-imgedit --table: the row is chosen by a column, a number or a device line" {
    esp-imgedit --table=boards.csv --select=mac=5c:cf:7f:00:00:01 -o out.bin golden.bin
    shows espeasy:name=Pump_1 espeasy:ip=192.168.0.201 espeasy:key=secret-of-1 espeasy:unit=7
    esp-imgedit --table=boards.csv --row=1 golden.bin | cmp - out.bin
    esp-imgedit --table=boards.csv --select=note=first < golden.bin | cmp - out.bin
    echo "port=/dev/ttyUSB0 chip=ESP8266EX mac=5c:cf:7f:00:00:01 flash-size=1048576" |
        esp-imgedit --table=boards.csv golden.bin | cmp - out.bin
    esp-imgedit --table=boards.csv --select='note=second, with "quotes"' -o out.bin golden.bin
    shows espeasy:name=Pump_2 espeasy:ip=192.168.0.202
}

@test "esp-imgedit --table: a cell without text leaves a setting, two quotes make it empty" {
    esp-imgedit --table=boards.csv --row=2 -o out.bin golden.bin
    shows espeasy:key=rosebush-and-thorn
    esp-imgedit --table=boards.csv --row=3 -o out.bin golden.bin
    shows espeasy:key= espeasy:name=Golden
}

@test "esp-imgedit --table: missing rows, rows that are there twice, and mistakes are errors" {
    run -2 esp-imgedit --table=boards.csv --select=mac=5c:cf:7f:00:00:09 -o out.bin golden.bin
    assert_output "esp-imgedit: boards.csv: no row has mac=5c:cf:7f:00:00:09"
    run -2 esp-imgedit --table=boards.csv --select=serial=9 -o out.bin golden.bin
    assert_output "esp-imgedit: --select: boards.csv has no column 'serial'"
    run -2 esp-imgedit --table=boards.csv --row=4 -o out.bin golden.bin
    assert_output "esp-imgedit: --row: boards.csv has 3 rows below the names of its columns"
    echo "5c:cf:7f:00:00:01,again,Pump_9,192.168.0.209," >> boards.csv
    run -2 esp-imgedit --table=boards.csv --select=mac=5c:cf:7f:00:00:01 -o out.bin golden.bin
    assert_output "esp-imgedit: boards.csv: lines 2 and 5 both have mac=5c:cf:7f:00:00:01"
    run -2 esp-imgedit --table=boards.csv -o out.bin golden.bin \
        <<< "port=x mac=5c:cf:7f:00:00:01"
    assert_output "esp-imgedit: boards.csv: lines 2 and 5 both have the board of the device line, mac=5c:cf:7f:00:00:01"
    run -2 esp-imgedit --table=boards.csv -o out.bin golden.bin <<< "port=x mac=5c:cf:7f:00:00:07"
    assert_output "esp-imgedit: boards.csv: no row has the board of the device line, mac=5c:cf:7f:00:00:07"
    run -2 esp-imgedit --table=boards.csv -o out.bin golden.bin <<< "port=x"
    assert_output "esp-imgedit: boards.csv: no row has the board of the device line"
    run -2 esp-imgedit --table=boards.csv -o out.bin golden.bin < /dev/null
    assert_output "esp-imgedit: no device line is on standard input: use --select or --row, or esp-detect in front"
    run -2 esp-imgedit --table=boards.csv -o out.bin golden.bin <<< $'port=x mac=1\nport=y mac=2'
    assert_output "esp-imgedit: standard input has something else than one device line: use --select or --row"
    run -2 esp-imgedit --table=boards.csv -o out.bin < golden.bin
    assert_output "esp-imgedit: --table needs --select or --row when the image is on standard input; try 'esp-imgedit --help'"
    run -2 esp-imgedit --row=1 golden.bin
    assert_output "esp-imgedit: --row is an option for --table; try 'esp-imgedit --help'"
    echo "mac,espeasi:name" > boards.csv
    run -2 esp-imgedit --table=boards.csv --dry-run golden.bin
    assert_output "esp-imgedit: boards.csv: the column 'espeasi:' is no edit that is known"
    [ ! -e out.bin ]
}

@test "esp-imgedit --table: an error in a row names the line, and not the value" {
    sed -i 's/Pump_1/a-name-that-is-far-too-long-for-it/' boards.csv
    run -2 esp-imgedit --table=boards.csv --row=1 -o out.bin golden.bin
    assert_output "esp-imgedit: --table: line 2: espeasy:name: the value has 34 bytes; there is room for 25"
    [ ! -e out.bin ]
}

@test "esp-imgedit --table: columns patch: and string: do what the options do" {
    printf '%s\n' 'n,patch:0xfb000,string:on System#Boot do endon' \
        '1,"""hello""",on System#Boot do event' '2,00 11 22,' > bytes.csv
    esp-imgedit --table=bytes.csv --select=n=1 -o out.bin golden.bin
    esp-imgedit --patch='0xfb000="hello"' \
        --replace-string='on System#Boot do endon=on System#Boot do event' golden.bin | cmp - out.bin
    esp-imgedit --table=bytes.csv --select=n=2 -o out.bin golden.bin
    esp-imgedit --patch='0xfb000=001122' golden.bin | cmp - out.bin
}

@test "esp-imgedit --table --dry-run: what differs for each row, secrets masked, nothing written" {
    run -0 esp-imgedit --table=boards.csv --dry-run golden.bin
    assert_line "row 1, line 2, mac=5C:CF:7F:00:00:01, note=first:"
    assert_line "  espeasy:name: Golden -> Pump_1"
    assert_line "  espeasy:ip: 192.168.0.100 -> 192.168.0.201"
    assert_line "  espeasy:key: *** -> ***"
    assert_line "row 3, line 4, mac=5c:cf:7f:00:00:03, note=third:"
    refute_output --partial secret-of
    refute_output --partial rosebush
    run -0 esp-imgedit --table=boards.csv --dry-run --row=2 golden.bin
    assert_output "row 2, line 3, mac=5c-cf-7f-00-00-02, note=second, with \"quotes\":
  espeasy:name: Golden -> Pump_2
  espeasy:ip: 192.168.0.100 -> 192.168.0.202
  $(esp-imgedit --table=boards.csv --row=2 golden.bin | cmp -l - golden.bin | wc -l) bytes of the image differ"
    sed -i 's/Pump_2/Pump_2-with-a-name-that-is-too-long/' boards.csv
    run -2 esp-imgedit --table=boards.csv --dry-run golden.bin
    assert_line "row 3, line 4, mac=5c:cf:7f:00:00:03, note=third:" # the others are shown
}

@test "esp-imgedit --table: what spreadsheets make: BOM, CRLF, semicolons, tabs, sep=" {
    esp-imgedit --table=boards.csv --row=1 -o wanted.bin golden.bin
    { printf '\xef\xbb\xbf'; sed 's/$/\r/' boards.csv; } > bom.csv
    esp-imgedit --table=bom.csv --row=1 golden.bin | cmp - wanted.bin
    sed '3d; s/,/;/g' boards.csv > semicolon.csv
    esp-imgedit --table=semicolon.csv --row=1 golden.bin | cmp - wanted.bin
    sed '3d; s/,/\t/g' boards.csv > tab.csv
    esp-imgedit --table=tab.csv --row=1 golden.bin | cmp - wanted.bin
    { printf 'sep=;\r\n'; cat semicolon.csv; } > sep.csv
    esp-imgedit --table=sep.csv --row=1 golden.bin | cmp - wanted.bin
    printf '\n\n%s' "$(cat boards.csv)" > lines.csv # empty lines, and no newline at the end
    esp-imgedit --table=lines.csv --select=note=third -o out.bin golden.bin
    shows espeasy:ip=192.168.0.203
    printf 'a,"two\nlines ""x""",espeasy:unit\n1,"b",7\n' > quoted.csv
    esp-imgedit --table=quoted.csv --select=a=1 golden.bin | cmp - golden.bin
}

@test "esp-imgedit --table: malformed tables are errors that name the line" {
    local trouble
    check() { # CONTENTS MESSAGE
        printf "$1" > bad.csv
        run -2 esp-imgedit --table=bad.csv --row=1 -o out.bin golden.bin
        assert_output "esp-imgedit: bad.csv: $2"
    }
    check 'a,b\n1,2,3\n' "line 2: the row has more cells than the first row"
    check 'a,b\n\n1\n' "line 3: the row has fewer cells than the first row"
    check 'a,b\n1,"2\n' "line 3: a quote is not closed"
    check 'a,b\n1,x"2"\n' "line 2: a quote stands within a cell that does not begin with one"
    check 'a,b\n1,"2"x\n' "line 2: there is text behind a closing quote"
    check 'a,b\r1,2\r' "line 1: a line ends with CR alone"
    check '\xff\xfea\0' "line 1: the file is UTF-16; save it as CSV in UTF-8"
    check 'a,b\n1,\0\n' "line 1: there is a NUL; this is no text"
    check '\n' "line 2: the table is empty"
    check 'a,a\n1,2\n' "two columns have the name 'a'"
    [ ! -e out.bin ]
}

@test "esp-imgedit --table: a message never has the text of a column string:" {
    printf '%s\n' 'n,string:old-password' '1,new-password' > bytes.csv
    run -2 esp-imgedit --table=bytes.csv --row=1 -o out.bin golden.bin
    assert_output "esp-imgedit: --replace-string: the image does not have the text
esp-imgedit: bytes.csv: line 2: column 2, string:, failed"
}
