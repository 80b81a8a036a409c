# SPDX-License-Identifier: GPL-3.0-or-later
# Functions for lines of key=value, as esp-detect prints them, and for MAC addresses.
# Runs with LC_ALL=C, so that a character is a byte.
#
# Copyright (C) 2026 the esputils authors

function make_codes(    i) {
    for (i = 1; i < 256; i++) {
        code_of[sprintf("%c", i)] = sprintf("%%%02X", i)
        byte_of[sprintf("%02X", i)] = sprintf("%c", i)
    }
}

# Keeps only letters, digits, and . _ - behind the first character, so that the result is a
# word for make, for a shell and for a file system.
function encode(text,    i, c, result) {
    if (!("A" in code_of)) make_codes()
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        result = result (c ~ (i > 1 ? "[A-Za-z0-9._-]" : "[A-Za-z0-9_]") ? c : code_of[c])
    }
    return result
}

# Undoes encode(), and the same escapes in device lines.  Control characters stay escaped.
function decode(text,    result, at, c) {
    if (!("A" in code_of)) make_codes()
    while ((at = index(text, "%")) > 0) {
        result = result substr(text, 1, at - 1)
        c = toupper(substr(text, at + 1, 2))
        if (c in byte_of && byte_of[c] !~ /[\001-\037\177]/) {
            result = result byte_of[c]
            text = substr(text, at + 3)
        } else {
            result = result "%"
            text = substr(text, at + 1)
        }
    }
    return result text
}

function field(line, key,    words, count, i) {
    count = split(line, words, " ")
    for (i = 1; i <= count; i++)
        if (index(words[i], key "=") == 1) return substr(words[i], length(key) + 2)
    return ""
}

# The twelve digits of a MAC address; empty if the text is none.
function mac_id(text) {
    text = tolower(text)
    gsub(/[:-]/, "", text)
    return length(text) == 12 && text !~ /[^0-9a-f]/ ? text : ""
}

function mac_of(id,    i, result) {
    for (i = 1; i <= 11; i += 2) result = result (i > 1 ? ":" : "") substr(id, i, 2)
    return result
}

# 4194304 is "4 MiB".
function size_text(bytes) {
    if (bytes !~ /^[0-9]+$/) return bytes
    bytes += 0
    if (bytes >= 1048576 && bytes % 1048576 == 0) return bytes / 1048576 " MiB"
    if (bytes >= 1048576) return sprintf("%.1f MiB", bytes / 1048576)
    if (bytes >= 1024) return sprintf("%.0f KiB", bytes / 1024)
    return bytes + 0 " bytes"
}

# 20260714T123456Z is "2026-07-14 12:34:56".
function time_text(time) {
    if (time !~ /^[0-9]+T[0-9]+Z$/) return time
    return substr(time, 1, 4) "-" substr(time, 5, 2) "-" substr(time, 7, 2) " " \
        substr(time, 10, 2) ":" substr(time, 12, 2) ":" substr(time, 14, 2)
}
