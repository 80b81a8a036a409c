# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Functions for tests with boards that announce themselves.  They run in a network of their
# own (tests/tools/avahi-net), by in_net.

# publish NAME TYPE PORT [TXT]...: announces a service until the network ends.
publish() {
    local log=publish.$RANDOM
    LD_PRELOAD='' avahi-publish -s "$@" > "$log" 2>&1 3>&- &
    until grep -qs Established "$log"; do
        kill -0 $! || return 1
        sleep 0.05
    done
}

# espeasy_says NAME [OPTION=VALUE]...: broadcasts what an ESPEasy says of itself, four times a
# second, until the network ends.  Options: unit build type port udp length.
espeasy_says() {
    LD_PRELOAD='' python3 - "$@" 3>&- << 'END' &
import socket, struct, sys, time
o = {"unit": 7, "build": 20116, "type": 17, "port": 80, "udp": 8266, "length": 200}
o.update((k, int(v)) for k, v in (a.split("=") for a in sys.argv[2:]))
packet = struct.pack("<BB6s4sBH25sBH", 255, 1, bytes([0x5C, 0xCF, 0x7F, 0, 0, o["unit"]]),
                     bytes([10, 0, 0, 9]), o["unit"], o["build"], sys.argv[1].encode(), o["type"], o["port"])
packet = (packet + bytes(40))[: o["length"]]
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.bind(("192.0.2.1", 0))
while True:
    s.sendto(packet, ("192.0.2.255", o["udp"]))
    time.sleep(0.25)
END
}

# in_net COMMANDS: runs commands of bash in a network of its own, with these functions.
in_net() {
    run --separate-stderr timeout 120 "$ESP_SRCDIR/tests/tools/avahi-net" \
        bash -c "set -e; $(declare -f publish espeasy_says); $1"
    [ "$status" != 77 ] || skip "no network of its own: $stderr"
}
