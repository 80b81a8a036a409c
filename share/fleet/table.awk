# SPDX-License-Identifier: GPL-3.0-or-later
# Reads boards.csv (RFC 4180; commas, semicolons or tabs), and prints a line
# "ID NAME" for each board that has a name, NAME escaped.  Complaints go to standard error.
# The variable title is the table's name for messages.
#
# Copyright (C) 2026 the esputils authors

function complain(text) {
    print "fleet: " title ": " text > "/dev/stderr"
}

# The number of quotes in a text: a cell with a line break leaves an odd number.
function quotes_in(text) {
    return gsub(/"/, "\"", text)
}

# Splits a record into cells[1..count].
function split_cells(record,    count, i, c, quoted, cell, kept) {
    for (i = 1; i <= length(record) + 1; i++) {
        c = substr(record, i, 1)
        if (quoted && c == "\"" && substr(record, i + 1, 1) == "\"") {
            cell = cell c
            i++
        } else if (c == "\"") {
            quoted = !quoted
            kept = 1
        } else if (i > length(record) || (!quoted && c == separator)) {
            if (!kept) gsub(/^[ \t]+|[ \t]+$/, "", cell)
            cells[++count] = cell
            cell = kept = ""
        } else if (!(c ~ /[ \t]/ && !quoted && (cell == "" || kept)))
            cell = cell c
    }
    return count
}

function read_heading(record,    count, i, name) {
    if (separator == "") separator = index(record, ",") ? "," : index(record, ";") ? ";" : "\t"
    count = split_cells(record)
    for (i = 1; i <= count; i++) {
        name = tolower(cells[i])
        if (name == "mac") mac_column = i
        if (name == "name") name_column = i
    }
    if (!mac_column || !name_column)
        complain("no column " (mac_column ? "name" : "mac") ", so the table names no board")
}

function read_row(record,    count, id) {
    count = split_cells(record)
    id = mac_column <= count ? mac_id(cells[mac_column]) : ""
    if (id == "")
        complain("row " rows ": no MAC address, so the row is left out")
    else if (id in seen)
        complain("row " rows ": " mac_of(id) " is there a second time; the first row counts")
    else if (name_column <= count && cells[name_column] != "")
        print id, encode(cells[name_column])
    seen[id] = 1
}

{
    sub(/\r$/, "")
    if (NR == 1) sub(/^\357\273\277/, "")
    record = pending == "" ? $0 : pending "\n" $0
    pending = ""
    if (quotes_in(record) % 2) { pending = record; next }
    if (record ~ /^[ \t]*$/) next
    if (!headed && tolower(record) ~ /^sep=.$/) { separator = substr(record, 5); next }
    if (!headed) { headed = 1; read_heading(record); next }
    rows++
    if (mac_column && name_column) read_row(record)
}

END { if (pending != "") complain("a quote is not closed, so the end of the table is left out") }
