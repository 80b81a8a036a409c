# SPDX-License-Identifier: GPL-3.0-or-later
"""FAT12 and FAT16, with or without ESP-IDF's wear levelling.

Copyright (C) 2026 the esputils authors

Written after Microsoft's "FAT: General Overview of On-Disk Format" and, for wear levelling,
the chapter "Wear Levelling API" of ESP-IDF's API reference and doc/wl_sw_structure.rst.

    at 0x290000 fat size=0x100000 [sector=4096] [cluster=1] [label=NAME] [wear=yes]
            [dummy=N] [moves=N] [root=N]
      NAME.EXT text TEXT      see files.py; names have 8 and 3 characters
    end

dummy= and moves= say how far wear levelling has moved the sectors, root= how many entries
the root folder may have.
"""
import struct
import zlib

from files import files_of
from recipe import Mistake, kind

SECTOR, RECORD, DEVICE = 4096, 16, 0x12345678


def short_name(name):
    stem, _, extension = name.upper().partition(".")
    if len(stem) > 8 or len(extension) > 3:
        raise Mistake(f"{name} is too long")
    return stem.encode().ljust(8) + extension.encode().ljust(3)


class Fat:
    def __init__(self, size, sector, cluster, label, root_entries):
        self.sector, self.label = sector, label
        self.cluster = cluster * sector
        self.sectors = size // sector
        self.entries = {0: 0xFFF8, 1: 0xFFFF}
        self.root = b""
        self.clusters = b""
        self.root_entries = max(root_entries, sector // 32)
        self.set_layout(cluster)

    def set_layout(self, cluster):
        """Finds the size of the FAT that the clusters need, and the kind of FAT."""
        root = self.root_entries * 32 // self.sector
        self.fat_sectors = 1
        while True:
            self.count = (self.sectors - 1 - 2 * self.fat_sectors - root) // cluster
            self.bits = 12 if self.count < 4085 else 16
            if self.fat_sectors * self.sector * 8 // self.bits >= self.count + 2:
                return
            self.fat_sectors += 1

    def chain(self, contents):
        """Writes contents into clusters, and returns the first."""
        count = max(1, -(-len(contents) // self.cluster))
        first = len(self.clusters) // self.cluster + 2
        if first + count > self.count + 2:
            raise Mistake("the file system is full")
        for i in range(count):
            self.entries[first + i] = first + i + 1 if i + 1 < count else 0xFFFF
        self.clusters += contents.ljust(count * self.cluster, b"\0")
        return first

    def add(self, name, contents):
        attributes, size = (0x10, 0) if contents is None else (0x20, len(contents))
        first = 0
        if contents is None:
            first = self.chain(self.dots(len(self.clusters) // self.cluster + 2))
        elif contents:
            first = self.chain(contents)
        self.root += self.entry(short_name(name), attributes, first, size)

    @staticmethod
    def entry(name, attributes, first=0, size=0):
        return struct.pack("<11sB14xHI", name, attributes, first, size)

    def dots(self, own):
        return self.entry(b".".ljust(11), 0x10, own) + self.entry(b"..".ljust(11), 0x10)

    def boot(self):
        small = self.sectors if self.sectors < 0x10000 else 0
        boot = struct.pack(
            "<3s8sHBHBHHBHHHII",
            b"\xeb\xfe\x90", b"MSDOS5.0", self.sector, self.cluster // self.sector, 1, 2,
            self.root_entries, small, 0xF8, self.fat_sectors, 63, 255, 0,
            0 if small else self.sectors,
        )
        kind_name = f"FAT{self.bits}".encode().ljust(8)
        label = (self.label or "NO NAME").encode().ljust(11)
        boot += struct.pack("<BBBI11s8s", 0x80, 0, 0x29, 0xCAFE1234, label, kind_name)
        return (boot.ljust(510, b"\0") + b"\x55\xaa").ljust(self.sector, b"\0")

    def table(self):
        bits, mask = self.bits, (1 << self.bits) - 1
        value = sum((entry & mask) << i * bits for i, entry in self.entries.items())
        return value.to_bytes(self.fat_sectors * self.sector, "little")

    def contents(self):
        label = self.entry(self.label.encode().ljust(11), 0x08) if self.label else b""
        root = (label + self.root).ljust(self.root_entries * 32, b"\0")
        data = self.boot() + 2 * self.table() + root + self.clusters
        return data.ljust(self.sectors * self.sector, b"\0")


def crc(data):
    return struct.pack("<I", zlib.crc32(data, 0xFFFFFFFF))


def wear_state(places, dummy, moves):
    state = struct.pack("<8I28x", 0, places, moves, 0, 16, SECTOR, 2, DEVICE)
    records = b"".join(
        crc(struct.pack("<I", DEVICE + 4 * i + j)) for i in range(dummy) for j in range(4)
    )
    return state + crc(state) + records


def level(size, make, dummy, moves):
    """Puts a file system under wear levelling: the dummy has left the first places."""
    states = -(-(64 + size // SECTOR * RECORD) // SECTOR)
    count = size // SECTOR - 2 * states - 2
    flat = make(count * SECTOR)
    sectors = [flat[i * SECTOR : (i + 1) * SECTOR] for i in range(count)]
    sectors = sectors[moves:] + sectors[:moves]
    sectors.insert(dummy, b"\xff" * SECTOR)
    state = wear_state(count + 1, dummy, moves).ljust(states * SECTOR, b"\xff")
    config = struct.pack("<8I", 0, size, SECTOR, SECTOR, 16, RECORD, 2, 32)
    return b"".join(sectors) + 2 * state + (config + crc(config)).ljust(SECTOR, b"\xff")


@kind("fat", block=True)
def fat(step):
    sector, cluster = step.number("sector", 4096), step.number("cluster", 1)
    label, size = step.option("label", ""), step.number("size")
    files = list(files_of(step))
    dummy, moves = step.number("dummy", 0), step.number("moves", 0)

    root_entries = step.number("root", 512)

    def make(room):
        fs = Fat(room, sector, cluster, label, root_entries)
        for name, contents in files:
            fs.add(name, contents)
        return fs.contents()

    if step.option("wear", "no") == "yes":
        return level(size, make, dummy, moves)
    return make(size)
