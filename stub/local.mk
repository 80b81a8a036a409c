# SPDX-License-Identifier: GPL-3.0-or-later
# The program that runs on the chip.  Its binaries are tracked, so that a build does not
# need the cross compilers.  `make stub` renews the binaries, `make check` compares them.
# Each version of a compiler makes other bytes; %D%/bin/compiler and %D%/bin/compiler-riscv name
# the versions that made the tracked binaries.
#
# Each chip has a folder soc/CHIP.  Its local.mk has the rule that builds the chip's stub,
# and adds the stub's name, without ".bin", to one of these lists of tracked files in %D%/bin:
# the second is that of the chips with a RISC-V CPU.
STUB_BINARIES =
STUB_RISCV_BINARIES =

# The portable part, in link order.  It is the same for every chip and for the unit tests.
STUB_PORTABLE = \
	%D%/stub.c \
	%D%/commands.c \
	%D%/request.c \
	%D%/flash/region.c \
	%D%/line/packets.c \
	%D%/flash/digests.c \
	%D%/flash/look.c \
	%D%/flash/glances.c \
	%D%/deflate/deflate.c \
	%D%/deflate/deflate_block.c \
	%D%/deflate/huffman.c \
	%D%/flash/writing.c \
	%D%/flash/write/writer.c \
	%D%/flash/write/eraser.c \
	%D%/flash/write/sector.c \
	%D%/flash/caution.c \
	%D%/flash/nor.c \
	%D%/flash/bus.c \
	%D%/flash/selftest.c \
	%D%/flash/reach.c \
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
	%D%/flash/write/eraser.h \
	%D%/flash/look.h \
	%D%/flash/nor.h \
	%D%/flash/reach.h \
	%D%/flash/reader.h \
	%D%/flash/region.h \
	%D%/flash/glances.h \
	%D%/flash/write/sector.h \
	%D%/flash/selftest.h \
	%D%/flash/write/writer.h \
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
EXTRA_DIST += $(STUB_PORTABLE) $(STUB_PORTABLE_INCLUDED) %D%/trial_exchange.h %D%/build %D%/bin/compiler \
	%D%/bin/compiler-riscv
# Files that every stub depends on.
STUB_PORTABLE_NEEDS = $(STUB_PORTABLE) $(STUB_PORTABLE_INCLUDED) \
	src/base/makers.h src/base/sfdp.h src/esp/wire/protocol.h %D%/build

# Builds $@.  The rule sets $$cpu, $$soc and $$sources before.  %D%/build runs in the source
# tree's stub folder, so that the binary cannot contain a path of the machine.
STUB_BUILD = $(MKDIR_P) $(@D) && out=`pwd`/$@ && \
	(cd $(top_srcdir)/%D% && XTENSA_CC='$(XTENSA_CC)' XTENSA_OBJCOPY='$(XTENSA_OBJCOPY)' \
	  RISCV_CC='$(RISCV_CC)' RISCV_OBJCOPY='$(RISCV_OBJCOPY)' sh ./build "$$cpu" "$$soc" "$$out" $$sources)

include %D%/cpu/xtensa/local.mk
include %D%/cpu/riscv/local.mk
include %D%/soc/common/local.mk
include %D%/soc/esp8266/local.mk
include %D%/soc/esp32/local.mk
include %D%/soc/esp32c3/local.mk
include %D%/soc/esp32s3/local.mk

# Binaries that are built for comparison, in a folder of their own.
STUB_REBUILT = $(STUB_BINARIES:%=%D%/rebuilt/%.bin)
STUB_RISCV_REBUILT = $(STUB_RISCV_BINARIES:%=%D%/rebuilt/%.bin)
EXTRA_DIST += $(STUB_BINARIES:%=%D%/bin/%.bin) $(STUB_RISCV_BINARIES:%=%D%/bin/%.bin)
MOSTLYCLEANFILES += $(STUB_REBUILT) $(STUB_RISCV_REBUILT)

# A missing compiler leaves out the stubs that it would make.
.PHONY: stub stub-xtensa stub-riscv
STUBS_TO_BUILD =
if HAVE_XTENSA
STUBS_TO_BUILD += stub-xtensa
endif
if HAVE_RISCV
STUBS_TO_BUILD += stub-riscv
endif
stub: $(STUBS_TO_BUILD)
stub-xtensa: $(STUB_REBUILT)
	cp $(STUB_REBUILT) $(top_srcdir)/%D%/bin
	$(XTENSA_CC) -dumpfullversion > $(top_srcdir)/%D%/bin/compiler
stub-riscv: $(STUB_RISCV_REBUILT)
	cp $(STUB_RISCV_REBUILT) $(top_srcdir)/%D%/bin
	$(RISCV_CC) -dumpfullversion > $(top_srcdir)/%D%/bin/compiler-riscv
