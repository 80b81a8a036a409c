#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The libraries that configure looks for are the ones that the lists of packages have.

setup() {
    load ../lib/helper
    common_setup
    [ -e "$ESP_SRCDIR/debian/control" ] || skip "the sources have no folder debian"
}

# The libraries of build-aux/packages, by their packages' names.  libc comes with the compiler.
libraries_listed() {
    awk '$1 == "build" && $2 ~ /-dev$/ && $2 != "libc6-dev" { print $2 }' "$ESP_SRCDIR/build-aux/packages" | sort
}

@test "depends: debian/control has the libraries of build-aux/packages" {
    sed -n '/^Build-Depends:/,/^[A-Z].*[^,]$/p' "$ESP_SRCDIR/debian/control" | sed -nE 's/^ (\S+-dev)\b.*/\1/p' | sort > debian
    [ -s debian ]
    assert_equal "$(cat debian)" "$(libraries_listed)"
}

@test "depends: the RPM packages are built with what configure asks pkg-config for" {
    sed -nE 's/.*PKG_CHECK_MODULES\(\[[A-Z]+\], \[([a-z0-9-]+).*/\1/p' "$ESP_SRCDIR/configure.ac" | sort > asked
    sed -nE 's/^BuildRequires: +pkgconfig\((.*)\).*/\1/p' "$ESP_SRCDIR/packaging/esputils.spec" | sort > required
    [ -s asked ]
    assert_equal "$(cat required)" "$(cat asked)"
}

@test "depends: build-aux/packages has as many libraries as configure looks for" {
    # gensio has two libraries in one package, and is found without pkg-config.
    asked=$(grep -c PKG_CHECK_MODULES "$ESP_SRCDIR/configure.ac")
    assert_equal "$(libraries_listed | wc -l)" $((asked + 1))
}
