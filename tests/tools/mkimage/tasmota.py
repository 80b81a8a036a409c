# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasmota's settings.

Copyright (C) 2026 the esputils authors

Written after tasmota_types.h (TSettings), tasmota.h (SettingsTextIndex) and settings.ino of
Tasmota.

    version=12.2.0.1 [saves=N] [holder=N] [hostname=] [ssid1=] [ssid2=] [password1=]
    [password2=] [web-password=] [mqtt-host=] [mqtt-user=] [mqtt-password=] [topic=]
    [friendly-name=] [device-name=] [ip=] [gateway=] [mask=] [dns=] [config=N]
"""
import struct
import zlib

TEXTS = {
    "hostname": 8, "ssid1": 4, "ssid2": 5, "password1": 6, "password2": 7, "web-password": 10,
    "mqtt-host": 12, "mqtt-user": 14, "mqtt-password": 15, "topic": 17, "friendly-name": 44,
    "device-name": 76,
}
# Before 8.0 each text has its own field: offset and size of SYSCFG.
OWN = {
    "hostname": (0x165, 33), "ssid1": (0xA1, 33), "ssid2": (0xC2, 33), "password1": (0xE3, 65),
    "password2": (0x124, 65), "web-password": (0x4A9, 33), "mqtt-host": (0x1E9, 33),
    "mqtt-user": (0x22D, 33), "mqtt-password": (0x24E, 33), "topic": (0x26F, 33),
    "friendly-name": (0x3AC, 33),
}
ADDRESSES = {"ip": 0x544, "gateway": 0x548, "mask": 0x54C, "dns": 0x550}
POOL, POOL_SIZE, COUNT = 0x17, 699, 101
KEYS = ["version", "saves", "holder", "config", *TEXTS, *ADDRESSES]


def version_number(text):
    version = 0
    for part in text.split("."):
        version = version << 8 | int(part)
    return version


def sum16(data, size):
    return sum(data[i] * (i + 1) for i in range(size) if i not in (14, 15)) & 0xFFFF


def add_checks(data, version):
    """GetSettingsCrc() and GetSettingsCrc32(): old versions have only the first."""
    large = 0x06060007 <= version <= 0x0606000A
    struct.pack_into("<H", data, 14, sum16(data, 4096 if large else 3584))
    if version >= 0x0606000B:
        struct.pack_into("<I", data, 4092, zlib.crc32(data[:4092], 0xFFFFFFFF))


def own_fields(options, data, version):
    for key, (at, size) in OWN.items():
        text = options.get(key, "").encode()
        assert len(text) < size, f"{key} is too long"
        data[at : at + len(text)] = text
    put_addresses(options, data)
    add_checks(data, version)
    return bytes(data)


def put_addresses(options, data):
    for key, at in ADDRESSES.items():
        if key in options:
            data[at : at + 4] = bytes(int(part) for part in options[key].split("."))


def settings(options):
    version = version_number(options["version"])
    data = bytearray(4096)
    struct.pack_into("<HHII", data, 0, int(options.get("holder", 4617)), 4096,
                     int(options.get("saves", 0)), version)
    if version < 0x08000000 and any(key in options for key in TEXTS):
        return own_fields(options, data, version)
    texts = [b""] * COUNT
    texts[0], texts[1] = b"http://ota.example/tasmota.bin.gz", b"cmnd"
    for key, index in TEXTS.items():
        texts[index] = options.get(key, "").encode()
    if any(key in options for key in TEXTS):
        pool = b"\0".join(texts) + b"\0"
        assert len(pool) <= POOL_SIZE, "the texts are too long"
        data[POOL : POOL + len(pool)] = pool
    else:
        data[0x400:0x410] = b"topic and secret"
    put_addresses(options, data)
    data[0xF36] = int(options.get("config", 0))
    add_checks(data, version)
    return bytes(data)
