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
