# SPDX-License-Identifier: GPL-3.0-or-later
# The report as CSV (RFC 4180).
#
# Copyright (C) 2026 the esputils authors

BEGIN {
    printf "name,mac,chip,flash-size,port,saved,backups,packed-size,folder,firmware,version," \
        "faults,work,result,time,reason\r\n"
}

# A cell that begins like a formula gets an apostrophe in front, because a spreadsheet would
# run it.
function cell(text) {
    if (text ~ /^[=+@\t\r-]/) text = "'" text
    if (text !~ /[",\r\n]/) return text
    gsub(/"/, "\"\"", text)
    return "\"" text "\""
}

function put_board() {
    printf "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\r\n", cell(name), mac, cell(chip), \
        cell(flash_size), cell(port), cell(saved), backups, packed, cell(folder), cell(firmware), \
        cell(version), faults, op, result, at, cell(reason)
}
