# SPDX-License-Identifier: GPL-3.0-or-later
# Which boards BOARDS means.  Input, each after part=NAME: names ("ID NAME" of the table) and
# boards (lines of boards.awk).  The environment's FLEET_BOARDS has the words.  Output:
#   want ID       a board that was found
#   absent ID     a board that was named, and was not found
#   unknown WORD  (escaped)
#   ambiguous WORD
#
# Copyright (C) 2026 the esputils authors

function want(id) {
    if (id in wanted) return
    wanted[id] = 1
    print (id in here ? "want " : "absent ") id
}

function want_known(    i) {
    for (i = 1; i <= names; i++) want(named[i])
}

function want_all(    i) {
    for (i = 1; i <= boards; i++) want(found[i])
}

# True if the word, with its blanks, is the name of a board.
function is_name(word) {
    return encode(word) in count_of
}

# An address or a word with a meaning of its own goes before a board with such a name.
function take(word,    name) {
    name = encode(word)
    if (mac_id(word) != "") want(mac_id(word))
    else if (word == "all") want_all()
    else if (word == "known") want_known()
    else if (name in count_of && count_of[name] > 1) print "ambiguous " name
    else if (name in count_of) want(id_of[name])
    else print "unknown " name
}

# A name may have blanks, so a text between commas is first tried as a whole.
function take_list(text,    items, count, i, words, word_count, j) {
    count = split(text, items, ",")
    for (i = 1; i <= count; i++) {
        gsub(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/, "", items[i])
        if (is_name(items[i])) { take(items[i]); continue }
        word_count = split(items[i], words, /[ \t\n\v\f\r]+/)
        for (j = 1; j <= word_count; j++) if (words[j] != "") take(words[j])
    }
}

part == "names" { id_of[$2] = $1; count_of[$2]++; named[++names] = $1 }
part == "boards" { found[++boards] = field($0, "id"); here[field($0, "id")] = 1 }

END {
    if (ENVIRON["FLEET_BOARDS"] == "") want_all()
    else take_list(ENVIRON["FLEET_BOARDS"])
}
