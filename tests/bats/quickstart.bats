#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ./quickstart, the summary of its check and the second chance of tests, on a machine made of
# stand-in programs.

setup() {
    load lib/helper
    common_setup
    cp "$ESP_SRCDIR/quickstart" .
    mkdir build-aux bin
    cp "$ESP_SRCDIR"/build-aux/{packages,summary,check-again} build-aux
    for tool in awk bash cat chmod dirname env grep mkdir mktemp nproc rm sed sh tee xargs; do
        ln -s "$(type -P $tool)" bin
    done
    stand_in id 'echo 1000'
    stand_in dpkg-query 'test -e installed && echo install ok installed'
    : > installed
}

stand_in() { # NAME SCRIPT
    printf '#!/bin/sh\n%s\n' "$2" > "bin/$1"
    chmod +x "bin/$1"
}

quickstart() { # [NAME=VALUE]... -- [ARG]...: status, and both outputs
    local settings=()
    while [ "$1" != -- ]; do settings+=("$1"); shift; done
    run env -i PATH="$PWD/bin" "${settings[@]}" bash ./quickstart "${@:2}"
}

# A configure that counts its runs, and a make that only prints its arguments.
build_stand_ins() {
    stand_in make 'echo "make $*"'
    stand_in gengetopt :
    printf '#!/bin/sh\necho configure >> runs\nprintf "echo recheck >> runs" > config.status\nchmod +x config.status\n' > configure
    chmod +x configure
}

@test "quickstart: without root and sudo it says what to run as root" {
    rm installed
    quickstart --
    assert_failure 1
    assert_output --partial "There is no sudo here, and these packages are missing. Run this as root"
    assert_output --regexp '    apt-get install --no-install-recommends autoconf .* libgensio-dev '
    refute_output --partial "not found"
}

@test "quickstart: packages for releases are listed only when they are asked for" {
    run ./quickstart packages
    assert_line gengetopt
    assert_line bats
    refute_line lintian
    run ./quickstart packages build
    assert_line gengetopt
    refute_line bats
    run ./quickstart packages release
    assert_line lintian
    refute_line gengetopt
}

@test "quickstart: a sudo that refuses leads to the same" {
    rm installed
    stand_in sudo 'echo "you are not in the sudoers file" >&2; exit 1'
    quickstart --
    assert_failure 1
    assert_output --partial "sudo does not let you become root, and these packages are missing"
    assert_output --partial "    apt-get install --no-install-recommends autoconf "
}

@test "quickstart: configure runs again when what it looks for has changed" {
    build_stand_ins
    quickstart -- check
    assert_equal "$(< build/runs)" configure
    quickstart -- check
    assert_equal "$(< build/runs)" configure
    stand_in xtensa-lx106-elf-gcc :
    quickstart -- check
    assert_equal "$(< build/runs)" $'configure\nrecheck\nrecheck' # then once to write the files
    quickstart ESP_CONFIGURE_FLAGS=--enable-werror -- check
    assert_equal "$(tail -n1 build/runs)" configure
}

@test "quickstart: no colour codes in a file or on a dumb terminal" {
    build_stand_ins
    quickstart TERM=xterm -- check
    assert_output --partial "Building in build/"
    refute_output --partial $'\e['
    on_terminal() { env -i PATH="$PWD/bin" TERM="$1" script -qec 'bash ./quickstart check' /dev/null; }
    ln -s "$(type -P script)" bin
    run on_terminal dumb
    assert_output --partial "Building in build/"
    refute_output --partial $'\e['
    run on_terminal xterm
    assert_output --partial $'\e[1mBuilding in build/'
}

@test "quickstart: check ends with the failed tests, the log and the counts" {
    build_stand_ins
    mkdir build
    echo x > build/test-suite.log
    cat > log <<'LOG'
PASS: tests/a.bats 1 one
FAIL: tests/a.bats 2 another
Testsuite summary for esputils 0.1
==================================
# PASS:  1
# FAIL:  1
# SKIP:  2
# ERROR: 0
==================================
LOG
    stand_in make 'case $* in *check*) cat log; exit 2; esac'
    quickstart -- check
    assert_failure 1
    assert_equal "${lines[-3]}" "What failed tests printed: $PWD/build/test-suite.log"
    assert_equal "${lines[-2]}" "FAIL: tests/a.bats 2 another"
    assert_equal "${lines[-1]}" "1 passed, 1 failed, 2 skipped"
}

@test "quickstart: arguments of check are make's" {
    build_stand_ins
    quickstart -- check TESTS=tests/read.bats
    assert_output --regexp 'make .*check TESTS=tests/read.bats'
}

@test "summary: what VERBOSE=1 prints once more is not counted twice" {
    cat > log <<'LOG'
FAIL: tests/a.bats 2 another
   esputils 0.1: ./test-suite.log
=================================
# TOTAL: 2
# PASS:  1
# FAIL:  1
.. contents:: :depth: 2
FAIL: tests/a.bats 2 another
============================================================================
Testsuite summary for esputils 0.1
============================================================================
# TOTAL: 2
# PASS:  1
# FAIL:  1
# SKIP:  0
# ERROR: 0
============================================================================
# PASS:  100
LOG
    run build-aux/summary log log
    assert_failure
    assert_output $'FAIL: tests/a.bats 2 another\n2 passed, 2 failed, 0 skipped'
    printf 'no test ran\n' > log
    run build-aux/summary log
    assert_failure
    assert_output "0 passed, 0 failed, 0 skipped"
}

# suite PASSED FAILURE...: what make prints after a check with these failures.
suite() {
    [ $# = 1 ] || printf 'FAIL: %s\n' "${@:2}"
    printf 'Testsuite summary for esputils 0.1\n=====\n# PASS:  %s\n# FAIL:  %s\n=====\n' "$1" $(($# - 1))
}

# A check of which one test failed, and the log of its test file.
failed_check() {
    mkdir -p build/tests/bats
    suite 3 "tests/bats/a.bats 2 two" > log
    printf '%s\n' "ok 1 one" "# harmless" "not ok 2 two" "# the reason" "ok 3 three" "# nothing" \
        > build/tests/bats/a.log
}

check_again() { # [VARIABLE=VALUE]...
    PATH="$PWD/bin:$PATH" run build-aux/check-again log build "$@"
}

@test "check-again: a test that passes alone is told, and counted as unsteady" {
    failed_check
    suite 3 > passed
    stand_in make 'echo "$*" > arguments; cat passed'
    check_again ESP_RUNS=1
    assert_success
    assert_equal "$(< arguments)" "-C build -j1 check TESTS=tests/bats/a.bats ESP_RUNS=1"
    assert_output --partial $'--- tests/bats/a.bats\nnot ok 2 two\n# the reason\n\n'
    refute_output --partial "# harmless"
    assert_equal "${lines[-1]}" \
        "UNSTEADY: tests/bats/a.bats 2 two (failed beside other tests, passed alone)"
    run build-aux/summary log
    assert_success
    assert_equal "$output" "${lines[0]}"$'\n3 passed, 0 failed, 0 skipped, 1 unsteady'
    assert_equal "${lines[0]}" \
        "UNSTEADY: tests/bats/a.bats 2 two (failed beside other tests, passed alone)"
    # an UNSTEADY line excuses no failure in another log, and no other failure
    suite 3 "tests/bats/a.bats 2 two" > other
    run build-aux/summary log other
    assert_failure
    assert_equal "${lines[-2]}" "FAIL: tests/bats/a.bats 2 two"
    assert_equal "${lines[-1]}" "6 passed, 1 failed, 0 skipped, 1 unsteady"
    suite 3 "tests/bats/a.bats 3 three" >> log
    run build-aux/summary log
    assert_failure
    assert_equal "${lines[-1]}" "6 passed, 1 failed, 0 skipped, 1 unsteady"
}

@test "check-again: a test that fails again, or does not run again, is a failure" {
    failed_check
    suite 2 "tests/bats/a.bats 3 three" > failed
    stand_in make 'cat failed; exit 2'
    check_again
    assert_failure 1
    assert_output --partial "failed again"
    assert_equal "${lines[-2]}" "FAIL: tests/bats/a.bats 3 three"
    assert_equal "${lines[-1]}" "2 passed, 1 failed, 0 skipped"
    stand_in make 'echo nothing to be done'
    check_again
    assert_failure 1
    assert_equal "${lines[-1]}" "nothing to be done"
    refute grep UNSTEADY log
}

@test "check-again: only failed tests get a second chance, and only a few" {
    stand_in make 'echo "make runs"'
    echo "make: *** no rule" > log
    check_again
    assert_failure 1
    assert_output "make: *** no rule"
    failed_check
    sed -i /Testsuite/d log
    check_again
    assert_failure 1
    refute_output --partial "make runs"
    suite 1 tests/bats/{a,b,c,d,e,f,g,h,i,j,k}.bats\ 1 > log
    touch build/tests/bats/{b,c,d,e,f,g,h,i,j,k}.log
    check_again
    assert_failure 1
    assert_equal "${lines[-1]}" "check-again: 11 test files failed: too many for a second chance"
}
