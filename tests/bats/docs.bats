#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# --help, the manual page and the completions must have the same options.

bats_require_minimum_version 1.5.0

setup() {
    load lib/helper
    common_setup
    PROGRAMS="esp-detect esp-erase esp-imgedit esp-ota esp-read esp-reset esp-verify esp-write"
}

# The options of --help as lines "-p --port", "--size".
options_in_help() {
    "$1" --help | sed -nE 's/^ +(-., )?(--[a-z-]+).*/\1\2/p' | tr -d , | sort
}

generate() { # SHELL PROGRAM
    "$ESP_SRCDIR/build-aux/ggo" "$2" | "$ESP_SRCDIR/completions/generate" "$1" "$2" -
}

# The page that was built, or else the page that comes with the sources.
manual_page() {
    for page in "$ESP_BUILDDIR/man/$1.1" "$ESP_SRCDIR/man/$1.1"; do
        [ -f "$page" ] && echo "$page" && return
    done
    fail "no manual page for $1"
}

# complete_bash PROGRAM WORD...: the completions of the last word.
complete_bash() {
    generate bash "$1" > completion
    bash --norc -c '
        . ./completion
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        "_${1//-/_}"
        printf "%s\n" "${COMPREPLY[@]}"' sh "$@"
}

@test "docs: each option of --help is in the manual page, and no other" {
    for program in $PROGRAMS; do
        options_in_help $program > help
        sed -nE 's/\\-/-/g; s/\\fB//g; s/\\fR//g; s/^((-., )?--[a-z-]+)(=.*|\[=.*|$)/\1/p' "$(manual_page $program)" |
            tr -d , | sort > page
        assert [ -s help ]
        assert_equal "$(cat page)" "$(cat help)"
    done
}

@test "docs: each option of --help is completed by bash, and no other" {
    for program in $PROGRAMS; do
        options_in_help $program | tr ' ' '\n' | sort > help
        complete_bash $program $program - | sort > completed
        assert_equal "$(cat completed)" "$(cat help)"
    done
}

@test "docs: each option of --help is completed by zsh, and no other" {
    for program in $PROGRAMS; do
        options_in_help $program | grep -oE -- '--[a-z-]+' | sort > help
        generate zsh $program | grep -E "^ +'.*--" | sed -E "s/.*[{,'](--[a-z-]+)[}=[].*/\1/" | sort > completed
        assert_equal "$(cat completed)" "$(cat help)"
    done
}

@test "docs: each option of --help is completed by fish, and no other" {
    for program in $PROGRAMS; do
        options_in_help $program | sort > help
        generate fish $program |
            sed -nE "s/^complete -c $program( -s (.))? -l ([a-z-]+) .*/-\2 --\3/p" |
            sed 's/^- //' | sort > completed
        assert_equal "$(cat completed)" "$(cat help)"
    done
}

@test "docs: esputils completes its two options" {
    assert_equal "$(complete_bash esputils esputils -)" $'-h\n--help\n-V\n--version'
    for option in --help --version; do
        run -0 "$ESP_SRCDIR/share/esputils" $option
        generate zsh esputils | grep -qF -- "$option"
        generate fish esputils | grep -qF -- "-l ${option#--}"
    done
}

@test "docs: bash completes fixed values, after a blank and after an equals sign" {
    assert_equal "$(complete_bash esp-read esp-read --after '')" "$(printf 'run\nstay')"
    assert_equal "$(complete_bash esp-read esp-read --after = s)" stay
    assert_equal "$(complete_bash esp-read esp-read --after =)" "$(printf 'run\nstay')"
    assert_equal "$(complete_bash esp-detect esp-detect --reset cl)" classic
    assert_equal "$(complete_bash esp-read esp-read -b 9)" 921600
    assert_equal "$(complete_bash esp-read esp-read --size '')" ""
}

@test "docs: bash completes file names, spaces and all" {
    touch 'my dump.bin' other
    assert_equal "$(complete_bash esp-read esp-read -o my)" 'my dump.bin'
}

@test "docs: bash completes operands where a program takes any" {
    touch 'my dump.bin'
    assert_equal "$(complete_bash esp-write esp-write my)" 'my dump.bin'
    assert_equal "$(complete_bash esp-write esp-write 0x0 my)" 'my dump.bin'
    assert_equal "$(complete_bash esp-write esp-write --dr)" --dry-run
    assert_equal "$(complete_bash esp-erase esp-erase my)" ""
}

@test "docs: the completions are good shell" {
    for program in $PROGRAMS; do
        for shell in bash zsh fish; do
            generate $shell $program > completion
            command -v $shell > /dev/null || continue
            run $shell -n completion
            assert_success
            assert_output ""
        done
    done
}

@test "docs: fish completes fixed values" {
    need fish
    generate fish esp-read > completion.fish
    run env HOME="$PWD" fish --no-config -c 'source completion.fish; complete -C "esp-read --after="'
    assert_line --partial -- "--after=run"
    assert_line --partial -- "--after=stay"
}

@test "docs: the generator refuses a shell that it does not know" {
    run "$ESP_SRCDIR/completions/generate" tcsh esp-read "$ESP_SRCDIR/src/cli/common.ggo"
    assert_equal "$status" 2
    run "$ESP_SRCDIR/completions/generate"
    assert_equal "$status" 2
}

@test "docs: each manual page tells of exit statuses, the environment and an example" {
    for program in $PROGRAMS; do
        for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' ENVIRONMENT EXAMPLES 'SEE ALSO'; do
            grep -qE "^\.SH \"?$section\"?\$" "$(manual_page $program)" || fail "$program: no $section"
        done
    done
}

@test "docs: the manual pages have the patience with a FIFO that the programs have" {
    ms=$(sed -nE 's/^ +WRITER_MS = ([0-9]+),.*/\1/p' "$ESP_SRCDIR/src/files/imagefile.c")
    [ "$ms" = 10000 ] # "ten"
    for program in esp-write esp-verify; do
        grep -q 'begins to write within ten seconds\.$' "$ESP_SRCDIR/man/$program.h2m" || fail "$program"
    done
}

@test "docs: no manual page says a sentence twice" {
    for page in "$ESP_SRCDIR"/man/*.h2m "$ESP_SRCDIR"/man/*.7; do
        grep -E '^[A-Z].{60,}\.$' "$page" | sort | uniq -d > twice
        [ ! -s twice ] || fail "$page: $(cat twice)"
    done
}

@test "docs: the manual pages are good roff" {
    need man
    for program in $PROGRAMS esp-fleet; do
        page=$ESP_SRCDIR/man/esp-fleet.7
        [ $program = esp-fleet ] || page=$(manual_page $program)
        run --separate-stderr env MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings -l "$page"
        assert_success
        assert_equal "$stderr" ""
    done
}

@test "docs: the examples of --help use options that exist" {
    for program in $PROGRAMS; do
        options_in_help $program
    done | grep -oE -- '--[a-z-]+' | sort -u > known
    for program in $PROGRAMS; do
        $program --help | sed -n '/^Examples:/,$p' | grep -oE -- ' --[a-z-]+' | sort -u > used
        while read -r option; do
            grep -qx -- "$option" known || fail "$program --help: $option does not exist"
        done < used
    done
}

@test "docs: SECURITY.md says what is trusted, what is not, and how to report" {
    for part in 'What is trusted' 'What is not trusted, and what holds all the same' \
        'What we do not promise' 'How to report' 'Supported versions'; do
        grep -qx "## $part" "$ESP_SRCDIR/SECURITY.md" || fail "no part \"$part\""
    done
    for what in 'device line' FILE.meta FILE.part.meta images board 'RFC 2217' 'other users' \
        gensio: ESPPORT 0600 encrypted 'private report'; do
        grep -q -- "$what" "$ESP_SRCDIR/SECURITY.md" || fail "nothing about $what"
    done
    run ! grep -E '[[:alnum:]]@[[:alnum:]]' "$ESP_SRCDIR/SECURITY.md" # no mail address without a reader
}

@test "docs: README.md and HACKING.md lead to SECURITY.md" {
    grep -qF '[SECURITY.md](SECURITY.md)' "$ESP_SRCDIR/README.md"
    grep -qF '[SECURITY.md](SECURITY.md)' "$ESP_SRCDIR/HACKING.md"
}

@test "docs: the files that README.md, HACKING.md and SECURITY.md link to exist" {
    for page in README HACKING SECURITY; do
        grep -oE '\]\([^):]+\)' "$ESP_SRCDIR/$page.md" | tr -d '()]' || true
    done | sort -u > linked
    assert [ -s linked ]
    while read -r file; do
        assert_exists "$ESP_SRCDIR/$file"
    done < linked
}

@test "docs: SECURITY.md names options that exist" {
    for program in $PROGRAMS; do
        options_in_help $program
    done | grep -oE -- '--[a-z-]+' | sort -u > known
    echo --version >> known
    grep -oE -- '`[^`]*--[a-z-]+' "$ESP_SRCDIR/SECURITY.md" | grep -oE -- '--[a-z-]+' > named
    assert [ -s named ]
    while read -r option; do
        grep -qx -- "$option" known || fail "$option does not exist"
    done < named
}

@test "docs: each fuzz target has seeds, and make check runs it" {
    targets=$(sed -n 's/^%C%_\([a-z]*\)_SOURCES = .*/\1/p' "$ESP_SRCDIR/tests/fuzz/local.mk" | grep -vx broken)
    [ "$(wc -w <<< "$targets")" -ge 20 ]
    for target in $targets; do
        assert_exists "$ESP_SRCDIR/tests/fuzz/$target.c"
        assert [ -s "$ESP_SRCDIR/tests/fuzz/seeds/$target" -o -s "$ESP_SRCDIR/tests/fuzz/seeds/$target.recipes" ]
        grep -q "^    fuzz $target " "$ESP_SRCDIR/tests/bats/fuzz.bats" || fail "make check does not run $target"
    done
}
