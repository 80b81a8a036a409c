# SPDX-License-Identifier: GPL-3.0-or-later
# The device-side program.  Its ready-made binary is tracked, so that nobody
# needs the cross compiler: `make stub` renews it, `make check` compares.  Each
# version of the compiler makes other bytes; %D%/bin/compiler names the one that made
# the tracked ones.

# In link order.
ESP8266_CODE = \
	%D%/soc/esp8266/entry.S \
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
	%D%/flash/selftest.c \
	%D%/deflate/inflate.c \
	%D%/flash/reader.c \
	%D%/rate.c \
	%D%/line/slip_stream.c \
	%D%/crc32.c \
	%D%/soc/esp8266/chip.c \
	%D%/soc/esp8266/serial.c \
	%D%/soc/esp8266/flash.c
ESP8266_INCLUDED = \
	%D%/arena.h \
	%D%/flash/caution.h \
	%D%/chip.h \
	%D%/commands.h \
	%D%/crc32.h \
	%D%/deflate/deflate.h \
	%D%/deflate/deflate_block.h \
	%D%/flash/digests.h \
	%D%/deflate/huffman.h \
	%D%/deflate/inflate.h \
	%D%/flash/look.h \
	%D%/flash/nor.h \
	%D%/line/packets.h \
	%D%/rate.h \
	%D%/flash/reader.h \
	%D%/flash/region.h \
	%D%/request.h \
	%D%/flash/selftest.h \
	%D%/line/slip_stream.h \
	%D%/stub.h \
	%D%/words.h \
	%D%/flash/writer.h \
	%D%/flash/writing.h \
	%D%/soc/esp8266/ccount.h \
	%D%/soc/esp8266/entry.h \
	%D%/soc/esp8266/flash.h \
	%D%/soc/esp8266/registers.h \
	%D%/soc/esp8266/rom_functions.h \
	%D%/soc/esp8266/serial.h
EXTRA_DIST += $(ESP8266_CODE) $(ESP8266_INCLUDED) \
	%D%/soc/esp8266/stub.ld %D%/bin/esp8266.bin %D%/build %D%/bin/compiler

# Rebuilt aside; %D%/build is run in the source tree's stub folder, so that no
# path of the machine can get into the binary.
%D%/rebuilt.bin: $(ESP8266_CODE) $(ESP8266_INCLUDED) %D%/soc/esp8266/stub.ld \
		src/base/makers.h src/esp/wire/protocol.h %D%/build
	$(AM_V_GEN)$(MKDIR_P) %D% && out=`pwd`/$@ && \
	(cd $(top_srcdir)/%D% && XTENSA_CC='$(XTENSA_CC)' XTENSA_OBJCOPY='$(XTENSA_OBJCOPY)' \
	  sh ./build soc/esp8266 "$$out" $(ESP8266_CODE:%D%/%=%))
MOSTLYCLEANFILES += %D%/rebuilt.bin

# A small program of its own, which tries a line rate before the stub is loaded.
ESP8266_TRIAL = %D%/soc/esp8266/trial/entry.S %D%/soc/esp8266/trial/trial.c
EXTRA_DIST += $(ESP8266_TRIAL) %D%/soc/esp8266/trial/stub.ld %D%/bin/esp8266-trial.bin
%D%/rebuilt-trial.bin: $(ESP8266_TRIAL) %D%/soc/esp8266/registers.h %D%/soc/esp8266/rom_functions.h \
		%D%/soc/esp8266/trial/stub.ld src/esp/wire/protocol.h %D%/build
	$(AM_V_GEN)$(MKDIR_P) %D% && out=`pwd`/$@ && \
	(cd $(top_srcdir)/%D% && XTENSA_CC='$(XTENSA_CC)' XTENSA_OBJCOPY='$(XTENSA_OBJCOPY)' \
	  sh ./build soc/esp8266/trial "$$out" $(ESP8266_TRIAL:%D%/%=%))
MOSTLYCLEANFILES += %D%/rebuilt-trial.bin

.PHONY: stub
stub: %D%/rebuilt.bin %D%/rebuilt-trial.bin
	cp %D%/rebuilt.bin $(top_srcdir)/%D%/bin/esp8266.bin
	cp %D%/rebuilt-trial.bin $(top_srcdir)/%D%/bin/esp8266-trial.bin
	$(XTENSA_CC) -dumpfullversion > $(top_srcdir)/%D%/bin/compiler
