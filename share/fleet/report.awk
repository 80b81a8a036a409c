# SPDX-License-Identifier: GPL-3.0-or-later
# Reads the rows of fleet-report, and prepares what all forms of the report tell of a board.
# A form has a function put_board(), and what it prints before and after in BEGIN and END.
#
# Copyright (C) 2026 the esputils authors

# The firmware and its version, from the lines that esp-imgedit --info --porcelain prints.
function look_at(file,    line, boots, project, any_version, n) {
    firmware = version = faults = ""
    while ((getline line < file) > 0) {
        if (line ~ /^image=/) {
            boots = field(line, "boots")
            faults = field(line, "faults")
        } else if (line ~ /^part=application/ && field(line, "project") != "") {
            if (firmware == "" || field(line, "name") == boots) {
                firmware = decode(field(line, "project"))
                version = decode(field(line, "version"))
            }
        } else if (field(line, "settings") != "") {
            firmware = decode(field(line, "settings"))
            version = field(line, "settings-build")
        } else if (line ~ /^part=settings name=tasmota/)
            look_at_tasmota(line)
    }
    close(file)
}

# Of several copies of the settings, the newest tells the version.
function look_at_tasmota(line,    n) {
    for (n = 0; field(line, "sector" n "-version") != ""; n++) {
        if (firmware == "Tasmota" && field(line, "sector" n "-newest") != "yes") continue
        firmware = "Tasmota"
        version = field(line, "sector" n "-version")
    }
}

function take_board(line) {
    id = field(line, "id")
    mac = mac_of(id)
    name = decode(field(line, "name"))
    title = name == "" ? mac : name
    chip = decode(field(line, "chip"))
    port = decode(field(line, "port"))
    is_here = field(line, "here") == "yes"
    flash_size = field(line, "flash-size")
    saved = field(line, "saved")
    backups = field(line, "backups") + 0
    packed = field(line, "packed")
    folder = field(line, "folder")
    op = field(line, "op")
    result = field(line, "result")
    at = field(line, "at")
    reason = decode(field(line, "reason"))
    looks = decode(field(line, "looks"))
    firmware = version = faults = ""
    if (looks != "") look_at(looks ".info")
    fault = ""
    if (field(line, "damaged") == "yes") {
        faults = "damaged"
        fault = "the latest backup is damaged: it does not hold what its description says"
    } else if (field(line, "unchecked") == "yes")
        fault = "esp-imgedit could not look into the latest backup"
    else if (faults + 0 > 0)
        fault = "esp-imgedit finds " faults " fault(s) in the latest backup"
    state = result == "failed" ? "failed" : saved == "" ? "never saved" : \
        field(line, "unchecked") == "yes" ? "not checked" : fault != "" ? "broken" : "good"
}

{ take_board($0); put_board() }
