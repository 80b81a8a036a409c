# SPDX-License-Identifier: GPL-3.0-or-later
# The device-side program.  Its ready-made binaries are tracked, so that nobody
# needs the cross compilers: `make stub` renews them, `make check` compares.  Each
# version of a compiler makes other bytes; %D%/bin/compiler names the one that made
# the tracked ones.
#
# Each chip has a folder soc/CHIP, whose local.mk says how its stub is built and adds the
# stub's name to this list of tracked files in %D%/bin, without ".bin".
STUB_BINARIES =

# The portable part, in link order: the same for every chip, and for the unit tests.
STUB_PORTABLE = \
	%D%/stub.c \
	%D%/commands.c \
	%D%/request.c \
	%D%/flash/region.c \
	%D%/line/packets.c \
	%D%/flash/digests.c \
	%D%/flash/look.c \
	%D%/deflate/deflate.c \
	%D%/deflate/deflate_block.c \
	%D%/deflate/huffman.c \
	%D%/flash/writing.c \
	%D%/flash/writer.c \
	%D%/flash/caution.c \
	%D%/flash/nor.c \
	%D%/flash/bus.c \
	%D%/flash/selftest.c \
	%D%/deflate/inflate.c \
	%D%/flash/reader.c \
	%D%/rate.c \
	%D%/speed.c \
	%D%/line/slip_stream.c \
	%D%/line/ring.c \
	%D%/crc32.c
STUB_PORTABLE_INCLUDED = \
	%D%/arena.h \
	%D%/chip.h \
	%D%/commands.h \
	%D%/crc32.h \
	%D%/deflate/deflate.h \
	%D%/deflate/deflate_block.h \
	%D%/deflate/huffman.h \
	%D%/deflate/inflate.h \
	%D%/flash/bus.h \
	%D%/flash/caution.h \
	%D%/flash/digests.h \
	%D%/flash/look.h \
	%D%/flash/nor.h \
	%D%/flash/reader.h \
	%D%/flash/region.h \
	%D%/flash/selftest.h \
	%D%/flash/writer.h \
	%D%/flash/writing.h \
	%D%/limits.h \
	%D%/line/packets.h \
	%D%/line/ring.h \
	%D%/line/slip_stream.h \
	%D%/rate.h \
	%D%/request.h \
	%D%/speed.h \
	%D%/stub.h \
	%D%/words.h
EXTRA_DIST += $(STUB_PORTABLE) $(STUB_PORTABLE_INCLUDED) %D%/build %D%/bin/compiler
# What else each stub is made of.
STUB_PORTABLE_NEEDS = $(STUB_PORTABLE) $(STUB_PORTABLE_INCLUDED) \
	src/base/makers.h src/esp/wire/protocol.h %D%/build

# Builds $@, with $$cpu, $$soc and $$sources said before.  %D%/build is run in the source
# tree's stub folder, so that no path of the machine can get into the binary.
STUB_BUILD = $(MKDIR_P) $(@D) && out=`pwd`/$@ && \
	(cd $(top_srcdir)/%D% && XTENSA_CC='$(XTENSA_CC)' XTENSA_OBJCOPY='$(XTENSA_OBJCOPY)' \
	  sh ./build "$$cpu" "$$soc" "$$out" $$sources)

include %D%/cpu/xtensa/local.mk
include %D%/soc/esp8266/local.mk

# Rebuilt aside.
STUB_REBUILT = $(STUB_BINARIES:%=%D%/rebuilt/%.bin)
EXTRA_DIST += $(STUB_BINARIES:%=%D%/bin/%.bin)
MOSTLYCLEANFILES += $(STUB_REBUILT)

.PHONY: stub
stub: $(STUB_REBUILT)
	cp $(STUB_REBUILT) $(top_srcdir)/%D%/bin
	$(XTENSA_CC) -dumpfullversion > $(top_srcdir)/%D%/bin/compiler
