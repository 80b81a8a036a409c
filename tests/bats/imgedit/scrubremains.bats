#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit --scrub: what old files and old values have left.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
}

# put OFFSET: writes standard input over dump.bin.
put() {
    dd of=dump.bin bs=1 seek=$(($1)) conv=notrunc status=none
}

# place TEXT: the offset of the text in dump.bin.
place() {
    LC_ALL=C grep -aboF -- "$1" dump.bin | head -1 | cut -d: -f1
}

# gone TEXT...: --scrub succeeds, and no text is left; the image is as sound as before, and
# its files are the same.
gone() {
    local text
    for text; do
        LC_ALL=C grep -qaF -- "$text" dump.bin || fail "the recipe does not have $text"
    done
    esp-imgedit -q --scrub -o scrubbed.bin dump.bin
    for text; do
        ! LC_ALL=C grep -qaF -- "$text" scrubbed.bin || fail "$text is left"
    done
    assert_equal "$(esp-imgedit --info scrubbed.bin | grep -c BROKEN)" "$(esp-imgedit --info dump.bin | grep -c BROKEN)"
    assert_equal "$(esp-imgedit --fs-list scrubbed.bin)" "$(esp-imgedit --fs-list dump.bin)"
}

# recipe_fat OPTIONS: a FAT with two files and a folder.
recipe_fat() {
    cat << END
size 1M
${RECIPE_BOOT/at 0/at 0x1000}
at 0x8000 table
  nvs data nvs 0x9000 0x3000
  ffat data fat 0x40000 0x60000
end
at 0x40000 fat size=0x60000 sector=512 cluster=4 $1
  A.TXT text "first file"
  FOLDER folder
  OLDNAME.TXT text "this file was deleted"
  B.TXT text "second file"
end
END
}

@test "esp-imgedit --scrub: FAT behind the end of files and folders, and deleted names" {
    cook dump.bin <<< "$(recipe_fat)"
    printf slack-of-a-file | put $(($(place "first file") + 600)) # in another sector
    printf near-the-end | put $(($(place "second file") + 11))
    printf behind-the-folder | put $(($(place "..  ") + 1024))
    printf '\xe5' | put "$(place "OLDNAME TXT")"
    gone slack-of-a-file near-the-end behind-the-folder "LDNAME TXT"
    esp-imgedit --fs-get=B.TXT scrubbed.bin | cmp - <(printf "second file")
}

@test "esp-imgedit --scrub: FAT in wear levelling, and the sector that is not used" {
    cook dump.bin <<< "$(recipe_fat "wear=yes dummy=7 moves=3" | sed 's/sector=512 cluster=4//')"
    printf unused-sector | put 0x47800
    printf slack-of-a-file | put $(($(place "first file") + 600))
    # Sectors of 512 bytes keep a copy of 4 KB behind FAT, which is made smaller here.  The first
    # sector lies behind the last 3.
    boot=$(($(place MSDOS5.0) - 3))
    printf '\x56\0' | put $((boot + 19))
    printf copy-of-a-sector | put $((boot - 0x1000 + 100))
    gone unused-sector slack-of-a-file copy-of-a-sector
    esp-imgedit --fs-get=A.TXT scrubbed.bin | cmp - <(printf "first file")
    printf '\x78\x56\x34\x12' | put $((boot - 0x2000))
    run -4 esp-imgedit --scrub -o scrubbed.bin dump.bin
    assert_output --partial "0x40000: the board was stopped while it wrote to FAT"
}

@test "esp-imgedit --scrub: FAT without a table, and what is cut of it" {
    local fat files options
    files='  A.TXT text "first file"
  B.TXT fill 8000 71
  C.TXT text "third file"
end'
    fat="at 0 fat size=0x10000
$files
at 0x10000 fat size=0x10000
$files"
    cook dump.bin <<< "$fat"
    seq 9999 | head -c 32768 >> dump.bin # something else stays
    esp-imgedit -q --scrub -o scrubbed.bin dump.bin
    cmp <(tail -c 32768 scrubbed.bin) <(tail -c 32768 dump.bin)
    assert_equal "$(esp-imgedit --fs-list scrubbed.bin)" "$(esp-imgedit --fs-list dump.bin)"
    assert_equal "$(LC_ALL=C grep -aobF "third file" scrubbed.bin)" "$(LC_ALL=C grep -aobF "third file" dump.bin)"
    for options in "dummy=6" "dummy=2 moves=3"; do
        cook whole.bin <<< "at 0 fat size=0x40000 wear=yes $options
$files"
        { seq 9999 | head -c 8192; cat whole.bin; seq 9999 | head -c 32768; } > dump.bin
        esp-imgedit -q --scrub -o scrubbed.bin dump.bin
        cmp <(tail -c 32768 scrubbed.bin) <(tail -c 32768 dump.bin)
        assert_equal "$(esp-imgedit --fs-get=C.TXT scrubbed.bin)" "third file"
        assert_equal "$(esp-imgedit --fs-get=B.TXT scrubbed.bin | tr -d q)" ""
        for size in 253952 249856; do # without the configuration and the second state
            rm -f scrubbed.bin
            head -c $size whole.bin > dump.bin
            run -4 esp-imgedit --scrub -o scrubbed.bin dump.bin
            assert_output --partial "FAT is cut, or lies in wear levelling"
            assert_not_exists scrubbed.bin
        done
    done
    cook dump.bin <<< "$(recipe_fat "wear=yes dummy=7" | sed 's/sector=512 cluster=4//')
cut 0x9d000"
    run -4 esp-imgedit --scrub -o scrubbed.bin dump.bin
    assert_output --partial "0x40000: FAT is cut, or lies in wear levelling"
}

@test "esp-imgedit --scrub: LittleFS, replaced and deleted files within the commits" {
    cook dump.bin <<< "$(recipe_espeasy "littlefs replaced=before-it-was-replaced deleted=deleted-text" |
        sed "s/config.dat .*/aconfig.txt text short/
            s/security.dat .*/zlong.txt text \"$(printf 'much %.0s' {1..30})end\"/")"
    printf behind-the-end | put $(($(place "much end") + 8))
    # The CRC's padding begins 8 bytes behind the structure of the last file.
    at=$(LC_ALL=C grep -aboP '\x02\0\0\0\x99\0\0\0' dump.bin | cut -d: -f1)
    printf padded | put $((at + 8 + 8))
    gone before-it-was-replaced deleted-text behind-the-end padded
    esp-imgedit --fs-get=aconfig.txt scrubbed.bin | cmp - <(printf short)
}

@test "esp-imgedit --scrub: a value that a file system's own bytes look like" {
    cook dump.bin <<< "$(recipe_espeasy littlefs "" | sed 's#name=Golden#name=littlefs/#')"
    gone rosebush-and-thorn
    cook dump.bin <<< "$(recipe_fat)
at 0x9000 nvs size=0x3000
  ns=wifi pswd=str:PASSWORD
end"
    sed -i 's/OLDNAME TXT/PASSWORDTXT/' dump.bin
    run -4 esp-imgedit --scrub -o scrubbed.bin dump.bin # the name of a file stays whole
    assert_output --partial "is left here"
}

@test "esp-imgedit --scrub: NVS, a password in two parts of a blob" {
    local text first
    # 7 entries are in front of the part, which fills the rest of the 126, its own included.
    first=$((118 * 32 - 9))
    text=$(printf 'rosebush-and-thorn' | od -An -tx1 | tr -d ' \n')
    cook dump.bin <<< "$(recipe_esp32 | sed "s/pswd=str:rosebush/pswd=str:rosebush-and-thorn/
        s/ns=unit .*/ns=unit note=blob:$(printf '20%.0s' $(seq $first))${text}20/")"
    esp-imgedit --scrub -o scrubbed.bin dump.bin
    esp-imgedit --nvs-get=unit/note scrubbed.bin > note
    grep -q "^\(20\)*\(2a\)\{18\}20$" note
    esp-imgedit --info scrubbed.bin
}

@test "esp-imgedit --scrub: no message has a key's or a file's name that is a password" {
    cook dump.bin <<< "$(recipe_esp32 | sed 's/ssid=str:garden/ssid=str:GardenNet24 GardenNet24psk=str:wheelbarrow-99/')"
    run -0 esp-imgedit --scrub -o scrubbed.bin dump.bin
    assert_output --partial "the value in NVS ***"
    refute_output --partial Garden
    ! grep -qa GardenNet24 scrubbed.bin
    # The value that the name has is found later.
    cook dump.bin <<< "$(recipe_esp32 | sed "s/pswd=str/GardenNet24psk=str/
        s/  app0/  nvs2 data nvs 0xfd000 0x3000\n&/; s/0xf0000/0xed000/")
at 0xfd000 nvs size=0x3000
  ns=wifi ssid=str:GardenNet24
end"
    run -0 esp-imgedit --scrub -o scrubbed.bin dump.bin
    assert_output --partial "the value in NVS ***"
    refute_output --partial Garden
}

@test "esp-imgedit --scrub: encrypted NVS goes together with the keys that the image has" {
    local keys recipe
    keys=$(printf '%02x' {1..64})
    recipe=$(recipe_esp32 | sed "s/nvs size=0x5000/& keys=$keys/")
    cook keys.bin <<< "at 0 nvskeys keys=$keys"
    # The board has its keys elsewhere: other values stay, and are encrypted.
    cook dump.bin <<< "$recipe"
    esp-imgedit --scrub --nvs-keys=keys.bin -o scrubbed.bin dump.bin
    assert_equal "$(esp-imgedit --nvs-get=wifi/channel --nvs-keys=keys.bin scrubbed.bin)" 6
    run -1 esp-imgedit --nvs-get=wifi/pswd --nvs-keys=keys.bin scrubbed.bin
    # Without its keys, the board could not read them: it starts as a new one.
    cook dump.bin <<< "$(sed "s/  app0/  nvs_keys data nvs_keys 0xe000 0x1000\n  plain data nvs 0xfd000 0x3000\n&/
        s/0xf0000/0xed000/" <<< "$recipe")
at 0xe000 nvskeys keys=$keys
at 0xfd000 nvs size=0x3000
  ns=plain pswd=str:wheelbarrow channel=u8:7
end"
    run -0 esp-imgedit --scrub --nvs-keys=keys.bin -o scrubbed.bin dump.bin
    assert_line --partial "0x9000-0xdfff: NVS as a whole, whose keys are blanked"
    cmp <(tail -c +$((0x9001)) scrubbed.bin | head -c $((0x6000))) \
        <(head -c $((0x6000)) /dev/zero | tr '\0' '\377')
    assert_equal "$(esp-imgedit --nvs-get=plain/channel --nvs-partition=plain scrubbed.bin)" 7
    run -1 esp-imgedit --nvs-get=plain/pswd --nvs-partition=plain scrubbed.bin
}

@test "esp-imgedit --scrub: Tasmota's texts without an end" {
    cook dump.bin <<< "$(recipe_tasmota | sed '/0xf8000/d; /0xf9000/d')"
    python3 - dump.bin << 'END'
import struct, sys, zlib
data = bytearray(open(sys.argv[1], "rb").read())
sector = data[0xFB000:0xFC000]
at = sector.index(b"Well\0") + 6
sector[at:0x2D2] = b"old-gate".ljust(0x2D2 - at, b"x")
sector[4092:] = struct.pack("<I", zlib.crc32(sector[:4092], 0xFFFFFFFF))
data[0xFB000:0xFC000] = sector
open(sys.argv[1], "wb").write(data)
END
    gone old-gate rosebush-and-thorn
}
