#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-ota --web: updates by the pages of Tasmota, ESPEasy and the update servers of Arduino.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/web
    common_setup
    unset ESPOTA_AUTH
    cook app.bin <<< "$RECIPE_PLAIN"
    cook fs.bin <<< "at 0 littlefs size=0x10000
  rules1.txt text hello
end"
}

teardown() {
    web_stop
}

# web OPTION...: sends app.bin.
web() {
    run --separate-stderr esp-ota --web="$BOARD" "$@"
}

UPLOADED="the board says: Upload Successful Device will restart in a few seconds"
UPDATED="the board says: Update Success! Rebooting..."

@test "web: Tasmota takes an image, and is seen to come back with another version" {
    web_start --firmware=tasmota
    web --wait app.bin
    told 0 "$UPLOADED" "the board is back, with version 13.1.0 in place of 12.4.0"
    cmp flash.bin app.bin
    assert_output ""
}

@test "web: an image on standard input" {
    web_start --firmware=tasmota
    web < app.bin
    told 0 "$UPLOADED"
    cmp flash.bin app.bin
}

@test "web: a device line names the page, which is used without --all, too" {
    web_start --firmware=espeasy
    run --separate-stderr esp-ota --retries=1 --timeout=2 app.bin <<< "address=127.0.0.1 ota-port=9 web=http://$BOARD/ via=espeasy"
    told 0 "$UPDATED"
    cmp flash.bin app.bin
}

@test "web: Tasmota takes the image for a firmware, even after its page for settings was open" {
    web_start --firmware=tasmota
    exec 5<> "/dev/tcp/127.0.0.1/${BOARD#*:}"
    printf 'GET /rs HTTP/1.1\r\nReferer: http://127.0.0.1/\r\n\r\n' >&5
    grep -q "200 OK" <&5
    exec 5>&-
    web app.bin
    told 0 "$UPLOADED"
    cmp flash.bin app.bin
}

@test "web: Tasmota's success is known in another language" {
    web_start --firmware=tasmota --german
    web app.bin
    told 0 "the board says: Hochladen erfolgreich Gerät wird in wenigen Sekunden neu gestartet"
    cmp flash.bin app.bin
}

@test "web: Tasmota's failure is told in its own words and is no success, in any language" {
    web_start --firmware=tasmota --german --space=100
    web app.bin
    told 3 "the board says: Hochladen fehlgeschlagen nicht genug Speicherplatz"
    assert_not_exist flash.bin
    web_stop
    web_start --firmware=tasmota --space=100
    web app.bin
    told 3 "the board says: Upload Failed Not enough space" \
        "there is no room for this image beside the program that runs now: a smaller firmware first, or --gzip where the board unpacks"
    web_stop
    cook big.bin <<< "${RECIPE_PLAIN/size=2/size=4}"
    web_start --firmware=tasmota --faults=small-chip
    web big.bin
    told 3 "the board says: Upload Failed Program flash size is larger than real flash size" \
        "the image claims more flash than the chip has: esp-imgedit --flash-size=SIZE changes the claim"
    web_stop
    web_start --firmware=tasmota --faults=end
    web app.bin
    told 3 "the board says: Upload Failed Upload failed. Enable logging 3"
}

@test "web: Tasmota with one partition for applications restarts into its safeboot program first" {
    web_start --firmware=tasmota --single
    web --wait app.bin
    told 0 "the board starts its safeboot program, which takes the image" "$UPLOADED" \
        "the board is back, with version 13.1.0 in place of 12.4.0"
    cmp flash.bin app.bin
    run grep -c "^GET /u4" requests
    assert_output 2
}

@test "web: Tasmota closes the connection of a request that it denies, and nothing is sent" {
    web_start --firmware=tasmota --faults=denies
    web app.bin
    told 3 "the board closed the connection without an answer" \
        "Tasmota does this to requests that do not use its own IPv4 address, until SetOption128 is 1"
    run ! grep POST requests
}

@test "web: a password comes from the environment or a file, and is sent only when it is asked for" {
    web_start --firmware=tasmota --password=geheim
    ESPOTA_AUTH=geheim web -v -v app.bin
    assert_success
    cmp flash.bin app.bin
    run ! grep -q geheim <<< "$stderr$output"
    web_stop
    rm flash.bin
    printf 'geheim\nmore\n' > auth
    web_start --firmware=arduino --user=joe --password=geheim
    web --user=joe --auth-file=auth app.bin
    told 0 "$UPDATED"
    cmp flash.bin app.bin
    web_stop
    web_start --firmware=tasmota
    web --auth-file=auth app.bin
    assert_success
    run ! grep authorization requests
}

@test "web: without the right password nothing is sent" {
    for firmware in tasmota arduino; do
        web_start --firmware=$firmware --password=geheim
        web app.bin
        told 2 "the board asks for a password: give --auth-file=FILE or \$ESPOTA_AUTH"
        ESPOTA_AUTH=other web app.bin
        told 2 "the board does not accept this password"
        run ! grep POST requests
        web_stop
    done
    assert_not_exist flash.bin
}

@test "web: a password in the address is refused" {
    refused esp-ota 2 "the password does not go into the address" --web=http://admin:geheim@127.0.0.1:9 app.bin
}

@test "web: ESPEasy, whose pages want a password in digest form" {
    web_start --firmware=espeasy --password=geheim --version=20100 --new-version=20200
    ESPOTA_AUTH=geheim web --wait app.bin
    told 0 "$UPDATED" "the board is back, with version 20200 in place of 20100"
    cmp flash.bin app.bin
    run ! grep authorization=Basic requests
    web_stop
    web_start --firmware=espeasy --faults=blocked
    web app.bin
    told 3 "the board does not serve this machine: IP blocked: 127.0.0.1"
}

@test "web: an ESPEasy without room for updates has no page for them" {
    web_start --firmware=espeasy --faults=no-page
    web app.bin
    told 3 "the board has no such page; is it another firmware, or one that leaves no room for updates?"
}

@test "web: the update servers of both cores" {
    for firmware in arduino later-arduino; do
        web_start --firmware=$firmware
        web --wait app.bin
        told 0 "$UPDATED" "the board is back"
        cmp flash.bin app.bin
        rm flash.bin
        web_stop
        web_start --firmware=$firmware
        web --filesystem fs.bin
        told 0 "$UPDATED"
        cmp flash.bin fs.bin
        grep -q field=filesystem requests
        web_stop
        rm flash.bin
    done
}

@test "web: the failures of the cores' update servers, which have status 200" {
    web_start --firmware=arduino --space=100
    web app.bin
    told 3 "the board says: Update error: ERROR[4]: Not Enough Space" \
        "there is no room for this image beside the program that runs now: a smaller firmware first, or --gzip where the board unpacks"
    web_stop
    web_start --firmware=arduino --faults=flash-size
    web app.bin
    told 3 "the board says: Update error: ERROR[8]: Flash config wrong: real: 1048576, SDK: 4194304" \
        "the program that runs now claims another flash size than the chip has: write it over serial, with the right --flash-size"
    web_stop
    web_start --firmware=arduino --faults=end
    web app.bin
    told 3 "the board says: Update error: ERROR[7]: MD5 verification failed"
    web_stop
    web_start --firmware=later-arduino --space=100
    web app.bin
    told 3 "the board says: Update error: Not Enough Space" \
        "there is no room for this image beside the program that runs now: a smaller firmware first, or --gzip where the board unpacks"
    assert_not_exist flash.bin
}

@test "web: a sketch with the cores' example answers OK or FAIL, and has its form on the first page" {
    web_start --firmware=sketch
    web app.bin
    told 0 "the board says: OK"
    grep -q field=update requests
    cmp flash.bin app.bin
    rm flash.bin
    web_stop
    web_start --firmware=sketch --space=100
    web app.bin
    told 3 "the board says: FAIL"
}

@test "web: a file system for a page that takes none is refused, and nothing is sent" {
    web_start --firmware=tasmota
    web --filesystem fs.bin
    told 4 "Tasmota's page takes no file systems"
    web_stop
    web_start --firmware=espeasy
    web --filesystem fs.bin
    told 4 "its page for updates takes no file systems"
    run ! grep POST requests
}

@test "web: what is no update is refused before the board is asked" {
    web_start --firmware=tasmota
    web fs.bin
    told 4 "fs.bin is a file system, and no application; --filesystem sends it as one"
    web --filesystem app.bin
    told 4 "app.bin is an application, and no file system: leave out --filesystem"
    [ ! -s requests ]
    web --dry-run app.bin
    assert_success
    [ ! -s requests ]
}

@test "web: a board that closes without an answer is no success" {
    for firmware in tasmota arduino; do
        web_start --firmware=$firmware --faults=silent
        web app.bin
        told 3 "the board closed the connection without an answer; whether it has the image is not known"
        web_stop
    done
}

@test "web: a board that resets the connection after its success is a success" {
    for firmware in tasmota arduino; do
        web_start --firmware=$firmware --faults=reset
        web app.bin
        assert_success
        cmp flash.bin app.bin
        rm flash.bin
        web_stop
    done
}

@test "web: --wait tells of a board that does not come back, or does not restart" {
    web_start --firmware=tasmota --faults=gone
    web --timeout=1 --wait app.bin
    told 3 "$UPLOADED" "the board took the image, but has not come back in 9 s"
    web_stop
    web_start --firmware=tasmota --faults=no-restart
    web --timeout=1 --wait app.bin
    told 3 "$UPLOADED" "the board took the image, but has not restarted in 9 s"
}

@test "web: a board that stalls is not waited for without end" {
    web_start --firmware=arduino --faults=stall
    web --timeout=1 app.bin
    told 3 "no answer in time"
}

@test "web: a board that sends to another address is not followed there" {
    web_start --firmware=arduino --faults=moved
    web app.bin
    told 3 "the board sends to another address: http://192.0.2.1/setup"
}

@test "web: no board, no such name, no such scheme" {
    refused esp-ota 3 "127.0.0.1:9: no connection to its web server" --web=http://127.0.0.1:9/ app.bin
    refused esp-ota 2 "only http:// and https:// lead to a board" --web=ftp://127.0.0.1/ app.bin
}

@test "web: advice about room and the size of a flash" {
    cook app.bin <<< "${RECIPE_PLAIN/noise 0x321/text \"$(printf 'a%.0s' {1..2000})\"}"
    cook big.bin <<< "${RECIPE_PLAIN/size=2/size=4}"
    web_start --firmware=tasmota --space=900 --faults=small-chip
    web app.bin
    assert_equal "$status" 3
    [[ $stderr == *"or --gzip where the board unpacks" ]]
    web --gzip app.bin
    assert_success
    gunzip < flash.bin | cmp - app.bin
    web_stop
    web_start --firmware=tasmota --faults=small-chip
    web big.bin
    assert_equal "$status" 3
    esp-imgedit --flash-size=1M big.bin > fixed.bin
    web fixed.bin
    assert_success
    cmp flash.bin fixed.bin
}
