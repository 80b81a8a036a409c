# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A dump of an ESP32 with partitions, for the tests of --map and --diff.

# little NUMBER: four bytes in hexadecimal, the lowest one first.
little() {
    local word
    word=$(printf '%08x' "$1")
    echo "${word:6:2}${word:4:2}${word:2:2}${word:0:2}"
}

# row NAME TYPE SUBTYPE OFFSET SIZE: a row of a partition table in hexadecimal.  NAME may have
# any bytes but NUL.
row() {
    local name
    name=$(printf %s "$1" | od -An -v -tx1 | tr -d ' \n')00000000000000000000000000000000
    printf 'aa50%02x%02x%s%s%s00000000\n' "$2" "$3" "$(little "$4")" "$(little "$5")" "${name:0:32}"
}

# recipe VERSION MODE NAME: the recipe of 4 MiB.  NAME is that of the fourth partition.
recipe() {
    cat <<END
size 4M
at 0x1000 app chip=esp32 entry=0x40080400 size=2 mode=$2
  0x3fff0018 bootdesc idf=v5.3 pad=100
  0x40078000 noise 0x2000
end
at 0x8000 hex $(row nvs 1 2 0x9000 0x5000) $(row otadata 1 0 0xe000 0x2000)
at 0x8040 hex $(row app0 0 0x10 0x10000 0x100000) $(row "$3" 1 0x99 0x110000 0x1000)
at 0x8080 hex $(row files 1 0x82 0x200000 0x100000)
at 0x10000 app chip=esp32 entry=0x40081000 size=2
  0x3f400020 desc pad=0x8000 project=blink version=$1 idf=v5.3
  0x400d0020 noise 0x10000
end
at 0x110000 noise 0x1000 seed=3
at 0x180000 noise 0x4000
at 0x200000 littlefs size=0x100000
  index.html text "hello, board"
end
at 0x300000 fill 0x4000 00
END
}

# texts_of FILE: all texts of an SVG file, one on each line.  Fails if FILE is no XML.
texts_of() {
    python3 -c '
import sys
from xml.dom import minidom
for node in minidom.parse(sys.argv[1]).getElementsByTagName("text"):
    print("".join(child.data for child in node.childNodes if child.nodeType == child.TEXT_NODE))
' "$1"
}
