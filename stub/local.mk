# SPDX-License-Identifier: GPL-3.0-or-later
# The device-side program.  Its ready-made binary is tracked, so that nobody
# needs the cross compiler: `make stub` renews it, `make check` compares.  Each
# version of the compiler makes other bytes; %D%/compiler names the one that made
# the tracked ones.

# In link order.
ESP8266_CODE = \
	%D%/esp8266/entry.S \
	%D%/stub.c \
	%D%/commands.c \
	%D%/request.c \
	%D%/region.c \
	%D%/packets.c \
	%D%/digests.c \
	%D%/look.c \
	%D%/deflate.c \
	%D%/deflate_block.c \
	%D%/huffman.c \
	%D%/writing.c \
	%D%/writer.c \
	%D%/caution.c \
	%D%/nor.c \
	%D%/selftest.c \
	%D%/inflate.c \
	%D%/reader.c \
	%D%/rate.c \
	%D%/slip.c \
	%D%/crc32.c \
	%D%/esp8266/chip.c \
	%D%/esp8266/uart.c \
	%D%/esp8266/flash.c
ESP8266_INCLUDED = \
	%D%/arena.h \
	%D%/caution.h \
	%D%/chip.h \
	%D%/commands.h \
	%D%/crc32.h \
	%D%/deflate.h \
	%D%/deflate_block.h \
	%D%/digests.h \
	%D%/huffman.h \
	%D%/inflate.h \
	%D%/look.h \
	%D%/nor.h \
	%D%/packets.h \
	%D%/rate.h \
	%D%/reader.h \
	%D%/region.h \
	%D%/request.h \
	%D%/selftest.h \
	%D%/slip.h \
	%D%/stub.h \
	%D%/words.h \
	%D%/writer.h \
	%D%/writing.h \
	%D%/esp8266/ccount.h \
	%D%/esp8266/entry.h \
	%D%/esp8266/flash.h \
	%D%/esp8266/registers.h \
	%D%/esp8266/rom.h \
	%D%/esp8266/uart.h
EXTRA_DIST += $(ESP8266_CODE) $(ESP8266_INCLUDED) \
	%D%/esp8266/stub.ld %D%/esp8266.bin %D%/build %D%/compiler

# Rebuilt aside; %D%/build is run in the source tree's stub folder, so that no
# path of the machine can get into the binary.
%D%/rebuilt.bin: $(ESP8266_CODE) $(ESP8266_INCLUDED) %D%/esp8266/stub.ld \
		src/esp/makers.h src/esp/protocol.h %D%/build
	$(AM_V_GEN)$(MKDIR_P) %D% && out=`pwd`/$@ && \
	(cd $(top_srcdir)/%D% && XTENSA_CC='$(XTENSA_CC)' XTENSA_OBJCOPY='$(XTENSA_OBJCOPY)' \
	  sh ./build esp8266 "$$out" $(ESP8266_CODE:%D%/%=%))
MOSTLYCLEANFILES += %D%/rebuilt.bin

# A small program of its own, which tries a line rate before the stub is loaded.
ESP8266_TRIAL = %D%/esp8266/trial/entry.S %D%/esp8266/trial/trial.c
EXTRA_DIST += $(ESP8266_TRIAL) %D%/esp8266/trial/stub.ld %D%/esp8266-trial.bin
%D%/rebuilt-trial.bin: $(ESP8266_TRIAL) %D%/esp8266/registers.h %D%/esp8266/rom.h \
		%D%/esp8266/trial/stub.ld src/esp/protocol.h %D%/build
	$(AM_V_GEN)$(MKDIR_P) %D% && out=`pwd`/$@ && \
	(cd $(top_srcdir)/%D% && XTENSA_CC='$(XTENSA_CC)' XTENSA_OBJCOPY='$(XTENSA_OBJCOPY)' \
	  sh ./build esp8266/trial "$$out" $(ESP8266_TRIAL:%D%/%=%))
MOSTLYCLEANFILES += %D%/rebuilt-trial.bin

.PHONY: stub
stub: %D%/rebuilt.bin %D%/rebuilt-trial.bin
	cp %D%/rebuilt.bin $(top_srcdir)/%D%/esp8266.bin
	cp %D%/rebuilt-trial.bin $(top_srcdir)/%D%/esp8266-trial.bin
	$(XTENSA_CC) -dumpfullversion > $(top_srcdir)/%D%/compiler
