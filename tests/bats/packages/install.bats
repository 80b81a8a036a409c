#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# make install and make uninstall; what packages and releases are made of.

setup() {
    load ../lib/helper
    common_setup
    unset MAKEFLAGS MFLAGS MAKELEVEL
    root="$PWD/a root"
}

# in_build GOAL...: stripped programs, because debug information has the paths of the build.
in_build() {
    make --silent -C "$ESP_BUILDDIR" DESTDIR="$root" prefix=/usr INSTALL_PROGRAM='install -s' "$@" > /dev/null
}

@test "install: a folder whose name has a space; uninstall leaves nothing" {
    in_build install install-sim
    [ -x "$root/usr/bin/esp-read" ] && [ -x "$root/usr/bin/esp-sim" ]
    [ -e "$root/usr/share/esputils/fleet/lib.sh" ] && [ -e "$root/usr/share/man/man1/esp-sim.1" ]
    in_build uninstall uninstall-sim
    assert_equal "$(find "$root" ! -type d)" ""
    assert_equal "$(find "$root" -type d -name '*esp*')" ""
}

@test "install: the modes are right, and no file has a path of the build" {
    (umask 022 && in_build install install-sim)
    assert_equal "$(find "$root" -type d ! -perm 755 -o -type f ! -perm 644 ! -perm 755)" ""
    for file in "$root"/usr/bin/* "$root"/usr/share/esputils/{esptool-shim,fleet/fleet-board}; do
        [ -x "$file" ] || fail "$file cannot be executed"
    done
    run grep -rlF -e "$ESP_BUILDDIR" -e "$(cd "$ESP_SRCDIR" && pwd)" -e "$root" "$root"
    assert_equal "$output" ""
}

@test "install: the texts name the places of this installation" {
    in_build install
    run grep -rlF /usr/local/share/esputils "$root"
    assert_equal "$output" ""
    grep -q '^\.B make .*-f /usr/share/esputils/fleet.mk$' "$root/usr/share/man/man7/esp-fleet.7"
    grep -q '/usr/share/esputils/esptool-shim' "$root/usr/share/doc/esputils/cookbook.md"
    for file in bin/esputils share/doc/esputils/README.md share/doc/esputils/cookbook.md share/esputils/ser2net.yaml; do
        grep -q 'make -f /usr/share/esputils/fleet.mk ' "$root/usr/$file" || fail "$file has another place"
    done
    # The short form works only where the file is.
    run grep -rEl 'make .*-f fleet\.mk' "$root"
    assert_equal "$output" ""
}

@test "install: a place whose name has characters that sed would change" {
    in_build install pkgdatadir='/opt/R&D|x/esputils'
    grep -qF '/opt/R&D|x/esputils/esptool-shim' "$root/usr/share/doc/esputils/cookbook.md"
    [ -z "$(grep -F /usr/local/share/esputils "$root/usr/share/doc/esputils/cookbook.md")" ]
}

@test "install: each program has a manual page and completions" {
    in_build install
    for program in "$root"/usr/bin/*; do
        name=$(basename "$program")
        for file in man/man1/$name.1 bash-completion/completions/$name \
            zsh/site-functions/_$name fish/vendor_completions.d/$name.fish; do
            [ -s "$root/usr/share/$file" ] || fail "$name: no $file"
        done
    done
}

@test "install: the installed programs work, and so does fleet.mk" {
    in_build install install-sim
    PATH="$root/usr/bin:$PATH"
    unset ESPPORT
    esp-mkflash "$FIRMWARE" 512k > flash.bin
    esp-sim --flash=flash.bin -- sh -c 'make -s -f "$1/usr/share/esputils/fleet.mk" backup PORTS="$ESPPORT"' sh "$root"
    gunzip < "$(echo backups/*/latest)" | cmp - flash.bin
}

@test "packages: the version is the same in all of them" {
    version=$(sed -n 's/^AC_INIT(\[esputils\], \[\([^]]*\)\].*/\1/p' "$ESP_SRCDIR/configure.ac")
    assert_equal "$(sed -n 's/^Version: *//p' "$ESP_SRCDIR/packaging/esputils.spec")" "$version"
    [[ "$(head -n 1 "$ESP_SRCDIR/debian/changelog")" == "esputils ($version) "* ]]
    [[ "$(grep -m 1 '^\* ' "$ESP_SRCDIR/NEWS")" == "* Version $version ("* ]]
}

# FreeBSD's od and macOS's print other numbers of blanks than GNU's.
@test "build: the stub's array is the same whatever blanks od prints" {
    local real stub=$ESP_SRCDIR/stub/bin/esp8266.bin
    real=$(command -v od)
    mkdir other
    printf '#!/bin/sh\n%s "$@" | sed "s/ \\(..\\)/  \\1/g; s/^/         /; s/\$/  /"\n' "$real" > other/od
    chmod +x other/od
    sh "$ESP_SRCDIR/build-aux/bin2c" "$stub" array header.h > one.c
    PATH="$PWD/other:$PATH" sh "$ESP_SRCDIR/build-aux/bin2c" "$stub" array header.h > two.c
    for file in one.c two.c; do
        [ "$(grep -o '0x[0-9a-f][0-9a-f],' "$file" | tr -d 'x,\n' | sed 's/0\(..\)/\1/g')" = \
            "$("$real" -An -v -tx1 "$stub" | tr -d ' \n')" ] || fail "$file"
        [ -z "$(sed '1,/{$/d; /^};/,$d; s/0x[0-9a-f][0-9a-f],//g' "$file" | tr -d ' \n')" ] || fail "$file has more"
    done
}
