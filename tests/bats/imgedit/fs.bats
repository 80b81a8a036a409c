#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: files of file systems, listed and changed.

setup() {
    load ../lib/helper
    load ../lib/image
    load ../lib/settings
    common_setup
    mkdir site
    printf 'on Clock#Time do\nendon\n' > site/rules1.txt
    mkdir site/www
    head -c 20000 /dev/zero | tr '\0' w > site/www/index.html
    : > site/empty
    touch -d 2026-03-04T05:06:08Z site/rules1.txt site/empty site/www/index.html
}

# site_is ARCHIVE: the tar archive has what site/ has.
site_is() {
    rm -rf unpacked
    mkdir unpacked
    tar -C unpacked -xf "$1"
    diff -r site unpacked
}

# Each kind of new file system: options of --fs-mk.
KINDS=("spiffs --fs-like=esp-idf" "spiffs --fs-like=arduino8266" "littlefs --fs-like=esp-idf"
    "littlefs --fs-like=arduino8266" "fat --fs-like=esp-idf" "fat --fs-like=micropython"
    "fat --fs-like=micropython --fs-page=512 --fs-block=2048")

@test "fs: a folder becomes a file system of each kind, and comes out again" {
    local kind
    for kind in "${KINDS[@]}"; do
        # shellcheck disable=SC2086 # options
        esp-imgedit --fs-mk=$kind --fs-size=768k --fs-untar=site -o fs.bin
        [ "$(stat -c %s fs.bin)" = 786432 ]
        esp-imgedit --fs-tar fs.bin > site.tar
        site_is site.tar || fail "$kind"
        run -0 esp-imgedit --fs-check fs.bin
        assert_line --index 1 "  no damage"
        [ "$(esp-imgedit --fs-get=/rules1.txt fs.bin)" = "$(cat site/rules1.txt)" ]
    done
}

@test "fs: a tar archive, also a compressed one, is the same as a folder" {
    tar -C site -czf site.tgz .
    esp-imgedit --fs-mk=littlefs --fs-size=256k --fs-untar=site.tgz -o fs.bin
    esp-imgedit --fs-tar fs.bin > site.tar
    site_is site.tar
    tar -C site -cf - . | esp-imgedit --fs-mk=fat --fs-size=768k --fs-untar=- -o fs.bin
    esp-imgedit --fs-tar fs.bin > site.tar
    site_is site.tar
}

@test "fs: what is no file does not get in" {
    ln -s rules1.txt site/link
    run -2 esp-imgedit --fs-mk=littlefs --fs-size=256k --fs-untar=site -o fs.bin
    assert_output --partial "link is a link or a device"
    rm site/link
    tar -C site -cf bad.tar --transform='s,^,../,' rules1.txt -P
    run -2 esp-imgedit --fs-mk=littlefs --fs-size=256k --fs-untar=bad.tar -o fs.bin
    assert_output --partial "leads out of the archive"
    head -c 3000 site/www/index.html > noise
    run -2 esp-imgedit --fs-mk=littlefs --fs-size=256k --fs-untar=noise -o fs.bin
    assert_output --partial "--fs-untar: noise: "
    [ ! -e fs.bin ]
}

@test "fs: files are put, replaced and removed, and nothing else changes" {
    local kind
    for kind in "${KINDS[@]}"; do
        # shellcheck disable=SC2086 # options
        esp-imgedit --fs-mk=$kind --fs-size=768k --fs-untar=site -o fs.bin
        printf new > site/rules1.txt
        head -c 3000 /dev/urandom > site/www/app.js
        rm site/empty
        esp-imgedit --fs-put=/rules1.txt=site/rules1.txt --fs-put=www/app.js=site/www/app.js \
            --fs-rm=empty fs.bin | esp-imgedit --fs-tar > site.tar
        site_is site.tar || fail "$kind"
        rm site/www/app.js
        : > site/empty
        printf 'on Clock#Time do\nendon\n' > site/rules1.txt
        run -2 esp-imgedit --fs-rm=nothing -o none.bin fs.bin
        assert_output --regexp "^esp-imgedit: --fs-rm: nothing: there is no "
        [ ! -e none.bin ]
    done
}

@test "fs: a file that does not fit is refused with numbers, and the image stays" {
    local kind
    head -c 800000 /dev/urandom > large
    for kind in "${KINDS[@]}"; do
        # shellcheck disable=SC2086 # options
        esp-imgedit --fs-mk=$kind --fs-size=768k --fs-untar=site -o fs.bin
        cp fs.bin before.bin
        run -2 esp-imgedit --fs-put=large=large -o fs.bin fs.bin
        assert_output --regexp '^esp-imgedit: --fs-put: large: .*[0-9].* free'
        cmp fs.bin before.bin
    done
}

@test "fs: the list as lines and as JSON, with the time of each file" {
    esp-imgedit --fs-mk=fat --fs-size=768k --fs-untar=site -o fs.bin
    run -0 esp-imgedit --fs-list --porcelain fs.bin
    assert_line --regexp '^fs=fat offset=0 size=[0-9]+ used=[0-9]+ total=[0-9]+$'
    assert_line "file=rules1.txt size=23 time=2026-03-04T05:06:08Z"
    assert_line --regexp '^folder=www'
    esp-imgedit --fs-list --json fs.bin | jq -e '.filesystems[0] | .kind == "fat" and
        (.files[] | select(.path == "www/index.html") | .size == 20000 and .type == "file")'
    esp-imgedit --fs-list fs.bin | grep -q '^ *23  2026-03-04 05:06  rules1.txt$'
    # Times of ESP-IDF's SPIFFS.
    esp-imgedit --fs-mk=spiffs --fs-like=esp-idf --fs-size=512k --fs-untar=site -o fs.bin
    esp-imgedit --fs-list --porcelain fs.bin | grep -qx "file=rules1.txt size=23 time=2026-03-04T05:06:08Z"
}

@test "fs: several file systems: one has to be chosen" {
    esp-imgedit --fs-mk=fat --fs-like=micropython --fs-size=512k --fs-put=a.txt=site/rules1.txt -o two.bin
    esp-imgedit --fs-mk=littlefs --fs-size=256k --fs-put=a.txt=site/rules1.txt -o second.bin
    esp-imgedit --merge=0=two.bin --merge=0x80000=second.bin -o two.bin
    run -2 esp-imgedit --fs-put=b.txt=site/rules1.txt -o out.bin two.bin
    assert_output "esp-imgedit: --fs-put: the image has 2 file systems, fat at 0x0 and littlefs at 0x80000: choose one, for example with --fs=0x0"
    run -2 esp-imgedit --fs-get=a.txt -o out.bin two.bin
    assert_output --partial "two file systems have a file a.txt"
    [ ! -e out.bin ]
    for place in 0x80000 0x80000:0x40000 0x80000+256k; do
        esp-imgedit --fs=$place --fs-put=b.txt=site/rules1.txt -o out.bin two.bin
        cmp -n 524288 out.bin two.bin
        esp-imgedit --fs=0x80000 --fs-get=b.txt out.bin | cmp - site/rules1.txt
    done
    run -1 esp-imgedit --fs=0x81000 --fs-list two.bin
    assert_output "esp-imgedit: --fs-list: there is no file system at 0x81000"
}

@test "fs: in a dump the partition is found, by its name, too" {
    cook dump.bin <<< "$RECIPE_DUMP
at 0x290000 littlefs size=0x170000
  index.html text hello
end"
    esp-imgedit --fs=spiffs --fs-put=index.html=site/rules1.txt -o out.bin dump.bin
    cmp -n $((0x290000)) out.bin dump.bin
    esp-imgedit --fs-get=index.html out.bin | cmp - site/rules1.txt
    esp-imgedit --info out.bin
    # A new one of another kind, in the place of the old one.
    esp-imgedit --fs=spiffs --fs-mk=spiffs --fs-like=arduino32 --fs-untar=site -o out.bin dump.bin
    esp-imgedit --fs-tar out.bin > site.tar
    site_is site.tar
}

@test "fs: --fs-mk does not replace what is no file system" {
    cook dump.bin <<< "$RECIPE_DUMP
at 0x290000 littlefs size=0x170000
  index.html text hello
end"
    run -4 esp-imgedit --fs=app0 --fs-mk=littlefs -o out.bin dump.bin
    assert_output --partial "has something that is no file system; use --force to replace it"
    [ ! -e out.bin ]
    esp-imgedit --fs=app0 --fs-mk=littlefs --force -o out.bin dump.bin
    run -2 esp-imgedit --fs-mk=littlefs -o out.bin dump.bin
    assert_output --partial "name a partition or a range with --fs, or the size with --fs-size"
    # What lies behind the old file system is not overwritten either.
    esp-imgedit --fs=0x290000+0x100000 --fs-mk=littlefs -o old.bin dump.bin
    esp-imgedit --fill=0x390000+0x1000=0x5a -o old.bin old.bin
    run -4 esp-imgedit --fs=spiffs --fs-mk=littlefs -o out2.bin old.bin
    run -2 esp-imgedit --fs=spiffs --fs-size=2M --fs-mk=littlefs -o out2.bin dump.bin
    assert_output --partial "are more than the 0x170000 of spiffs"
    [ ! -e out2.bin ]
    run -2 esp-imgedit --fs=spiffs --fs-mk=ntfs -o out.bin dump.bin
    assert_output "esp-imgedit: --fs-mk: 'ntfs' is not spiffs, littlefs or fat"
    run -2 esp-imgedit --fs-mk=fat --fs-size=512k -o out.bin
    assert_output --partial "FAT needs 128 sectors of 4096 bytes besides those of wear levelling, and there is room for 124"
    run -2 esp-imgedit --fs=spiffs --fs-mk=fat --fs-like=tasmota32 -o out.bin dump.bin
    assert_output "esp-imgedit: --fs-like: there is no firmware 'tasmota32' that uses fat"
}

@test "fs: a SPIFFS without files does not show how its firmware stores them" {
    cook fs.bin <<< "size 0x80000
at 0 spiffs size=0x80000
end"
    run -2 esp-imgedit --fs-put=a=site/rules1.txt -o out.bin fs.bin
    assert_output --partial "no file of this SPIFFS has contents"
    assert_output --partial "--fs-like=FIRMWARE tells"
    esp-imgedit --fs-like=arduino32 --fs-put=a=site/rules1.txt -o out.bin fs.bin
    esp-imgedit --fs-get=a out.bin | cmp - site/rules1.txt
}

@test "fs: a SPIFFS whose files do not show clearly how its firmware stores them" {
    esp-imgedit --fs-mk=spiffs --fs-like=esp-idf --fs-size=256k --fs-put=a=site/rules1.txt -o fs.bin
    # The file's time looks like the number of its page, 2, and a stray number follows.
    esp-imgedit --patch=0x12d=0200 --patch=0x133=3412 -o fs.bin fs.bin
    run -2 esp-imgedit --fs-put=b=site/rules1.txt -o out.bin fs.bin
    assert_output "esp-imgedit: --fs-put: b: the files of this SPIFFS do not show clearly how its firmware stores them; --fs-like=FIRMWARE tells"
    [ ! -e out.bin ]
    esp-imgedit --fs-like=esp-idf --fs-put=b=site/rules1.txt -o out.bin fs.bin
    esp-imgedit --fs-list --porcelain out.bin | grep -qx "file=b size=23 time=2026-03-04T05:06:08Z"
}

@test "fs: a SPIFFS without magic does not show its blocks" {
    cook fs.bin <<< "size 0x20000
at 0 spiffs size=0x20000 block=8192 magic=no
  a.txt fill 600 61
end"
    run -4 esp-imgedit --fs-put=/b=site/rules1.txt -o out.bin fs.bin
    assert_output --partial "this SPIFFS has no magic, so the size of its blocks is a guess; --fs-like=FIRMWARE tells"
    [ ! -e out.bin ]
}

@test "fs: a SPIFFS of which a part is missing is refused" {
    esp-imgedit --fs-mk=spiffs --fs-like=esp-idf --fs-size=512k --fs-untar=site -o fs.bin
    head -c 64k fs.bin > cut.bin
    run -4 esp-imgedit --fs-put=/b=site/rules1.txt -o out.bin cut.bin
    run -4 esp-imgedit --force --fs-put=/b=site/rules1.txt -o out.bin cut.bin
    assert_output --partial "the image ends before the file system: read the whole partition"
    # A block that a mount erases is no place for a file.
    esp-imgedit --patch=0x7f0fc=0000 -o one.bin fs.bin
    esp-imgedit --fs-put=/b=site/www/index.html -o out.bin one.bin
    run -0 esp-imgedit --fs-check out.bin
    assert_line --index 1 "  no damage"
}

@test "fs: files that share clusters are not changed, and a folder without clusters is survived" {
    mkdir two
    head -c 9000 /dev/zero | tr '\0' a > two/a
    head -c 9000 /dev/zero | tr '\0' b > two/b
    esp-imgedit --fs-mk=fat --fs-like=micropython --fs-size=512k --fs-untar=two -o fs.bin
    # The second entry of the root folder begins with the first entry's cluster.
    esp-imgedit --patch=0x303a="$(tail -c +$((0x301b)) fs.bin | head -c 2 | od -An -tx1 | tr -d " ")" -o bad.bin fs.bin
    run -1 esp-imgedit --fs-check bad.bin
    run -4 esp-imgedit --fs-rm=b -o out.bin bad.bin
    assert_output --partial "the file system is damaged"
    [ ! -e out.bin ]
    mkdir -p three/d
    esp-imgedit --fs-mk=fat --fs-like=micropython --fs-size=512k --fs-untar=three -o fs.bin
    esp-imgedit --patch=0x3001=00 -o bad.bin fs.bin
    run -1 esp-imgedit --fs-check bad.bin
    assert_output --partial "a name has the byte 0x00"
    esp-imgedit --patch=0x301a=0000 -o bad.bin fs.bin
    run -1 esp-imgedit --fs-check bad.bin
    run -4 esp-imgedit --fs-put=x=two/a -o out.bin bad.bin
    esp-imgedit --patch=0x301a=e00f -o bad.bin fs.bin
    run -2 esp-imgedit --force --fs-put=d/x=two/a -o out.bin bad.bin
    assert_output --partial "no room"
}

@test "fs: the blank end that Intel HEX leaves out" {
    local kind
    for kind in littlefs fat; do
        esp-imgedit --fs-mk=$kind --fs-like=micropython --fs-size=512k --fs-untar=site -o fs.bin
        esp-imgedit --format=hex -o fs.hex fs.bin
        esp-imgedit --fs-put=b=site/rules1.txt -o out.bin fs.hex
        esp-imgedit --fs-put=b=site/rules1.txt -o want.bin fs.bin
        cmp out.bin want.bin
    done
}

@test "fs: a damaged file system is left alone, unless --force is given" {
    esp-imgedit --fs-mk=fat --fs-like=micropython --fs-size=512k --fs-untar=site -o fs.bin
    # The chains of all files lead to free clusters.
    esp-imgedit --patch=0x1003="00 00 00 00 00 00" -o bad.bin fs.bin
    run -1 esp-imgedit --fs-check bad.bin
    assert_output --partial "BROKEN: "
    run -4 esp-imgedit --fs-tar -o out bad.bin
    assert_output --partial "use --force to have the other files"
    [ ! -e out ]
    run -0 esp-imgedit --fs-tar --force -o out bad.bin
    printf 'x' > site/x
    # SPIFFS: two blocks have lost their magic.
    esp-imgedit --fs-mk=spiffs --fs-like=esp-idf --fs-size=512k --fs-untar=site -o fs.bin
    esp-imgedit --patch=0x10fc=0000 --patch=0x20fc=0000 -o bad.bin fs.bin
    run -1 esp-imgedit --fs-check bad.bin
    assert_line "  0x1000: BROKEN: 2 blocks have no magic; a mount fails, and most firmwares format anew"
    run -4 esp-imgedit --fs-put=b=site/x -o out.bin bad.bin
    assert_line --partial "use --fs-check to see all damage, and --force to change the file system as it is"
    [ ! -e out.bin ]
    esp-imgedit --force --fs-put=b=site/x -o out.bin bad.bin
    esp-imgedit --fs-get=b out.bin | cmp - site/x
}

@test "fs: a read-only file in FAT is left alone, unless --force is given" {
    local edit
    esp-imgedit --fs-mk=fat --fs-like=micropython --fs-size=512k --fs-put=a=site/rules1.txt -o fs.bin
    esp-imgedit --patch=0x300b=21 -o fs.bin fs.bin
    for edit in fs-put=a=site/empty fs-rm=a; do
        run -4 esp-imgedit --$edit -o out.bin fs.bin
        assert_output "esp-imgedit: --${edit%%=*}: a: the file is read-only
esp-imgedit: --${edit%%=*}: use --force to change it all the same"
        [ ! -e out.bin ]
        run -0 esp-imgedit --force --$edit -o out.bin fs.bin
        rm out.bin
    done
}

@test "fs: a path that ends with a slash is no file's" {
    local kind
    for kind in "${KINDS[@]}"; do
        # shellcheck disable=SC2086 # options
        esp-imgedit --fs-mk=$kind --fs-size=768k --fs-put=d=site/rules1.txt -o fs.bin
        for edit in fs-put=d/=site/empty fs-put=new/=site/empty fs-rm=d/; do
            run -2 esp-imgedit --$edit -o out.bin fs.bin
            [ ! -e out.bin ] || fail "$kind $edit"
        done
        run -1 esp-imgedit --fs-get=d/ fs.bin
    done
}

@test "fs: FAT of a size that FatFs takes for another type is not made" {
    run -2 esp-imgedit --fs-mk=fat --fs-like=micropython --fs-size=$((4094 * 4096)) -o fs.bin
    assert_output "esp-imgedit: --fs-mk: FAT with just 4085 clusters would be FAT12 for the firmware and FAT16 for a computer: choose another size"
    [ ! -e fs.bin ]
}

@test "fs: options that do not go together" {
    esp-imgedit --fs-mk=fat --fs-size=768k -o fs.bin
    run -2 esp-imgedit --fs-size=256k fs.bin
    assert_output --partial "--fs-size is an option for --fs-mk"
    run -2 esp-imgedit --fs=0 fs.bin
    assert_output --partial "--fs is an option for --fs-list, --fs-get, --fs-put and the like"
    run -2 esp-imgedit --fs-like=esp-idf fs.bin
    assert_output --partial "--fs-like is an option for --fs-mk, --fs-put, --fs-rm and --fs-untar"
    run -2 esp-imgedit --fs-list --fs-check fs.bin
    run -2 esp-imgedit --fs-put=nothing fs.bin
    assert_output --partial "the argument does not have the form PATH=FILE"
    run -2 esp-imgedit --fs-tar --patch=0=00 -o out fs.bin
    assert_output --partial "no edit is possible after --fs-get and --fs-tar"
}
