# SPDX-License-Identifier: GPL-3.0-or-later
"""Bootloaders and applications.

Copyright (C) 2026 the esputils authors

    at OFFSET app [OPTION=VALUE]...
      ADDRESS KIND WORD...      a segment: its address, and contents of a kind that has no
                                block (plain.py), or one of the descriptors below
      0 irom KIND WORD...       with format=2: the code that stays in the flash, first
    end

Options: chip=esp32 (default esp8266), format=1, 2 or extended (default: the chip's), mode=
and rate= (numbers), size= (the code, 0 to 15), entry=, count= (segments that the header
claims), hash=no, crc=no, signature=1 or 2, min-revision=, max-revision=, late-words=yes (the
length and the CRC that Arduino's elf2bin.py puts into the first segment of an application
behind eboot, after it has computed the checksum: the segment begins with 8 zeros).

Descriptors: "desc" and "bootdesc", with project=, version=, idf=, date=, time=, elf= (hex)
and pad=SIZE (bytes of noise after the descriptor).
"""
import hashlib
import struct
import zlib

from recipe import KINDS, Mistake, Step, hex_bytes, kind, number

# The numbers of the chips in extended headers; the ESP8266's later SDKs have 0 there.
CHIP_IDS = {
    "esp8266": 0, "esp32": 0, "esp32s2": 2, "esp32c3": 5, "esp32s3": 9, "esp32c2": 12,
    "esp32c6": 13, "esp32h2": 16, "esp32p4": 18, "esp32c61": 20, "esp32c5": 23,
}


def text_field(text, size):
    return text.encode()[:size].ljust(size, b"\0")


def with_noise(step, contents):
    size = step.number("pad", 0)
    return contents + hashlib.shake_128(contents).digest(size)


@kind("desc")
def desc(step):
    contents = struct.pack("<III4x", 0xABCD5432, step.number("secure", 0), 0)
    contents += text_field(step.option("version", "1.0"), 32)
    contents += text_field(step.option("project", "blink"), 32)
    contents += text_field(step.option("time", "12:34:56"), 16)
    contents += text_field(step.option("date", "Jan  2 2026"), 16)
    contents += text_field(step.option("idf", "v5.3"), 32)
    contents += hex_bytes(step.option("elf", "ab" * 32))
    return with_noise(step, contents.ljust(256, b"\0"))


@kind("bootdesc")
def bootdesc(step):
    contents = bytes([0x50, 0, 0, 0]) + struct.pack("<I", step.number("version", 1))
    contents += text_field(step.option("idf", "v5.3"), 32)
    contents += text_field(step.option("date", "Jan  2 2026 12:34:56"), 24)
    return with_noise(step, contents.ljust(80, b"\0"))


class Segments:
    """The segments of a block, and what they add to the checksum."""

    def __init__(self, step):
        self.irom = None
        self.others = []
        for words, options in step.block:
            address = number(words[0])
            place = 2 if words[1] == "irom" else 1
            part = Step(0, words[place + 1 :], step.image, step.folder)
            part.options = options
            contents = KINDS[words[place]][0](part)
            part.check_options()
            if place == 2:
                self.irom = (address, contents)
            else:
                self.others.append((address, contents))

    def checksum(self):
        total = 0xEF
        for _, contents in self.others:
            for byte in contents:
                total ^= byte
        return total


def header(step, magic, count):
    return struct.pack(
        "<BBBBI", magic, count, step.number("mode", 2),
        step.number("size", 2) << 4 | step.number("rate", 0), step.number("entry", 0x40100000),
    )


def extension(step, chip):
    return struct.pack(
        "<B3xHBHH4xB", 0xEE, CHIP_IDS[chip], 0, step.number("min-revision", 0),
        step.number("max-revision", 0xFFFF), step.option("hash", "yes") != "no",
    )


def segment(address, contents):
    return struct.pack("<II", address, len(contents)) + contents


def end_with_checksum(image, segments):
    image += b"\0" * (15 - len(image) % 16)
    return image + bytes([segments.checksum()])


def appended_crc(image):
    """What the SDK's gen_appbin appends: the CRC-32, made positive."""
    crc = zlib.crc32(image)
    return struct.pack("<I", crc ^ 0xFFFFFFFF if crc & 0x80000000 else crc + 1)


def sign(image, version):
    if version == 1:
        return image + bytes(4) + hashlib.shake_128(image).digest(64)
    image += b"\xff" * (-len(image) % 4096)
    block = b"\xe7\x02\0\0" + hashlib.sha256(image).digest()
    block += hashlib.shake_128(image).digest(1196 - len(block))
    block += struct.pack("<I", zlib.crc32(block)) + bytes(16)
    return image + block.ljust(4096, b"\xff")


def eboot_crc(data):
    """The CRC of Arduino's elf2bin.py: the polynomial 04c11db7, highest bits first."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc


def with_late_words(step, image):
    if image[16:24] != bytes(8):
        raise Mistake("late-words= needs a first segment that begins with 8 zeros")
    whole = bytes(step.image.data[: step.offset]).ljust(step.offset, b"\xff") + image
    return image[:16] + struct.pack("<II", len(whole), eboot_crc(whole)) + image[24:]


@kind("app", block=True)
def app(step):
    chip = step.option("chip", "esp8266")
    if chip not in CHIP_IDS:
        raise Mistake(f"{chip} is no known chip: {' '.join(CHIP_IDS)}")
    form = step.option("format", "1" if chip == "esp8266" else "extended")
    segments = Segments(step)
    image = b""
    if form == "2":
        image = header(step, 0xEA, 4) + segment(*segments.irom)
    image += header(step, 0xE9, step.number("count", len(segments.others)))
    if form == "extended":
        image += extension(step, chip)
    for address, contents in segments.others:
        image += segment(address, contents)
    image = end_with_checksum(image, segments)
    if step.option("late-words", "no") != "no":
        image = with_late_words(step, image)
    if form == "2" and step.option("crc", "yes") != "no":
        image += appended_crc(image)
    if form == "extended" and step.option("hash", "yes") != "no":
        image += hashlib.sha256(image).digest()
    if step.number("signature", 0):
        image = sign(image, step.number("signature"))
    return image
