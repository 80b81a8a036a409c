#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32: its flash by the ROM alone, and what it refuses.

setup() {
    load ../lib/helper
    common_setup
    for program in esp-detect esp-erase esp-read esp-verify esp-write; do
        wrap $program "$(command -v $program)" --no-stub
    done
}

teardown() {
    board_stop
}

board32() { # OPTION...
    board_start --chip=esp32 "$@"
}

# A whole dump of 256 KB: blank up to the bootloader at 0x1000, as in an ESP32's flash.
dump32() { # SEED
    { head -c 4096 /dev/zero | tr '\0' '\377'
      printf '\351\003\002\020\0\005\010\100\356\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1'
      esp-mkflash random 128k "$1" | head -c 90000
      head -c 168024 /dev/zero | tr '\0' '\377'; } > "dump$1.bin"
    [ "$(wc -c < "dump$1.bin")" -eq 262144 ]
}

@test "esp32: esp-read saves the whole flash by the ROM" {
    dump32 1
    cp dump1.bin flash.bin
    board32 --flash=flash.bin --port=rfc2217
    run --separate-stderr esp-read -p "$PORT" -o saved.bin
    assert_success
    [[ ${stderr_lines[0]} == "esp-read: $PORT: reading 256 KiB without the stub takes about 3.5 s" ]] ||
        fail "$stderr"
    cmp dump1.bin saved.bin
}

@test "esp32: parts of any size are read, at the connect rate, too, and past 2 MB" {
    esp-mkflash random 4M > flash.bin
    board32 --flash=flash.bin
    while read -r offset length; do
        esp-read -q -p "$PORT" --offset="$offset" --size="$length" > part.bin
        tail -c +$((offset + 1)) flash.bin | head -c "$length" | cmp - part.bin
    done <<RANGES
0 1
4095 4100
3145729 63
4194303 1
RANGES
}

@test "esp32: --base saves reading what is there already" {
    dump32 1
    cp dump1.bin flash.bin
    printf 'x' | dd of=flash.bin bs=1 seek=70000 conv=notrunc status=none
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 -- \
        esp-read --base=dump1.bin -o saved.bin
    assert_success
    [[ $stderr == *"224 KiB of 256 KiB"* ]] || fail "$stderr"
    cmp flash.bin saved.bin
}

@test "esp32: esp-write, esp-verify and esp-erase, by the ROM" {
    dump32 1
    dump32 2
    cp dump1.bin flash.bin
    board32 --flash=flash.bin --port=rfc2217
    run --separate-stderr esp-write -p "$PORT" dump2.bin
    assert_success
    [[ $stderr == *"wrote dump2.bin, 256 KiB at 0x0; 22 of 64 sectors had to change, in "* ]] ||
        fail "$stderr"
    run --separate-stderr esp-verify -p "$PORT" dump2.bin
    assert_success
    assert_output ""
    run --separate-stderr esp-verify -p "$PORT" dump1.bin
    assert_failure 1
    assert_output "0x00001000-0x00016fff 90112"
    run --separate-stderr esp-write -p "$PORT" dump2.bin
    [[ $stderr == *"nothing had to change for dump2.bin"* ]] || fail "$stderr"
    run --separate-stderr esp-erase -p "$PORT" --offset=0x2000 --size=0x10000
    assert_success
    [[ $stderr == *"erased 64 KiB of 64 KiB at 0x2000"* ]] || fail "$stderr"
    board_stop
    head -c 65536 /dev/zero | tr '\0' '\377' | dd of=dump2.bin bs=4096 seek=2 conv=notrunc status=none
    cmp dump2.bin flash.bin
}

@test "esp32: a write of nothing new, of a part, and a dry run" {
    esp-mkflash random 512k > flash.bin
    cp flash.bin expect.bin
    esp-mkflash random 64k 9 | head -c 20001 > part.bin
    board32 --flash=flash.bin --port=rfc2217
    run --separate-stderr esp-write -p "$PORT" --dry-run --offset=0x1e801 part.bin
    assert_success
    assert_output "port=$PORT bytes=20001 sectors=6 changed=6 erase=6 sent=25536 line-ms=277 flash-ms=342"
    esp-write -q -p "$PORT" --offset=0x1e801 part.bin
    board_stop
    dd if=part.bin of=expect.bin bs=1 seek=$((0x1e801)) conv=notrunc status=none
    cmp expect.bin flash.bin
}

@test "esp32: the bootloader's sector is blank while a whole dump is being written" {
    dump32 1
    dump32 2
    cp dump1.bin flash.bin
    board32 --flash=flash.bin --port=rfc2217 --unplug=60000
    run --separate-stderr esp-write -p "$PORT" dump2.bin
    assert_failure 3
    board_stop
    head -c 8192 flash.bin | tail -c 4096 | tr -d '\377' | cmp - /dev/null
    esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 -- esp-write -q dump2.bin
    cmp dump2.bin flash.bin
}

# noisy SEED COMMAND...: runs the command on a line that damages and loses bytes, up to three
# times: damage can make the loader hang, which ends the run with status 3.
noisy() {
    local seed status
    for seed in $1 $(($1 + 10)) $(($1 + 20)); do
        status=0
        esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 --seed="$seed" --flip=3e-5 --lose=3e-5 -- \
            "${@:2}" 2> err || status=$?
        [ $status != 0 ] || return 0
        assert_equal "$status $(cat err)" "3 $(cat err)"
    done
    fail "$(cat err)"
}

@test "esp32: a line that damages and loses bytes" {
    dump32 1
    dump32 2
    cp dump1.bin flash.bin
    noisy 5 esp-read -q --size=96k -o saved.bin
    head -c 98304 dump1.bin | cmp - saved.bin
    noisy 6 esp-write -q dump2.bin
    cmp dump2.bin flash.bin
}

@test "esp32: without reset lines the loader stays, at the connect rate" {
    esp-mkflash random 512k > flash.bin
    board32 --flash=flash.bin
    run --separate-stderr esp-detect -p "$PORT"
    assert_success
    [[ $output == *" state=rom" ]] || fail "$output"
    run --separate-stderr esp-detect -p "$PORT" --after=stay
    assert_success
    [[ $output == *" state=rom" ]] || fail "$output"
    esp-read -q -p "$PORT" --baud=460800 --size=8k > part.bin
    head -c 8192 flash.bin | cmp - part.bin
    esp-read -q -p "$PORT" --offset=8k --size=8k > part.bin
    head -c 16384 flash.bin | tail -c 8192 | cmp - part.bin
}

@test "esp32: an encrypted flash takes only what the same chip had" {
    dump32 1
    cp dump1.bin flash.bin
    head -c 8192 dump1.bin | tr '\0' '\1' > plain.bin
    board32 --flash=flash.bin --port=rfc2217 --fuses=crypt-count=1
    run --separate-stderr esp-read -p "$PORT" --size=64k -o saved.bin
    assert_success
    [[ $stderr == *": the flash is encrypted: this dump is of use on this chip only"* ]] ||
        fail "$stderr"
    esp-write -q -p "$PORT" saved.bin
    run --separate-stderr esp-write -p "$PORT" --offset=0x20000 plain.bin
    assert_failure 4
    assert_equal "${stderr_lines[0]}" "esp-write: $PORT: this chip decrypts what it reads from its flash, but not NVS, and nothing tells that plain.bin was encrypted by this chip; --force writes it all the same"
    esp-write -q -p "$PORT" --force --offset=0x20000 plain.bin
    run --separate-stderr esp-write -p "$PORT" --offset=0x20000 saved.bin
    assert_failure 4
    assert_regex "$stderr" "saved.bin was encrypted for the address from which it was read, and is of use there only; --force"
    board_stop
    for fuses in --fuses=crypt-count=1 --latency=0; do # encrypted and not
        run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --mac=24:0a:c4:16:45:d3 "$fuses" -- \
            esp-write --clone saved.bin
        assert_failure 4
        assert_regex "$stderr" "saved.bin was encrypted by another chip, and is of use on that chip only; --force"
    done
}

@test "esp32: whether ciphertext has a program is not told" {
    esp-mkflash random 512k > flash.bin
    board32 --flash=flash.bin --port=rfc2217 --fuses=crypt-count=1
    esp-read -q -p "$PORT" --size=64k -o saved.bin
    run --separate-stderr esp-write -p "$PORT" saved.bin
    assert_success
    [[ $stderr != *program* ]] || fail "$stderr"
}

@test "esp32: without a MAC address, nothing tells which chip encrypted a dump" {
    esp-mkflash random 512k > flash.bin
    on32() {
        run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 \
            --fuses=bad-mac-crc,crypt-count=1 -- "$@"
    }
    on32 esp-read -q --size=64k -o saved.bin
    assert_success
    on32 esp-write saved.bin
    assert_failure 4
    assert_regex "$stderr" "saved.bin is encrypted, and nothing tells that this chip encrypted it; --force"
}

# The chip is reset near the end of the run, and its application changes a byte of what was
# written.
@test "esp32: a reset at the end of a write is no success, unless the flash is right" {
    esp-mkflash esp32 256k 5 > before.bin
    esp-mkflash random 64k 6 | head -c 40k > image.bin
    for bytes in 47900 48050 48150 48250; do
        cp before.bin flash.bin
        run --separate-stderr esp-sim --chip=esp32 --port=rfc2217 --brown-out=$bytes:0x9001 --flash=flash.bin -- \
            esp-write --offset=0x8000 image.bin
        [ "$status" = 3 ] || { assert_success; cmp <(tail -c +32769 flash.bin | head -c 40k) image.bin; }
    done
}

@test "esp32: secure boot protects the bootloader, and nothing else" {
    esp-mkflash esp32 1M > flash.bin # with a table at 0x8000
    head -c 4096 /dev/zero | tr '\0' '\1' > small.bin
    board32 --flash=flash.bin --port=rfc2217 --fuses=secure-boot-v2
    run --separate-stderr esp-write -p "$PORT" --offset=0x7000 small.bin
    assert_failure 4
    assert_equal "${stderr_lines[0]}" "esp-write: $PORT: small.bin would replace the bootloader, and secure boot (v2) is on: this chip starts no bootloader that is not signed for it; --force writes it all the same"
    esp-write -q -p "$PORT" --offset=0 small.bin
    esp-write -q -p "$PORT" --offset=0x8000 small.bin
    esp-write -q -p "$PORT" --force --offset=0x7000 small.bin
}

@test "esp32: secure boot protects a long bootloader up to the table, wherever that is" {
    load ../lib/image
    load ../lib/parts
    load ../lib/partitions
    head -c 4096 /dev/zero | tr '\0' '\1' > small.bin
    for place in 0xb000 0x10000 none; do
        flash "$([ $place = none ] || table $place | sed '/nvs data\|otadata\|app0/d')"
        board32 --flash=flash.bin --port=rfc2217 --fuses=secure-boot-v2
        for offset in 0x8000 0xa000 0xb000 0xf000 0x10000; do
            run --separate-stderr esp-write -q -p "$PORT" --dry-run --offset=$offset small.bin
            if [ $((offset)) -lt $((${place/none/0x10000})) ]; then
                assert_equal "$place $offset $status" "$place $offset 4"
                assert_regex "$stderr" "small.bin may replace a part of the bootloader, and secure boot \(v2\) is on"
            else
                assert_equal "$place $offset $status" "$place $offset 0"
            fi
        done
        board_stop
    done
}

@test "esp32: secure boot lets the chip's own dump back to its place, and no other" {
    local mac=24:0a:c4:16:45:d3
    dump32 1
    cp dump1.bin flash.bin
    on32() { # FUSES MAC ESP-WRITE-OPTION...
        local fuses=$1 mac=$2
        shift 2
        run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 --fuses="$fuses" \
            --mac="$mac" -- "$@"
    }
    on32 secure-boot-v2 $mac esp-read -q -o saved.bin
    assert_success
    on32 secure-boot-v2 $mac esp-erase -q --offset=0x6000 --size=4k --force
    assert_success
    on32 secure-boot-v2 $mac esp-write saved.bin
    assert_success
    cmp dump1.bin flash.bin
    on32 secure-boot-v2 24:0a:c4:16:45:d4 esp-write --clone saved.bin
    assert_failure 4
    assert_regex "$stderr" "saved.bin would replace the bootloader, and secure boot"
    # What the chip had before secure boot was switched on has no signature.
    on32 no-jtag $mac esp-read -q -o before.bin
    on32 secure-boot-v2 $mac esp-write before.bin
    assert_failure 4
    cp saved.bin bare.bin
    on32 secure-boot-v2 $mac esp-write bare.bin
    assert_failure 4
    head -c 64k saved.bin > part.bin
    sed 's/ size=[0-9]*//; s/ sha256=[^ ]*//; s/$/ size=65536/' saved.bin.meta > part.bin.meta
    on32 secure-boot-v2 $mac esp-write part.bin
    assert_failure 4
}

@test "esp32: the digest of secure boot v1 at 0 is protected, too" {
    esp-mkflash blank 512k > flash.bin
    esp-mkflash random 64k | head -c 4096 > small.bin
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 \
        --fuses=secure-boot-v1 -- esp-write --offset=0 small.bin
    assert_failure 4
}

@test "esp32: an image of an ESP8266 is refused" {
    esp-mkflash blank 512k > flash.bin
    esp-mkflash firmware 512k > other.bin
    run --separate-stderr esp-sim --chip=esp32 --flash=flash.bin --port=rfc2217 -- \
        esp-write --offset=0x1000 other.bin
    assert_failure 4
}

@test "esp32: esp-reset" {
    esp-mkflash blank 512k > flash.bin
    board32 --flash=flash.bin --port=rfc2217
    run --separate-stderr esp-reset -p "$PORT" --bootloader
    assert_success
    [[ $output == *"chip=ESP32-D0WD-V3 "*" state=rom" ]] || fail "$output"
    run --separate-stderr esp-reset -p "$PORT"
    assert_success
    [[ $output != *state=* ]] || fail "$output"
}

# A flash that dies hangs the ROM, which waits for the flash for ever.
@test "esp32: a loader that hangs on a port without lines needs a reset by hand" {
    local by_hand="the loader no longer answers, and this port has no line to reset the board with: see to the cable, and reset the board into download mode by hand"
    esp-mkflash random 512k > flash.bin
    esp-mkflash random 64k 7 > image.bin
    board_start --chip=esp32 --boot=download --flash=flash.bin --flash-dies=20000:1
    run --separate-stderr esp-write -p "$PORT" --offset=0x10000 image.bin
    assert_failure 3
    assert_equal "${stderr_lines[-1]}" "esp-write: $PORT: $by_hand"
    board_stop
    run --separate-stderr esp-sim --chip=esp32 --boot=download --flash=flash.bin --unplug=60000 -- \
        esp-write -q --offset=0x10000 image.bin
    assert_failure 3
    [[ ${stderr_lines[-1]} == *": the flash may hold a part of it now: reset the board into download mode by hand, and then the same command again goes on from there" ]] ||
        fail "$stderr"
}
