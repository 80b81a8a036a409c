#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Boards on other machines, by a real sshd, GNU parallel and ser2net on this machine.

setup() {
    load ../lib/helper
    load ../lib/fleet
    common_setup
    fleet_setup
    SERVERS=()
}

teardown() {
    [ "${#SERVERS[@]}" = 0 ] || kill "${SERVERS[@]}" 2> /dev/null || true
    fleet_stop
}

# Waits until somebody listens.
await_port() { # TCP-PORT
    until (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null; do
        kill -0 "${SERVERS[-1]}"
        read -rt 0.05 <> <(:) || :
    done
}

# Starts sshd as this user, with keys of its own.  "ssh pi" in the PATH goes there.  There, a
# folder is the home, and the programs are in the PATH, with the board's port in ESPPORT.
start_sshd() { # ESPPORT
    [ -x /usr/sbin/sshd ] || skip "sshd is not installed"
    need ssh
    case $(getent passwd "$(id -u)") in
    *nologin | */false) skip "sshd lets no account in that has no shell" ;;
    esac
    local tcp=$((20000 + RANDOM % 20000)) keys=$BATS_TEST_TMPDIR/keys
    mkdir -m 700 "$keys"
    mkdir pi
    ssh-keygen -q -t ed25519 -N '' -f "$keys/host"
    ssh-keygen -q -t ed25519 -N '' -f "$keys/user"
    cp "$keys/user.pub" "$keys/authorized"
    cat > "$keys/login" << END
#!/bin/sh
PATH='$PATH'; ESPPORT='$1'; ESP_SIM_CLOCK='${ESP_SIM_CLOCK:-}'
LD_PRELOAD='${LD_PRELOAD:-}'; LD_LIBRARY_PATH='${LD_LIBRARY_PATH:-}'
export PATH ESPPORT ESP_SIM_CLOCK LD_PRELOAD LD_LIBRARY_PATH
cd '$PWD/pi' && exec sh -c "\$SSH_ORIGINAL_COMMAND"
END
    chmod +x "$keys/login"
    cat > "$keys/sshd_config" << END
ListenAddress 127.0.0.1:$tcp
HostKey $keys/host
PidFile none
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes no
AuthorizedKeysFile $keys/authorized
ForceCommand $keys/login
END
    cat > "$keys/config" << END
Host pi pi2
HostName 127.0.0.1
Port $tcp
IdentityFile $keys/user
IdentitiesOnly yes
BatchMode yes
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
LogLevel ERROR
END
    # Root's sshd wants a folder that only some machines have.
    [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
    env -u LD_PRELOAD /usr/sbin/sshd -D -e -f "$keys/sshd_config" 2> sshd.err 3>&- &
    SERVERS+=($!)
    await_port "$tcp"
    wrap ssh env -u LD_PRELOAD "$(command -v ssh)" -F "$keys/config"
}

@test "remote: ssh pi 'esp-detect | esp-read' > dump.bin" {
    fleet_board 0
    start_sshd "$PORTS"
    run --separate-stderr sh -c "ssh pi 'esp-detect | esp-read' > dump.bin"
    assert_equal "$status: $stderr" "0: "
    cmp dump.bin flash0.bin
    # The way back, and the status of the remote program.
    run --separate-stderr sh -c "ssh pi 'esp-verify -' < dump.bin"
    assert_equal "$status: $stderr" "0: "
    run --separate-stderr sh -c "ssh pi 'esp-detect -p /dev/null | esp-read' > none.bin"
    assert [ "$status" -ne 0 ]
    assert [ ! -s none.bin ]
}

@test "remote: GNU parallel runs fleet.mk on each machine" {
    need parallel
    fleet_board 0
    fleet_board 1
    start_sshd ""
    export PARALLEL_HOME=$PWD/parallel
    mkdir parallel && touch parallel/will-cite
    run --separate-stderr parallel --ssh "$(command -v ssh)" --nonall --tag --sshlogin pi \
        "make -f '$FLEET_MK' -s -j8 backup PORTS='$PORTS'"
    assert_equal "$status" 0
    assert_line --regexp "^pi.backup: 2 boards, 2 saved$"
    backup_is "pi/${FOLDERS[0]}" flash0.bin
    backup_is "pi/${FOLDERS[1]}" flash1.bin
    # A failure there is a failure here.
    run --separate-stderr parallel --ssh "$(command -v ssh)" --nonall --tag --sshlogin pi,pi2 \
        "make -f '$FLEET_MK' -s backup PORTS=/dev/null"
    assert_equal "$status" 2
}

@test "remote: boards behind ser2net, with the configuration that we ship" {
    need ser2net
    local tcp=$((20000 + RANDOM % 20000)) port
    cp "$ESP_BUILDDIR/tests/sim/ttylines.so" "$BATS_TEST_TMPDIR/ttylines.so"
    fleet_board 0 --lines="$PWD/lines" # runs its application; DTR and RTS bring it into the loader
    port=$PORTS
    fleet_board 1
    read -ra ports <<< "$PORTS"
    sed "s|tcp,4001|tcp,127.0.0.1,$tcp|; s|tcp,4002|tcp,127.0.0.1,$((tcp + 1))|
        s|/dev/ttyUSB0|$port|; s|/dev/ttyUSB1|${ports[1]}|" "$ESP_SRCDIR/share/ser2net.yaml" > ser2net.yaml
    env ESP_SIM_LINES="$PWD/lines" ASAN_OPTIONS=verify_asan_link_order=0 \
        LD_PRELOAD="$BATS_TEST_TMPDIR/ttylines.so" ser2net -n -c ser2net.yaml -P ser2net.pid 2> server.err 3>&- &
    SERVERS+=($!)
    await_port "$tcp"
    await_port $((tcp + 1))
    PORTS="rfc2217://127.0.0.1:$tcp rfc2217://127.0.0.1:$((tcp + 1))"
    run --separate-stderr fleet -s -j2 backup PORTS="$PORTS"
    assert_equal "$status" 0
    assert_line "backup: 2 boards, 2 saved"
    backup_is "${FOLDERS[0]}" flash0.bin
    backup_is "${FOLDERS[1]}" flash1.bin
}
