# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings outside of NVS and of file systems.

Copyright (C) 2026 the esputils authors

    at 0x3fc000 rf [version=8] [crystal=1] [adc=255]
    at 0x3fd000 sdk [copy=0] [writes=N] [boots=1|2] [boot-version=N] [length=N]
    at 0xf4000 tasmota version=12.2.0.1 [saves=N] [...]     see tasmota.py
    at 0x300000 espeasy [version=2] [build=20116]

rf: 128 bytes of start values for the radio.  sdk: the three last sectors.  tasmota: one
sector, with the check that the version has.  espeasy: the start of config.dat.
"""
import struct

import tasmota
from recipe import kind


@kind("rf")
def rf(step):
    data = bytearray(b"\x05\x08\x04\x02".ljust(128, b"\0"))
    data[1] = step.number("version", 8)
    data[48] = step.number("crystal", 1)
    data[107] = step.number("adc", 255)
    return bytes(data)


@kind("sdk")
def sdk(step):
    copy, length = step.number("copy", 0), step.number("length", 0x4A4)
    boots, boot_version = step.number("boots", 1), step.number("boot-version", 6)
    parameters = (bytes([boots - 1, boot_version]) + b"ssid and password").ljust(length, b"\0")
    checksum = 0xEF
    for byte in parameters:
        checksum ^= byte
    lengths, checksums = [0xFFFFFFFF] * 2, [0xFFFFFFFF] * 2
    lengths[copy], checksums[copy] = length, checksum
    choice = struct.pack(
        "<B3sII4II", copy, b"\xff" * 3, 0x55AA55AA, step.number("writes", 1),
        *lengths, *checksums, 0xAA55AA55,
    )
    sectors = [b"", b"", choice]
    sectors[copy] = parameters
    return b"".join(sector.ljust(0x1000, b"\xff") for sector in sectors)


@kind("tasmota")
def tasmota_sector(step):
    step.used.update(tasmota.KEYS)
    return tasmota.settings(step.options)


@kind("espeasy")
def espeasy(step):
    return struct.pack("<IIH", 2016110801, step.number("version", 2), step.number("build", 20116))
