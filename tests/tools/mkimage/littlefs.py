# SPDX-License-Identifier: GPL-3.0-or-later
"""LittleFS, version 2.

Copyright (C) 2026 the esputils authors

Written after SPEC.md and the chapter "CTZ skip-lists" of DESIGN.md of littlefs.

    at 0x290000 littlefs size=0x10000 [block=4096] [blocks=N] [version=2.1]
            [replaced=TEXT] [deleted=TEXT]
      NAME text TEXT          see files.py; files of at most inline=64 bytes lie in the folder
    end

replaced= is what the first file had before, and deleted= the name and the contents of a file
that was deleted.

The root folder is the only one with files.  The first pair is written twice: block 1 is
older, and has only the superblock.
"""
import struct
import zlib

from files import files_of
from recipe import Mistake, kind, number

NO_FILE = 0x3FF


def crc(data):
    """CRC-32 without the last inversion."""
    return zlib.crc32(data) ^ 0xFFFFFFFF


class Commit:
    """One metadata block with one commit."""

    def __init__(self, revision):
        self.data = struct.pack("<I", revision)
        self.previous = 0xFFFFFFFF

    def tag(self, type_number, file_number, data):
        self.put_tag(type_number << 20 | file_number << 10 | len(data))
        self.data += data

    def put_tag(self, tag):
        self.data += struct.pack(">I", tag ^ self.previous)
        self.previous = tag

    def finish(self, block_size):
        """Ends the commit, so that the CRC tag's padding fills a multiple of 16 bytes."""
        end = (len(self.data) + 8 + 15) // 16 * 16
        if end > block_size:
            raise Mistake("the root folder is full")
        self.put_tag(0x500 << 20 | NO_FILE << 10 | end - len(self.data) - 4)
        self.data += struct.pack("<I", crc(self.data))
        return self.data.ljust(block_size, b"\xff")


class Littlefs:
    def __init__(self, size, block):
        self.block = block
        self.data = bytearray(b"\xff" * size)
        self.next = 2

    def take(self):
        self.next += 1
        if self.next * self.block > len(self.data):
            raise Mistake("the file system is full")
        return self.next - 1

    def write(self, block, contents):
        self.data[block * self.block : (block + 1) * self.block] = contents.ljust(self.block, b"\xff")

    def add_list(self, contents):
        """Writes a file as a skip-list, and returns its last block."""
        blocks, at = [], 0
        while at < len(contents):
            index = len(blocks)
            zeros = (index & -index).bit_length() if index else 0
            pointers = [blocks[index - (1 << i)] for i in range(zeros)]
            head = struct.pack(f"<{zeros}I", *pointers)
            part = contents[at : at + self.block - len(head)]
            blocks.append(self.take())
            self.write(blocks[-1], head + part)
            at += len(part)
        return blocks[-1]

    def add_folder(self):
        first, second = self.take(), self.take()
        self.write(first, Commit(1).finish(self.block))
        return struct.pack("<II", first, second)


def superblock(step, block, revision):
    major, minor = step.option("version", "2.1").split(".")
    count = step.number("blocks", step.number("size") // block)
    commit = Commit(revision)
    commit.tag(0x0FF, 0, b"littlefs")
    version = int(major) << 16 | int(minor)
    commit.tag(0x201, 0, struct.pack("<6I", version, block, count, 255, 0x7FFFFFFF, 1022))
    return commit


def add_file(fs, commit, file_number, name, contents, inline, replaced):
    commit.tag(0x401, file_number, b"")
    commit.tag(0x002 if contents is None else 0x001, file_number, name.encode())
    if replaced:
        commit.tag(0x201, file_number, replaced.encode())
    if contents is None:
        pair = fs.add_folder()
        commit.tag(0x200, file_number, pair)
        return pair
    if len(contents) <= inline:
        commit.tag(0x201, file_number, contents)
    else:
        commit.tag(0x202, file_number, struct.pack("<II", fs.add_list(contents), len(contents)))
    return None


def add_deleted(commit, file_number, text):
    commit.tag(0x401, file_number, b"")
    commit.tag(0x001, file_number, text.encode())
    commit.tag(0x201, file_number, text.encode())
    commit.tag(0x4FF, file_number, b"")


@kind("littlefs", block=True)
def littlefs(step):
    block, inline = step.number("block", 4096), number(step.option("inline", "64"))
    fs = Littlefs(step.number("size"), block)
    root = superblock(step, block, 2)
    tails, replaced, deleted = [], step.option("replaced", ""), step.option("deleted", "")
    if deleted:
        add_deleted(root, 1, deleted)
    for i, (name, contents) in enumerate(sorted(files_of(step)), 1):
        pair = add_file(fs, root, i, name, contents, inline, replaced if i == 1 else "")
        if pair:
            tails.append(pair)
    if len(tails) > 1:
        raise Mistake("there can be one folder only")
    for pair in tails:
        root.tag(0x600, NO_FILE, pair)
    fs.write(0, root.finish(block))
    fs.write(1, superblock(step, block, 1).finish(block))
    return bytes(fs.data)
