# SPDX-License-Identifier: GPL-3.0-or-later
"""AES-256 in XTS mode, slow and plain.

Copyright (C) 2026 the esputils authors

Written after FIPS 197 and IEEE 1619.  Run this file to check it against a vector of the
latter's annex B.
"""
import functools


def times_two(byte):
    return (byte << 1 ^ (0x11B if byte & 0x80 else 0)) & 0xFF


def multiply(a, b):
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = times_two(a), b >> 1
    return product


@functools.cache
def box():
    """The S-box: the inverse in GF(256), then an affine map."""
    values = []
    for value in range(256):
        inverse = next((i for i in range(256) if multiply(value, i) == 1), 0)
        mapped = 0x63
        for turn in range(5):
            mapped ^= (inverse << turn | inverse >> (8 - turn)) & 0xFF
        values.append(mapped)
    return tuple(values)


def expand(key):
    words = [list(key[i : i + 4]) for i in range(0, 32, 4)]
    constant = 1
    for i in range(8, 60):
        word = list(words[i - 1])
        if i % 8 == 0:
            word = [box()[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = times_two(constant)
        elif i % 8 == 4:
            word = [box()[byte] for byte in word]
        words.append([a ^ b for a, b in zip(words[i - 8], word)])
    return [sum(words[i : i + 4], []) for i in range(0, 60, 4)]


def mix(column):
    return [
        multiply(2, column[i]) ^ multiply(3, column[(i + 1) % 4]) ^ column[(i + 2) % 4] ^ column[(i + 3) % 4]
        for i in range(4)
    ]


def encrypt_block(schedule, block):
    state = [a ^ b for a, b in zip(block, schedule[0])]
    for number, key in enumerate(schedule[1:], 1):
        state = [box()[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 14:
            state = sum((mix(state[i : i + 4]) for i in range(0, 16, 4)), [])
        state = [a ^ b for a, b in zip(state, key)]
    return bytes(state)


def xts_encrypt(keys, unit, data):
    """Encrypts whole blocks.  keys: 64 bytes; unit: the number of the data unit."""
    data_key, tweak_key = expand(keys[:32]), expand(keys[32:])
    tweak = int.from_bytes(encrypt_block(tweak_key, unit.to_bytes(16, "little")), "little")
    out = b""
    for at in range(0, len(data), 16):
        mask = tweak.to_bytes(16, "little")
        block = bytes(a ^ b for a, b in zip(data[at : at + 16], mask))
        out += bytes(a ^ b for a, b in zip(encrypt_block(data_key, block), mask))
        tweak = (tweak << 1 ^ (0x87 if tweak >> 127 else 0)) & ((1 << 128) - 1)
    return out


if __name__ == "__main__":
    # Vector 10.
    key_1 = "2718281828459045235360287471352662497757247093699959574966967627"
    key_2 = "3141592653589793238462643383279502884197169399375105820974944592"
    first = xts_encrypt(bytes.fromhex(key_1 + key_2), 0xFF, bytes(range(32)))
    assert first.hex().startswith("1c3b3a102f770386e4836c99e370cf9b"), first.hex()
