# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Virtual boards that take updates over the network, and images for them.

# The addresses of targets and the boards' patience are short, so that the tests are.
ota_setup() {
    unset ESPOTA_AUTH
    cook app.bin <<< 'at 0 app mode=3 size=4
  0x4010f000 noise 1384
end
at 0x1000 app mode=3 size=4
  0x40201010 noise 30000
  0x40100000 noise 8000
end'
    cook app32.bin <<< 'at 0 app chip=esp32 entry=0x40081000
  0x3f400020 desc pad=0x300 project=blink version=1.4 idf=v5.3
  0x3ffbdb60 noise 0x80
  0x400d0020 noise 0x9000
end'
    cook fs.bin <<< 'size 0x10000
at 0 littlefs size=0x10000
  index.html text "hello"
end'
}

# on_target CHIP [SIM-OPTION]... -- [ESP-OTA-OPTION]...: runs esp-ota with a virtual board.
on_target() {
    local chip=$1 sim=()
    shift
    while [ "$1" != -- ]; do
        sim+=("$1")
        shift
    done
    shift
    # shellcheck disable=SC2016 # the variable is the command's
    run --separate-stderr in_time esp-sim "--ota=$chip" --flash=flash.bin --away=50 --settle=20 "${sim[@]}" \
        -- sh -c 'exec esp-ota --address="$ESPOTA_ADDRESS" "$@"' sh "$@"
}

# holds IMAGE [OFFSET]: the target's flash has the image there.
holds() {
    cmp -n "$(stat -c %s "$1")" -i "$((${2:-0}))":0 flash.bin "$1"
}

# Replaces the address, which is never the same.
told() {
    sed -E 's/127\.0\.0\.1:[0-9]+|\[::1\]:[0-9]+/BOARD/g' <<< "$stderr"
}
