#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A board behind a port that libserialport takes for a USB adapter: a pty in the place of
# /dev/ttyUSB0, with DTR and RTS by ttylines.so.
# bats file_tags=every-chip,one-way,one-port

setup() {
    load lib/helper
    common_setup
    "$ESP_SRCDIR/tests/tools/with-ports" -- true 2> /dev/null || skip "needs root and mount namespaces"
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    board_start --flash=flash.bin --lines="$PWD/lines" --stats=stats.json
    # LD_PRELOAD accepts no name with a space
    cp "$ESP_BUILDDIR/tests/sim/ttylines.so" "$BATS_TEST_TMPDIR/ttylines.so"
    cat > on-usb <<SH
#!/bin/sh
# Runs its arguments on a system where the board is /dev/ttyUSB0.
export ESP_SIM_LINES='$PWD/lines'
exec '$ESP_SRCDIR/tests/tools/with-ports' ttyUSB0='$PORT',A50285BI -- \
    env ASAN_OPTIONS=verify_asan_link_order=0 \
    LD_PRELOAD='$BATS_TEST_TMPDIR/ttylines.so${LD_PRELOAD:+:$LD_PRELOAD}' "\$@"
SH
    chmod +x on-usb
}

teardown() {
    board_stop
}

@test "serial: the only USB adapter is found, reset into the loader, backed up, restarted" {
    run --separate-stderr ./on-usb sh -c 'esp-detect | tee line | esp-read > dump.bin'
    assert_equal "$status: $stderr" "0: "
    cmp flash.bin dump.bin
    run cat line
    assert_output --regexp "^port=/dev/ttyUSB0 chip=$CHIP .* flash-size=524288"
    board_stop
    stat_is '.resets >= 5' stats.json # power-on, then twice into the loader and back
}

@test "serial: a link to the adapter, such as /dev/serial/by-id has" {
    ln -s /dev/ttyUSB0 my-board
    run --separate-stderr ./on-usb esp-read -p my-board -o dump.bin
    assert_equal "$status: $stderr" "0: "
    cmp flash.bin dump.bin
}

# While another program looks at the port, the reader cannot end: nobody takes its bytes,
# which are more than a pipe holds.
# bats test_tags=costly
@test "serial: a port in use is said to be" {
    mkfifo pipe
    run --separate-stderr ./on-usb sh -c '
        esp-read --progress=none > pipe &
        { head -c 1 > /dev/null; esp-detect; status=$?; cat > /dev/null; } < pipe
        wait; exit $status'
    assert_equal "$status" 3
    assert_regex "$stderr" '^esp-detect: /dev/ttyUSB0: (.*in use|process [0-9]+ )'
}

# bats test_tags=costly
@test "serial: another program's lock is respected, and its settings are not touched" {
    run --separate-stderr ./on-usb sh -c '
        stty -F /dev/ttyUSB0 echo
        stty -F /dev/ttyUSB0 -g > before
        flock /dev/ttyUSB0 esp-detect -p /dev/ttyUSB0; status=$?
        stty -F /dev/ttyUSB0 -g > after
        exit $status'
    assert_regex "$stderr" '^esp-detect: /dev/ttyUSB0: process [0-9]+ \(flock\) has it open$'
    assert_equal "$status" 3
    assert_output ""
    cmp before after
    board_stop
    stat_is '.resets == 1' stats.json # power-on
}

# bats test_tags=costly
@test "serial: other programs find it locked from the beginning to the end" {
    mkfifo pipe
    run ./on-usb sh -c '
        esp-read --progress=none > pipe &
        { head -c 1; flock -n /dev/ttyUSB0 echo it is free >&2; cat; } < pipe > dump.bin
        wait $!; echo "status $?"
        flock -n /dev/ttyUSB0 echo free again'
    assert_output $'status 0\nfree again'
    cmp flash.bin dump.bin
}

# No board answers on that port, so the program that has the port keeps it for seconds.
# bats test_tags=costly
@test "serial: of several programs that begin together one gets the port, the others are told" {
    need socat
    socat pty,raw,echo=0,link=silent pty,raw,echo=0,link=other 3>&- &
    BOARDLESS=$!
    until [ -e silent ] && [ -e other ]; do sleep 0.05; done
    sed -i "s,$PORT,$(realpath silent)," on-usb
    run ./on-usb sh -c '
        for i in 1 2 3 4 5 6; do
            { esp-detect -p /dev/ttyUSB0 2> error.$i; echo $? > status.$i; } &
        done
        wait'
    kill $BOARDLESS
    assert_success
    assert_output ""
    assert_equal "$(sort -u status.*)" 3
    assert_equal "$(grep -l ' has it open$' error.* | wc -l)" 5
    assert_equal "$(grep -l 'nothing answers' error.* | wc -l)" 1
}

# bats test_tags=costly
@test "serial: the lock files of minicom and ser2net" {
    run --separate-stderr ./on-usb sh -c '
        mount -t tmpfs none "$(realpath /var/lock)" || exit
        cd /var/lock
        number=$(printf %03d.%03d 0x$(stat -Lc %t /dev/ttyUSB0) 0x$(stat -Lc %T /dev/ttyUSB0))
        printf "%10d\n" $$ > LCK..ttyUSB0; esp-detect -p /dev/ttyUSB0; echo "name $?"
        mv LCK..ttyUSB0 LCK.$number;        esp-detect -p /dev/ttyUSB0; echo "number $?"
        rm LCK.$number; mkfifo LCK..ttyUSB0; timeout 60 esp-detect -p /dev/ttyUSB0 > /dev/null; echo "a FIFO $?"
        rm LCK..ttyUSB0
        # the largest process number is 4194304, so there is no process with this number
        echo 4194305 > LCK..ttyUSB0; esp-detect -p /dev/ttyUSB0 > /dev/null; echo "dead $?"'
    assert_output $'name 3\nnumber 3\na FIFO 0\ndead 0'
    assert_equal "${#stderr_lines[@]}" 2
    assert_regex "${stderr_lines[0]}" '^esp-detect: /dev/ttyUSB0: process [0-9]+ \((sh|bash|dash)\) has it open$'
    assert_regex "${stderr_lines[1]}" '^esp-detect: /dev/ttyUSB0: process [0-9]+ \((sh|bash|dash)\) has it open$'
}

@test "serial: the adapter is pulled out while it is read" {
    board_stop
    board_start --flash=flash.bin --lines="$PWD/lines" --unplug=to-host:100000
    sed -i "s,/dev/pts/[0-9]*,$PORT," on-usb
    run --separate-stderr ./on-usb esp-read -o dump.bin
    assert_equal "$status" 3
    assert_regex "$stderr" '^esp-read: /dev/ttyUSB0: '
    assert_file_not_exist dump.bin
}
