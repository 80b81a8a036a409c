# SPDX-License-Identifier: GPL-3.0-or-later
# The report as a table for a terminal.
#
# Copyright (C) 2026 the esputils authors

BEGIN { put_row("BOARD", "CHIP", "FLASH", "SAVED (UTC)", "FIRMWARE", "STATE") }

function put_row(board, chip, flash, saved, firmware, state) {
    print fit(board, 17) "  " fit(chip, 13) "  " fit(flash, 8) "  " fit(saved, 16) "  " \
        fit(firmware, 18) "  " state
}

# The number of letters, each of which takes several bytes in UTF-8.
function width_of(text) {
    gsub(/[\200-\277]/, "", text)
    return length(text)
}

# Fills or cuts a text, but not in the middle of a letter.
function fit(text, width,    cut) {
    if (width_of(text) > width) {
        while (width_of(text) > width - 1 || text ~ /[\300-\377]$/)
            text = substr(text, 1, length(text) - 1)
        text = text "~"
    }
    while (width_of(text) < width) text = text " "
    return text
}

function put_board() {
    put_row(title, chip, size_text(flash_size), substr(time_text(saved), 1, 16), \
        firmware (version == "" ? "" : " " version), state)
    if (result == "failed")
        failures = failures "  " title ": " op " " time_text(at) ": " reason "\n"
    if (fault != "") failures = failures "  " title ": " fault "\n"
}

END { printf "%s", failures }
