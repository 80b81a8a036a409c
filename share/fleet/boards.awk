# SPDX-License-Identifier: GPL-3.0-or-later
# Joins what was found with names and folders.  Input, each after part=NAME: names (lines
# "ID NAME" of the table), owners ("ID FOLDER" of each board that has backups in a folder),
# found (device lines).  Output: device lines, with " id=ID name=NAME folder=FOLDER" behind.
# Lines for the folders that get another name go to the file moves, and boards that cannot
# be told apart to the file failed.
#
# Copyright (C) 2026 the esputils authors

function complain(text) {
    print "fleet: " text > "/dev/stderr"
}

function folder_name_is_good(name) {
    return length(name) <= 100 && mac_id(decode(name)) == "" && tolower(name) !~ /^report\./
}

# Where the backups of a board go: under its name, if nothing speaks against the name.
function choose_folder(id,    name) {
    name = name_of[id]
    if (name == "") return id
    if (uses[tolower(name)] > 1)
        complain("several boards have the name " decode(name) "; " mac_of(id) \
            " goes by its address")
    else if (name in owners && !((name, id) in owns))
        complain(backups "/" name " is of the board " owners[name] "; " mac_of(id) \
            " goes by its address")
    else if (folder_name_is_good(name))
        return name
    return id
}

function take(line,    id) {
    id = mac_id(field(line, "mac"))
    if (id == "") {
        print "port=" field(line, "port") " reason=" \
            encode("the board's MAC address cannot be read; save the board by esp-read") > failed
    } else if (id in line_of) {
        if (field(line, "port") == field(line_of[id], "port")) return
        trouble[id] = encode("two ports have a board with this address: " \
            decode(field(line_of[id], "port")) " and " decode(field(line, "port")))
    } else {
        order[++count] = id
        line_of[id] = line
    }
}

part == "names" { name_of[$1] = $2; uses[tolower($2)]++ }
# owners[FOLDER] are the addresses, as a text.
function take_owner(id, folder) {
    owns[folder, id] = 1
    if (folder in owners) owners[folder] = owners[folder] " and " mac_of(id)
    else owners[folder] = mac_of(id)
    owner_count[folder]++
    owned_by[++owned] = id
    owned_folder[owned] = folder
}

# A folder with backups of several boards keeps its name.
function choose_homes(    i, folder) {
    for (i = 1; i <= owned; i++) {
        folder = owned_folder[i]
        if (owner_count[folder] == 1 && !(owned_by[i] in home)) home[owned_by[i]] = folder
        if (owner_count[folder] > 1 && !told[folder]++)
            complain(backups "/" folder " has backups of several boards: " owners[folder])
    }
}

part == "owners" { take_owner($1, $2) }
part == "found" && /^port=/ { take($0) }

END {
    choose_homes()
    for (i = 1; i <= count; i++) {
        id = order[i]
        folder = choose_folder(id)
        if (id in home && !(folder in owners)) print home[id], folder > moves
        print line_of[id] " id=" id (id in name_of ? " name=" name_of[id] : "") \
            " folder=" folder (id in trouble ? " trouble=" trouble[id] : "")
    }
}
