# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of a recipe, and the registry of kinds of contents.

Copyright (C) 2026 the esputils authors

A recipe has one step on each line.  "#" begins a comment.  Words are divided as in a shell,
so that "a b" in quotes is one word.  Numbers are as in 4194304, 0x400000, 4M, 64K and
0x8000+0x20.

    size 4M                  the size of the image: bytes that no step sets are ff.
                             Without this step the image ends where the last step ends.
    at OFFSET KIND WORD...   puts contents of this kind there.  Words of the form KEY=VALUE
                             are options.  A kind with a block takes the lines up to "end".
    damage OFFSET=HEX        replaces bytes there
    damage OFFSET^HEX        inverts the bits there that are 1 in HEX
    cut SIZE                 cuts the end of the image off

A module adds a kind by a function:

    @kind("fill")                     @kind("table", block=True)
    def fill(step):                   def table(step):
        return bytes                      for words, options in step.block: ...

The function returns the contents.  It raises Mistake for a step that it does not
understand.
"""
import re
import shlex


class Mistake(Exception):
    """A recipe that is wrong."""


KINDS = {}


def kind(name, block=False):
    """Decorates the function that makes contents of this kind."""

    def register(function):
        KINDS[name] = (function, block)
        return function

    return register


def number(text):
    """The value of a number as it is written in a recipe."""
    total = 0
    for term in text.split("+"):
        match = re.fullmatch(r"(0x[0-9a-fA-F]+|[0-9]+)([KM]?)", term)
        if not match:
            raise Mistake(f"{text!r} is no number")
        total += int(match[1], 0) << {"": 0, "K": 10, "M": 20}[match[2]]
    return total


def hex_bytes(text):
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Mistake(f"{text!r} are no hexadecimal digits") from None


def split_options(words):
    """Divides words into those without "=", and a dictionary of the others."""
    plain = [word for word in words if "=" not in word]
    options = dict(word.split("=", 1) for word in words if "=" in word)
    return plain, options


class Step:
    """One "at" line: what a kind's function is given.

    offset, words and options are those of the line.  block has the lines of the block,
    each as (words, options).  folder is the recipe's folder.  image is the image so far.
    """

    def __init__(self, offset, words, image, folder):
        self.offset = offset
        self.words, self.options = split_options(words)
        self.block = []
        self.image = image
        self.folder = folder
        self.used = set()

    def option(self, key, default=None):
        """An option's text.  Without a default the option must be there."""
        self.used.add(key)
        if key in self.options:
            return self.options[key]
        if default is None:
            raise Mistake(f"{key}= is missing")
        return default

    def number(self, key, default=None):
        """An option's number.  Without a default the option must be there."""
        self.used.add(key)
        if key not in self.options and default is not None:
            return default
        return number(self.option(key))

    def word(self, index):
        if index >= len(self.words):
            raise Mistake("a word is missing")
        return self.words[index]

    def check_options(self):
        for key in self.options:
            if key not in self.used:
                raise Mistake(f"the option {key}= is not known here")


class Image:
    def __init__(self):
        self.data = bytearray()
        self.size = None  # as the recipe says

    def set_size(self, size):
        self.size = size
        if len(self.data) > size:
            raise Mistake("the image is larger already")
        self.reach(size)

    def reach(self, end):
        if self.size is not None and end > self.size:
            raise Mistake(f"ends at {end:#x}, the image at {self.size:#x}")
        if len(self.data) < end:
            self.data += b"\xff" * (end - len(self.data))

    def put(self, offset, contents):
        self.reach(offset + len(contents))
        self.data[offset : offset + len(contents)] = contents

    def damage(self, word):
        match = re.fullmatch(r"([^=^]*)([=^])(.*)", word)
        if not match:
            raise Mistake("damage takes OFFSET=HEX or OFFSET^HEX")
        offset, contents = number(match[1]), hex_bytes(match[3])
        self.reach(offset + len(contents))
        for i, byte in enumerate(contents):
            old = self.data[offset + i] if match[2] == "^" else 0
            self.data[offset + i] = old ^ byte


def take_block(lines):
    block = []
    for _, words in lines:
        if words == ["end"]:
            return block
        block.append(split_options(words))
    raise Mistake('"end" is missing')


def put_contents(image, words, lines, folder):
    if len(words) < 2:
        raise Mistake("at takes an offset and a kind")
    if words[1] not in KINDS:
        raise Mistake(f"{words[1]} is no known kind: {' '.join(sorted(KINDS))}")
    function, has_block = KINDS[words[1]]
    step = Step(number(words[0]), words[2:], image, folder)
    if has_block:
        step.block = take_block(lines)
    contents = function(step)
    step.check_options()
    image.put(step.offset, contents)


def do_step(image, name, words, lines, folder):
    if name == "at":
        put_contents(image, words, lines, folder)
    elif name == "damage":
        for word in words:
            image.damage(word)
    elif name == "size" and len(words) == 1:
        image.set_size(number(words[0]))
    elif name == "cut" and len(words) == 1:
        image.size = None
        del image.data[number(words[0]) :]
    else:
        raise Mistake(f"{name} is no step")


def split_lines(text):
    """Gives the number and the words of each line that has words."""
    for line_number, line in enumerate(text.splitlines(), 1):
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            raise Mistake(f"line {line_number}: {error}") from None
        if words:
            yield line_number, words


def cook(text, folder):
    """Returns the image that a recipe describes."""
    image = Image()
    lines = split_lines(text)
    for line_number, (name, *words) in lines:
        try:
            do_step(image, name, words, lines, folder)
        except Mistake as mistake:
            raise Mistake(f"line {line_number}: {mistake}") from None
    return bytes(image.data)
