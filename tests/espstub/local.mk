# SPDX-License-Identifier: GPL-3.0-or-later
# Our own device program that speaks the protocol of Espressif's stub.  What the compiler
# makes of it is tracked, in the form in which esptool ships Espressif's stubs.  This renews
# it: %D%/build $PWD/%D%/espstub.json

ESPSTUB_PARTS = %D%/espstub.c %D%/program.c %D%/inflate.c %D%/espstub.h %D%/stub.ld %D%/build
EXTRA_DIST += $(ESPSTUB_PARTS) %D%/espstub.json
if HAVE_XTENSA
check_DATA += %D%/rebuilt.json
endif
MOSTLYCLEANFILES += %D%/rebuilt.json
%D%/rebuilt.json: $(ESPSTUB_PARTS) stub/cpu/xtensa/flags stub/chip.h src/esp/wire/protocol.h \
		$(STUB_ESP8266_INCLUDED)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && out=`pwd`/$@ && cd $(top_srcdir)/%D% && \
	  XTENSA_CC='$(XTENSA_CC)' XTENSA_OBJCOPY='$(XTENSA_OBJCOPY)' sh ./build "$$out"
