# SPDX-License-Identifier: GPL-3.0-or-later
"""Partition tables, and the records that choose an application.

Copyright (C) 2026 the esputils authors

Written after "Partition Tables" and "Over The Air Updates" of ESP-IDF's API guides.

    at 0x8000 table [md5=no|wrong] [pad=SIZE]
      NAME TYPE SUBTYPE OFFSET SIZE [encrypted] [readonly]
    end

    at 0xd000 otadata [seq0=N] [state0=STATE] [crc0=HEX] [seq1=N] [state1=STATE] [crc1=HEX]

Types and subtypes are names or numbers.  A record without a sequence number is blank.
States: new pending valid invalid aborted undefined, or a number.
"""
import hashlib
import struct
import zlib

from recipe import Mistake, hex_bytes, kind, number

TYPES = {"app": 0, "data": 1, "bootloader": 2, "partition_table": 3}
APPS = {"factory": 0, "test": 0x20, **{f"ota_{i}": 0x10 + i for i in range(16)}}
DATA = {"ota": 0, "phy": 1, "nvs": 2, "coredump": 3, "nvs_keys": 4, "efuse": 5}
DATA.update(undefined=6, esphttpd=0x80, fat=0x81, spiffs=0x82, littlefs=0x83)
SUBTYPES = {0: APPS, 1: DATA, 2: {"primary": 0, "ota": 1}, 3: {"primary": 0, "ota": 1}}
FLAGS = {"encrypted": 1, "readonly": 2}
STATES = {"new": 0, "pending": 1, "valid": 2, "invalid": 3, "aborted": 4}
STATES["undefined"] = 0xFFFFFFFF


def named(names, word):
    return names[word] if word in names else number(word)


def row(words):
    if len(words) < 5:
        raise Mistake("a row has a name, type, subtype, offset and size")
    name, type_word, subtype_word, offset, size, *flags = words
    type_number = named(TYPES, type_word)
    subtype = named(SUBTYPES.get(type_number, {}), subtype_word)
    return struct.pack(
        "<HBBII16sI",
        0x50AA,
        type_number,
        subtype,
        number(offset),
        number(size),
        name.encode(),
        sum(named(FLAGS, flag) for flag in flags),
    )


@kind("table", block=True)
def table(step):
    rows = b"".join(row(words) for words, _ in step.block)
    md5 = step.option("md5", "yes")
    if md5 != "no":
        digest = hashlib.md5(rows if md5 == "yes" else b"").digest()
        rows += b"\xeb\xeb" + b"\xff" * 14 + digest
    return rows.ljust(step.number("pad", 0xC00), b"\xff")


def record(step, index):
    sequence = step.option(f"seq{index}", "")
    state = named(STATES, step.option(f"state{index}", "undefined"))
    crc = step.option(f"crc{index}", "")
    if not sequence:
        return b"\xff" * 32
    packed = struct.pack("<I", number(sequence))
    check = zlib.crc32(packed, 0xFFFFFFFF) if not crc else int.from_bytes(hex_bytes(crc))
    return packed + b"\xff" * 20 + struct.pack("<II", state, check)


@kind("otadata")
def otadata(step):
    return b"".join(record(step, index).ljust(0x1000, b"\xff") for index in range(2))
