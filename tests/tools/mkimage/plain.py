# SPDX-License-Identifier: GPL-3.0-or-later
"""Contents without a format.

Copyright (C) 2026 the esputils authors

    at OFFSET fill SIZE BYTE      the same byte (hexadecimal) again and again
    at OFFSET noise SIZE [seed=N] bytes that look random, the same in each run
    at OFFSET hex DIGITS...       these bytes
    at OFFSET text TEXT           these characters in UTF-8
    at OFFSET file PATH           the contents of a file; PATH is relative to the recipe
"""
import hashlib
import os

from recipe import hex_bytes, kind, number


@kind("fill")
def fill(step):
    return hex_bytes(step.word(1)) * number(step.word(0))


@kind("noise")
def noise(step):
    size, seed = number(step.word(0)), step.number("seed", 1)
    return hashlib.shake_128(seed.to_bytes(8, "little")).digest(size)


@kind("hex")
def hexadecimal(step):
    return hex_bytes(" ".join(step.words))


@kind("text")
def text(step):
    return step.word(0).encode()


@kind("file")
def file(step):
    with open(os.path.join(step.folder, step.word(0)), "rb") as source:
        return source.read()
