#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# make release refuses a tree that is not ready.  HACKING.md tells how a release is made.

bats_require_minimum_version 1.5.0

# A small checkout with what build-aux/release looks at.
setup() {
    load ../lib/helper
    common_setup
    mkdir -p tree/build-aux tree/debian tree/packaging
    cp "$ESP_SRCDIR/build-aux/release" tree/build-aux
    cd tree
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
    echo 'AC_INIT([esputils], [1.2], [], [esputils])' > configure.ac
    printf 'esputils NEWS\n\n* Version 1.2 (2027-01-31)\n' > NEWS
    echo 'esputils (1.2) unstable; urgency=medium' > debian/changelog
    printf '%s\n' 'Version:        1.2' '%changelog' '* Sun Jan 31 2027 A - 1.2-1' '- All is new.' \
        '* Sat Jan 30 2027 A - 1.1-1' > packaging/esputils.spec
    # Stands in for a tree that can be built: each run would take minutes.
    cat > bootstrap <<'SH'
#!/bin/sh
cat > configure <<'CONFIGURE'
#!/bin/sh
cat > Makefile <<'MAKEFILE'
dist:
	mkdir esputils-1.2 && git -C .. log > esputils-1.2/ChangeLog
	test ! -e ../unstable || pwd > esputils-1.2/place
	tar -cf - esputils-1.2 | xz > esputils-1.2.tar.xz && rm -r esputils-1.2
check:
	echo tests $(TESTS) && test ! -e ../unsteady
distcheck:
	echo checks $(TESTS) && test ! -e ../broken
	test ! -e ../meanwhile || git -C "$$(git -C .. config remote.origin.url)" commit -q --allow-empty -m later
MAKEFILE
CONFIGURE
chmod +x configure
SH
    # What failed beside others passes alone, unless the file says otherwise.
    printf '#!/bin/sh\ngrep -q ^tests "$1" && test ! -e "$2/../failing"\n' > build-aux/check-again
    chmod +x bootstrap build-aux/check-again
    git init -q
    commit
}

commit() {
    git add -A
    git -c user.name=Test -c user.email=test@localhost commit -qm "${1:-first}"
}

release() {
    run --separate-stderr build-aux/release "$PWD/../out" "$@"
}

@test "release: a tarball that does not depend on the folder, and its check sum" {
    need git
    release
    assert_success
    assert_equal "$(ls ../out)" $'SHA256SUMS\nesputils-1.2.tar.xz'
    (cd ../out && sha256sum --quiet -c SHA256SUMS)
    assert_equal "$(tar -tvf ../out/esputils-1.2.tar.xz | awk '{ print $2 }' | sort -u)" 0/0
    assert_equal "$(git tag)" ""
    assert_output --partial "make release TAG=yes, or git tag -s v1.2; then git push origin v1.2"
}

@test "release: TAG=yes makes an annotated tag, and only after all checks" {
    touch broken
    commit
    export GIT_COMMITTER_NAME=Test GIT_COMMITTER_EMAIL=test@localhost
    release yes
    assert_failure 1
    assert_equal "$(git tag)" ""
    [ ! -e ../out ]
    git rm -q broken
    commit
    release yes
    assert_success
    assert_equal "$(git cat-file -t v1.2)" tag
    release
    assert_failure 1
    assert_equal "$stderr" "release: the tag v1.2 exists: configure.ac needs a new version"
}

@test "release: a commit that is made meanwhile is not in the tarball, and has no tag" {
    local first
    export GIT_COMMITTER_NAME=Test GIT_COMMITTER_EMAIL=test@localhost GIT_AUTHOR_NAME=Test GIT_AUTHOR_EMAIL=test@localhost
    touch meanwhile
    commit
    first=$(git rev-parse HEAD)
    release yes
    assert_success
    assert_equal "$(git log -1 --format=%s)" later
    assert_equal "$(git rev-parse 'v1.2^{commit}')" "$first"
    assert_equal "$(tar -xOf ../out/esputils-1.2.tar.xz esputils-1.2/ChangeLog | head -n 1)" "commit $first"
}

@test "release: a test that fails gets a second chance" {
    touch unsteady
    commit
    release
    assert_success
    touch failing
    commit
    rm -r ../out
    release
    assert_failure 1
    [ ! -e ../out ]
}

@test "release: files that are not committed are named" {
    echo >> NEWS
    touch new
    release
    assert_failure 1
    assert_equal "$stderr" $'release: these files are not committed:\n M NEWS\n?? new'
}

@test "release: the versions must agree" {
    sed -i 's/2027-01-31/unreleased/' NEWS
    sed -i 's/unstable/UNRELEASED/' debian/changelog
    sed -i '1s/1\.2/1.1/; s/1\.2-1/1.3-1/' packaging/esputils.spec
    commit
    release
    assert_failure 1
    assert_equal "$(grep -c '^release: ' <<< "$stderr")" 4
    [[ $stderr == *'NEWS begins with "Version 1.2 (unreleased)" in place of "Version 1.2 ('* ]]
    [[ $stderr == *'debian/changelog begins with "esputils (1.2) UNRELEASED; '* ]]
    [[ $stderr == *'packaging/esputils.spec has the version 1.1 in place of 1.2'* ]]
    [[ $stderr == *'the %changelog of packaging/esputils.spec begins with "1.3-1" in place of "1.2-1"'* ]]
}

@test "release: a tarball that differs from folder to folder is refused" {
    touch unstable
    commit
    release
    assert_failure 1
    [[ $output == *differ:* ]]
    [ ! -e ../out ]
}
