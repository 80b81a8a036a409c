#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# esp-imgedit: the names of files in file systems, and on their way from and to archives.

setup() {
    load ../lib/helper
    common_setup
    mkdir -p site/www
    printf 'on Clock#Time do\nendon\n' > site/rules1.txt
    head -c 20000 /dev/zero | tr '\0' w > site/www/index.html
    : > site/empty
}

# names_of FOLDER: the names of all files, sorted, as bytes.
names_of() {
    (cd "$1" && find . -type f -printf '%P\n' | LC_ALL=C sort)
}

@test "fs: names that are not ASCII come out as they went in, in any locale" {
    local kind like=micropython format long
    long="ö/$(printf 'ü%.0s' {1..60})"
    mkdir -p named/ö
    printf 1 > named/ä.txt
    printf 2 > $'named/a\xcc\x88-in-two-parts' # another name than ä
    printf 3 > "named/$long"
    for kind in littlefs fat spiffs; do
        if [ $kind = spiffs ]; then
            rm "named/$long" # too long for SPIFFS
            like=esp-idf
        fi
        for format in gnu pax; do
            LC_ALL=C.UTF-8 tar --format=$format -C named -cf in.tar .
            esp-imgedit --fs-mk=$kind --fs-like=$like --fs-size=768k --fs-untar=in.tar -o fs.bin
            esp-imgedit --fs-mk=$kind --fs-like=$like --fs-size=768k --fs-untar=named -o same.bin
            LC_ALL=C.UTF-8 esp-imgedit --fs-tar fs.bin > out.tar
            esp-imgedit --fs-tar same.bin | cmp - out.tar
            rm -rf unpacked
            mkdir unpacked
            tar -C unpacked -xf out.tar
            [ "$(names_of unpacked)" = "$(names_of named)" ] || fail "$kind $format"
        done
        [ "$(esp-imgedit --fs-get=ä.txt fs.bin)" = 1 ]
    done
}

@test "fs: names that are not UTF-8 come out as they went in, and FAT refuses them" {
    local kind format
    mkdir named
    printf 1 > $'named/a\xe4.txt' || skip "this file system has only names in UTF-8"
    for format in gnu pax; do
        tar --format=$format -C named -cf in.tar .
        for kind in littlefs spiffs; do
            esp-imgedit --fs-mk=$kind --fs-like=esp-idf --fs-size=256k --fs-untar=in.tar -o fs.bin
            esp-imgedit --fs-tar fs.bin > out.tar
            [ "$(tar xOf out.tar $'a\xe4.txt')" = 1 ] || fail "$kind $format"
        done
        run -2 esp-imgedit --fs-mk=fat --fs-size=768k --fs-untar=in.tar -o none.bin
        assert_output --partial "the name is not UTF-8"
    done
}

@test "fs: a name that a tar archive would change is left out, and the others come" {
    local name
    esp-imgedit --fs-mk=spiffs --fs-like=esp-idf --fs-size=256k --fs-put=good=site/rules1.txt -o good.bin
    # The second file is called /xxxx, and then as below.
    esp-imgedit --fs-put=xxxx=site/rules1.txt -o fs.bin good.bin
    for name in "/../" "/./x" "/a/.." "/dir/" "/good"; do
        NAME=$name perl -0pe 's,/xxxx,$ENV{NAME} . "\0" x (5 - length $ENV{NAME}),e' fs.bin > bad.bin
        run -4 esp-imgedit --fs-tar -o none.tar bad.bin
        assert_line --index 1 "esp-imgedit: --fs-tar: use --force to have the other files"
        run -0 esp-imgedit --force --fs-tar -o some.tar bad.bin
        [ "$(tar tf some.tar)" = good ] || fail "$name"
        rm some.tar
    done
    assert_line --index 0 "esp-imgedit: --fs-tar: the file good is there twice, and is left out"
}

# archive MEMBER...: prints a tar archive of files with these names, in this order, each of which
# contains its number.
archive() {
    python3 - "$@" <<'END'
import io, sys, tarfile
with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.GNU_FORMAT) as tar:
    for number, name in enumerate(sys.argv[1:]):
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(str(number).encode()))
END
}

@test "fs: two files of an archive that would be one on the flash are refused" {
    local kind names
    while read -r kind names; do
        # shellcheck disable=SC2086 # two names
        archive $names > in.tar
        run -2 esp-imgedit --fs-mk="$kind" --fs-like=esp-idf --fs-size=768k --fs-untar=in.tar -o none.bin
        assert_output "esp-imgedit: --fs-untar: ${names% *} and ${names#* } would be the same file in $kind"
        [ ! -e none.bin ]
    done <<'END'
fat readme.txt README.TXT
fat ö/ä.txt Ö/Ä.txt
fat a//b a/b
fat ./a a
littlefs a//b a/b
littlefs ./a /a
spiffs /a a
spiffs ./a a
END
    archive longname7.txt LONGNA~1.TXT > in.tar
    run -2 esp-imgedit --fs-mk=fat --fs-size=768k --fs-untar=in.tar -o none.bin
    assert_output "esp-imgedit: --fs-untar: LONGNA~1.TXT: LONGNA~1.TXT is the short name of 'longname7.txt', and only the long name is taken"
    # Names that differ on the flash, too.
    archive readme.txt README.TXT > in.tar
    for kind in littlefs spiffs; do
        esp-imgedit --fs-mk=$kind --fs-like=esp-idf --fs-size=256k --fs-untar=in.tar -o fs.bin
        [ "$(esp-imgedit --fs-get=readme.txt fs.bin)$(esp-imgedit --fs-get=README.TXT fs.bin)" = 01 ]
    done
    archive a//b a/b > in.tar
    esp-imgedit --fs-mk=spiffs --fs-like=esp-idf --fs-size=256k --fs-untar=in.tar -o fs.bin
    [ "$(esp-imgedit --fs-get=a//b fs.bin)$(esp-imgedit --fs-get=a/b fs.bin)" = 01 ]
    # The same name again is a later state of the file.
    archive a b a > in.tar
    for kind in littlefs spiffs fat; do
        esp-imgedit --fs-mk=$kind --fs-like=esp-idf --fs-size=768k --fs-untar=in.tar -o fs.bin
        [ "$(esp-imgedit --fs-get=a fs.bin)" = 2 ]
    done
}

@test "fs: a file is found under the names by which it is written" {
    esp-imgedit --fs-mk=fat --fs-like=esp-idf --fs-size=768k --fs-put=Dir/ä-longname.txt=site/rules1.txt -o fs.bin
    esp-imgedit --fs-get=/dir//Ä-LongName.TXT fs.bin | cmp - site/rules1.txt
    run -1 esp-imgedit --fs-get=/dir/__-lon~1.TXT fs.bin
    assert_output "esp-imgedit: --fs-get: /dir/__-lon~1.TXT is the short name of 'Dir/ä-longname.txt', and only the long name is taken"
    run -1 esp-imgedit --fs-get=__-LON~1.TXT fs.bin
    assert_output "esp-imgedit: --fs-get: no file system has a file __-LON~1.TXT"
    run -2 esp-imgedit --fs-put=dir/__-LON~1.TXT=site/empty -o out.bin fs.bin
    assert_output --partial "__-LON~1.TXT is the short name of 'ä-longname.txt'"
    esp-imgedit --fs-mk=littlefs --fs-like=esp-idf --fs-size=256k --fs-put=a/b=site/rules1.txt -o fs.bin
    esp-imgedit --fs-get=a//b fs.bin | cmp - site/rules1.txt
}

@test "fs: a file that SPIFFS has twice, with and without a slash, is damage" {
    esp-imgedit --fs-mk=spiffs --fs-like=esp-idf --fs-size=256k --fs-put=a=site/rules1.txt \
        --fs-put=bb=site/empty -o fs.bin
    perl -0pe 's,/bb\0,a\0\0\0,' fs.bin > bad.bin
    run -1 esp-imgedit --fs-check bad.bin
    assert_line "  0x0: BROKEN: the file 'a' is there twice; a mount does nothing"
    run -4 esp-imgedit --fs-get=a bad.bin
    run -4 esp-imgedit --fs-put=a=site/empty -o out.bin bad.bin
    [ ! -e out.bin ]
    perl -0pe 's,/bb\0,c\0\0\0,' fs.bin > good.bin
    esp-imgedit --fs-check good.bin
}

@test "fs: names and paths that FAT cannot have, or only just" {
    local long name
    esp-imgedit --fs-mk=fat --fs-like=micropython --fs-size=512k --fs-untar=site -o fs.bin
    for name in www/. www/.. ../x "a:b" "trailing." $'\xff'; do
        run -2 esp-imgedit --fs-put="$name=site/rules1.txt" -o out.bin fs.bin
        run esp-imgedit --fs-rm="$name" -o out.bin fs.bin
        [ "$status" = 2 ]
    done
    [ ! -e out.bin ]
    long=$(printf 'n%.0s' {1..255})
    for name in "$long" "😀.txt" "Ünïcode ☃.txt"; do
        esp-imgedit --fs-put="$name=site/rules1.txt" --fs-put="$name=site/www/index.html" fs.bin |
            esp-imgedit --fs-get="$name" | cmp - site/www/index.html
    done
    run -2 esp-imgedit --fs-put="${long}n=site/rules1.txt" -o out.bin fs.bin
    # Names that begin alike.
    mkdir many
    for name in {1..40}; do
        echo "$name" > "many/a long name with the number $name.txt"
    done
    esp-imgedit --fs-untar=many/ fs.bin | esp-imgedit --fs-tar > all.tar
    assert_equal "$(tar tf all.tar | grep -c '^a long name')" 40
    [ "$(tar xOf all.tar 'a long name with the number 37.txt')" = 37 ]
}
