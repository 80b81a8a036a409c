# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lines of a file system's block mean.

Copyright (C) 2026 the esputils authors

      NAME text TEXT          a file
      NAME fill SIZE BYTE
      NAME hex DIGITS
      NAME folder             an empty folder, where there are folders
      NAME espeasy KEY=VALUE...    config.dat: see espeasy.py
      NAME security KEY=VALUE...   security.dat: see espeasy.py
      NAME tasmota KEY=VALUE...    .settings: see tasmota.py
"""
import espeasy
import tasmota
from recipe import Mistake, hex_bytes, number


def files_of(step):
    """Gives the name and the contents of each file; a folder's contents are None."""
    for words, options in step.block:
        if len(words) < 2:
            raise Mistake("a file has a name and contents")
        name, how, *rest = words
        if how == "folder":
            yield name, None
        elif how == "text":
            yield name, rest[0].encode()
        elif how == "fill":
            yield name, hex_bytes(rest[1]) * number(rest[0])
        elif how == "hex":
            yield name, hex_bytes(" ".join(rest))
        elif how == "espeasy":
            yield name, espeasy.config(options)
        elif how == "security":
            yield name, espeasy.security(options)
        elif how == "tasmota":
            yield name, tasmota.settings(options)
        else:
            raise Mistake(f"{how} are no contents of a file")
