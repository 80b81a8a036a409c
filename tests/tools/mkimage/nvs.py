# SPDX-License-Identifier: GPL-3.0-or-later
"""NVS partitions.

Copyright (C) 2026 the esputils authors

Written after "Non-Volatile Storage Library, Internals" of ESP-IDF's API reference.

    at 0x9000 nvs size=0x5000 [version=1|2] [seq=N] [keys=BYTES]
      ns=wifi ssid=str:home channel=u8:6 cert=blob:00ff tail=blob:SIZExBYTE
      erased gone=u8:1         the entries of this line are written, and marked as erased
      raw SPACE TYPE SPAN CHUNK KEY HEX   one entry with these bytes and this value; its
                               CRC is right
      page [state=active|full|freeing|HEX] [seq=N]   goes on in the next page
    end

"ns=" chooses the namespace; the first use writes its entry.  Types: u8 i8 u16 i16 u32 i32
u64 i64 str blob.  When a page is full, the next one is used.  Blobs are in parts, unless
the version is 1.  With keys, 64 bytes in hexadecimal, the entries are encrypted.

    at 0x3e000 nvskeys keys=BYTES [crc=HEX]      a partition with the keys
"""
import struct
import zlib

import aes
from recipe import Mistake, hex_bytes, kind, number

PAGE, ENTRIES, ENTRY = 4096, 126, 32
NUMBERS = {"u8": (0x01, "B"), "u16": (0x02, "H"), "u32": (0x04, "I"), "u64": (0x08, "Q")}
NUMBERS.update(i8=(0x11, "b"), i16=(0x12, "h"), i32=(0x14, "i"), i64=(0x18, "q"))
STRING, BLOB, BLOB_DATA, BLOB_INDEX, WHOLE = 0x21, 0x41, 0x42, 0x48, 0xFF
STATES = {"active": 0xFFFFFFFE, "full": 0xFFFFFFFC, "freeing": 0xFFFFFFF8}
WRITTEN, ERASED = 0b10, 0b00


def crc(data):
    return zlib.crc32(data, 0xFFFFFFFF)


def entry(space, type_number, span, chunk, key, value):
    head = struct.pack("<BBBB", space, type_number, span, chunk)
    tail = key.encode().ljust(16, b"\0") + value.ljust(8, b"\xff")
    return head + struct.pack("<I", crc(head + tail)) + tail


def with_data(space, type_number, chunk, key, data):
    count = (len(data) + ENTRY - 1) // ENTRY
    value = struct.pack("<HHI", len(data), 0xFFFF, crc(data))
    head = entry(space, type_number, 1 + count, chunk, key, value)
    return head + data.ljust(count * ENTRY, b"\xff")


class Page:
    def __init__(self, sequence, version):
        self.state, self.sequence, self.version = STATES["active"], sequence, version
        self.entries = b""
        self.states = []

    def room(self):
        return ENTRIES - len(self.states)

    def add(self, entries, state):
        self.entries += entries
        self.states += [state] * (len(entries) // ENTRY)

    def contents(self):
        header = struct.pack("<IB", self.sequence, 0x100 - self.version).ljust(24, b"\xff")
        header = struct.pack("<I", self.state) + header + struct.pack("<I", crc(header))
        bits = sum(state << 2 * i for i, state in enumerate(self.states))
        bits |= (1 << 256) - (1 << 2 * len(self.states))
        return (header + bits.to_bytes(32, "little") + self.entries).ljust(PAGE, b"\xff")

    def encrypt(self, keys, offset):
        """Each entry is a unit, whose number is its offset in the partition."""
        units = range(0, len(self.entries), ENTRY)
        self.entries = b"".join(
            aes.xts_encrypt(keys, offset + 64 + at, self.entries[at : at + ENTRY]) for at in units
        )


class Store:
    def __init__(self, sequence, version):
        self.version = version
        self.spaces = {}
        self.space = 0
        self.state = WRITTEN
        self.pages = [Page(sequence, version)]

    def next_page(self, sequence=None):
        page = self.pages[-1]
        if page.state == STATES["active"]:
            page.state = STATES["full"]
        sequence = page.sequence + 1 if sequence is None else sequence
        self.pages.append(Page(sequence, self.version))

    def add(self, entries):
        if self.pages[-1].room() < len(entries) // ENTRY:
            self.next_page()
        self.pages[-1].add(entries, self.state)

    def choose(self, name):
        if name not in self.spaces:
            self.spaces[name] = len(self.spaces) + 1
            self.add(entry(0, 0x01, 1, WHOLE, name, bytes([self.spaces[name]])))
        self.space = self.spaces[name]

    def add_blob(self, key, data):
        rest, chunk = data, 0
        while chunk == 0 or rest:
            if self.pages[-1].room() < 2:
                self.next_page()
            part = rest[: (self.pages[-1].room() - 1) * ENTRY]
            rest = rest[len(part) :]
            self.add(with_data(self.space, BLOB_DATA, chunk, key, part))
            chunk += 1
        value = struct.pack("<IBBH", len(data), chunk, 0, 0xFFFF)
        self.add(entry(self.space, BLOB_INDEX, 1, WHOLE, key, value))

    def add_value(self, key, text):
        type_name, colon, value = text.partition(":")
        if not colon:
            raise Mistake(f"{key}: a value is written as TYPE:VALUE")
        if type_name in NUMBERS:
            type_number, code = NUMBERS[type_name]
            packed = struct.pack("<" + code, int(value, 0))
            self.add(entry(self.space, type_number, 1, WHOLE, key, packed))
        elif type_name == "str":
            self.add(with_data(self.space, STRING, WHOLE, key, value.encode() + b"\0"))
        elif type_name == "blob":
            size, times, byte = value.partition("x")
            data = hex_bytes(byte) * number(size) if times else hex_bytes(value)
            if self.version == 1:
                self.add(with_data(self.space, BLOB, WHOLE, key, data))
            else:
                self.add_blob(key, data)
        else:
            raise Mistake(f"{type_name} is no type of a value")

    def do_line(self, words, options):
        if words == ["page"]:
            state = options.get("state", "full")
            self.pages[-1].state = STATES[state] if state in STATES else int(state, 16)
            self.next_page(number(options["seq"]) if "seq" in options else None)
            return
        if words[:1] == ["raw"]:
            *head, key, value = words[1:]
            self.add(entry(*(number(word) for word in head), key, hex_bytes(value)))
            return
        self.state = ERASED if words == ["erased"] else WRITTEN
        for key, text in options.items():
            if key == "ns":
                self.choose(text)
            else:
                self.add_value(key, text)
        self.state = WRITTEN


@kind("nvs", block=True)
def nvs(step):
    store = Store(step.number("seq", 0), step.number("version", 2))
    for words, options in step.block:
        store.do_line(words, options)
    keys = hex_bytes(step.option("keys", ""))
    for number, page in enumerate(store.pages if keys else []):
        page.encrypt(keys, number * PAGE)
    contents = b"".join(page.contents() for page in store.pages)
    size = step.number("size")
    if len(contents) > size:
        raise Mistake(f"the values need {len(contents):#x} bytes, not {size:#x}")
    return contents.ljust(size, b"\xff")


@kind("nvskeys")
def nvskeys(step):
    keys = hex_bytes(step.option("keys", ""))
    check = hex_bytes(step.option("crc", "")) or struct.pack("<I", crc(keys))
    return (keys + check).ljust(PAGE, b"\xff")
