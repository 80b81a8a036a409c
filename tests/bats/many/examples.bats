#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The example files for udev and systemd.

setup() {
    load ../lib/helper
    common_setup
    EXAMPLES=$ESP_SRCDIR/share/examples
}

teardown() {
    board_stop
}

@test "examples: systemd accepts the unit" {
    need systemd-analyze
    sed "s|/usr/local/bin/esp-backup-station|$EXAMPLES/esp-backup-station|" \
        "$EXAMPLES/esp-backup-station.service" > esp-backup-station.service
    run systemd-analyze verify --man=no "$PWD/esp-backup-station.service"
    assert_equal "$status: $(grep esp-backup <<< "$output" || true)" "0: "
}

# udevadm of Debian 12 has no verify.
@test "examples: udev accepts the rules" {
    udevadm verify --help > /dev/null 2>&1 || skip "there is no udevadm verify"
    run udevadm verify --no-summary --resolve-names=never "$EXAMPLES/60-esputils.rules"
    assert_success
    assert_output ""
}

@test "examples: the backup station saves a board that is there, and not again when it comes back at once" {
    "$ESP_SRCDIR/tests/tools/with-ports" -- true 2> /dev/null || skip "needs root and mount namespaces"
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    board_start --flash=flash.bin
    cat > script <<SH
setsid '$EXAMPLES/esp-backup-station' saved > out 2> err 3>&- &
station=\$!
await() { timeout 60 grep -qm1 -e "\$1" <(tail -f --pid=\$station -n +1 "\$2") || exit 99; }
await '^saved/' out
'$ESP_SRCDIR/tests/tools/with-ports' unplug ttyUSB0
sleep 1 # more than between two looks
'$ESP_SRCDIR/tests/tools/with-ports' plug ttyUSB0=">\$PORT"
await 'was saved less than two minutes ago' err
kill -- -\$station
wait \$station
SH
    touch out err
    export PORT
    run in_time "$ESP_SRCDIR/tests/tools/with-ports" ttyUSB0=">$PORT" -- bash script
    assert_equal "$status" 143
    cmp flash.bin "saved/$MAC/"*.bin
    assert_equal "$(cat err)" "esp-backup-station: $MAC was saved less than two minutes ago"
}

# A station whose esp-detect tells TIMES times that the same board is there, and whose esp-read
# has only half of the flash at the first tries.
half_station() { # TIMES FAILING
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    cat > "$BATS_TEST_TMPDIR/bin/esp-detect" <<SH
#!/bin/sh
for time in $(seq -s ' ' "$1"); do echo "port=/dev/ttyACM0 chip=ESP32-C3 mac=$MAC"; done
SH
    cat > "$BATS_TEST_TMPDIR/bin/esp-read" <<SH
#!/bin/sh
read -r line && file=\${1#--output=} && echo half >> "\$file.part"
[ \$(wc -l < "\$file.part") -gt $2 ] || exit 3
mv "\$file.part" "\$file" && echo "\$line" > "\$file.meta"
SH
    chmod +x "$BATS_TEST_TMPDIR"/bin/esp-*
    run --separate-stderr "$EXAMPLES/esp-backup-station" saved
}

@test "examples: a board that fails again and again is left alone, and does not fill the disk" {
    half_station 6 9
    assert_equal "$(grep -c "$MAC was not saved" <<< "$stderr")" 3
    assert_equal "$(grep -c "$MAC failed three times" <<< "$stderr")" 3
    assert_equal "$(ls saved/*)" "failures
unfinished.part"
    touch -d "11 minutes ago" "saved/$MAC/failures"
    half_station 1 3
    assert_output "$(ls saved/*/*.bin)"
    assert_equal "$(ls saved/* | sed 's/^[0-9TZ]*/TIME/')" "TIME.bin
TIME.bin.meta"
    assert_equal "$(wc -l < saved/*/*.bin)" 4 # the read went on where the others had ended
}

@test "examples: the backup station fails when it can see no more boards" {
    wrap esp-detect true
    run "$EXAMPLES/esp-backup-station" saved
    assert_equal "$status: $output" "1: esp-backup-station: esp-detect has ended"
}

@test "examples: esputils names each program, and tells its version" {
    run "$ESP_SRCDIR/share/esputils"
    assert_success
    for program in "$ESP_SRCDIR"/src/esp-*/; do
        assert_line --regexp "^  $(basename "$program")  "
    done
    [ "$(wc -L <<< "$output")" -le 80 ]
    assert_equal "$("$ESP_SRCDIR/share/esputils" --version | head -n 1)" \
        "$(esp-read --version | head -n 1 | sed 's/esp-read/esputils/')"
    run "$ESP_SRCDIR/share/esputils" board
    assert_equal "$status" 2
}
