# SPDX-License-Identifier: GPL-3.0-or-later
"""SPIFFS.

Copyright (C) 2026 the esputils authors

Written after docs/TECH_SPEC of SPIFFS and the comment "SPIFFS layout" of its
spiffs_nucleus.h.

    at 0x290000 spiffs size=0x10000 [page=256] [block=4096] [magic=length|plain|no]
      NAME text TEXT          see files.py
    end
"""
import struct

from files import files_of
from recipe import Mistake, kind

NAME, META = 32, 4  # SPIFFS_OBJ_NAME_LEN, SPIFFS_OBJ_META_LEN of ESP-IDF
DATA_FLAGS, INDEX_FLAGS = 0xFC, 0xF8  # used and final are 0; in an index its bit, too


class Spiffs:
    def __init__(self, size, page, block):
        self.page, self.block = page, block
        self.data = bytearray(b"\xff" * size)
        self.lookup = max(1, block // page * 2 // page)
        self.places = self.free_places()

    def free_places(self):
        for block in range(len(self.data) // self.block):
            for index in range(self.block // self.page - self.lookup):
                yield block, index
        raise Mistake("the file system is full")

    def write(self, object_number, span, flags, contents):
        block, index = next(self.places)
        base = block * self.block
        number = base // self.page + self.lookup + index
        packed = struct.pack("<HHB", object_number, span, flags) + contents
        self.data[number * self.page : number * self.page + len(packed)] = packed
        struct.pack_into("<H", self.data, base + 2 * index, object_number)
        return number

    def add(self, object_number, name, contents):
        room = self.page - 5
        parts = [contents[i : i + room] for i in range(0, len(contents), room)]
        pages = [self.write(object_number, i, DATA_FLAGS, p) for i, p in enumerate(parts)]
        head = b"\xff" * 3 + struct.pack("<IB", len(contents), 1) + name.encode().ljust(NAME + META, b"\0")
        span = 0
        while span == 0 or pages:
            count = (self.page - 5 - len(head)) // 2
            index = struct.pack(f"<{len(pages[:count])}H", *pages[:count])
            self.write(object_number | 0x8000, span, INDEX_FLAGS, head + index)
            pages, head, span = pages[count:], b"\xff" * 3, span + 1

    def add_magic(self, with_length):
        count = len(self.data) // self.block
        for block in range(count):
            magic = 0x20140529 ^ self.page ^ (count - block if with_length else 0)
            at = block * self.block + self.lookup * self.page - 4
            struct.pack_into("<H", self.data, at, magic & 0xFFFF)


@kind("spiffs", block=True)
def spiffs(step):
    fs = Spiffs(step.number("size"), step.number("page", 256), step.number("block", 4096))
    for i, (name, contents) in enumerate(files_of(step), 1):
        fs.add(i, name if name.startswith("/") else "/" + name, contents)
    magic = step.option("magic", "length")
    if magic != "no":
        fs.add_magic(magic == "length")
    return bytes(fs.data)
