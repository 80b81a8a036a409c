#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32-C3 with Secure Download Mode, secure boot and flash encryption.

setup() {
    load ../lib/helper
    common_setup
    esp-mkflash random 256k > before.bin
    cp before.bin flash.bin
    head -c 8192 before.bin > image.bin
}

# with FUSES STATUS LAST-LINE COMMAND...: the status, and the last line on standard error.
with() {
    local fuses=$1 status_wanted=$2 line=$3
    shift 3
    run --separate-stderr esp-sim --chip=esp32c3 --fuses="$fuses" --port=pty:board --flash=flash.bin \
        "${OPTIONS[@]}" -- "$@"
    # shellcheck disable=SC2053 # the line is a pattern
    [[ "$status ${stderr_lines[-1]}" == "$status_wanted "$line ]] || fail "$status $stderr"
}

@test "esp32c3: Secure Download Mode writes and erases what it is told to, and reads nothing" {
    local sdm="this ESP32-C3 is in Secure Download Mode" nothing
    nothing="$sdm, in which its loader reads nothing: esp-write and esp-erase work, but neither a backup nor a comparison is possible"
    with secure-download,crypt-count=1,soft-jtag=1 0 "*$sdm: its loader writes and erases, and reads nothing" esp-detect -p board
    assert_output "port=board chip=ESP32-C3 crystal=40000000 flash-encryption=on secure-download=on flash-size=unknown state=rom"
    with secure-download 3 "*$nothing" esp-read -q -p board -o dump.bin
    with secure-download 3 "*$nothing" esp-verify -q -p board image.bin
    with secure-download 4 "*--unproven does it all the same" esp-write -q -p board --offset=64k image.bin
    with secure-download 4 "*--unproven does it all the same" esp-erase -q -p board --offset=64k --size=4k
    with secure-download 2 "*--flash-size tells the size" esp-erase -q -p board --unproven --offset=2M --size=4k
    cmp before.bin flash.bin
    with secure-download 0 "*the chip took image.bin, 8 KiB at 0x10000, in *, and nothing proves it" \
        esp-write -p board --unproven --offset=64k image.bin
    with secure-download 0 "*the chip erased 4 KiB at 0x20000, in *, and nothing proves it" \
        esp-erase -p board --unproven --offset=128k --size=4k
    [[ $stderr == *": nothing proves what is erased, because the chip reads nothing"* ]] || fail "$stderr"
    { head -c 65536 before.bin; cat image.bin; tail -c +73729 before.bin | head -c 57344
      head -c 4096 /dev/zero | tr '\0' '\377'; tail -c +135169 before.bin; } | cmp - flash.bin
}

@test "esp32c3: secure boot and flash encryption keep the bootloader and refuse plain text" {
    local boot="image.bin would replace the bootloader, and secure boot (v2) is on: this chip starts no bootloader that is not signed for it"
    with secure-boot-v2 0 "*" esp-read -p board --size=4k -o dump.bin
    [[ ${stderr_lines[0]} == *": no stub runs on this ESP32-C3, because secure boot is on: its ROM does the work" ]] ||
        fail "$stderr"
    cmp -n 4096 dump.bin before.bin
    with secure-boot-v2 4 "*$boot; --force writes it all the same" esp-write -q -p board image.bin
    with secure-boot-v2,crypt-count=1 4 "*nothing tells that image.bin was encrypted by this chip; --force writes it all the same" \
        esp-write -q -p board image.bin
    [[ ${stderr_lines[0]} == *"$boot; --force writes it all the same" ]] || fail "$stderr"
    with secure-boot-v2,crypt-count=1,secure-download 4 "*nothing tells that image.bin was encrypted by this chip; --force writes it all the same" \
        esp-write -q -p board --unproven image.bin
    [[ $stderr == *"$boot; --force writes it all the same"* ]] || fail "$stderr"
    with crypt-count=1 4 "*nothing tells that image.bin was encrypted by this chip; --force writes it all the same" \
        esp-write -q -p board --offset=64k image.bin
    cmp before.bin flash.bin
}
