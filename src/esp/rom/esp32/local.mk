# SPDX-License-Identifier: GPL-3.0-or-later
# What the ESP32's ROM does in its own way.

LIBESP_PARTS += \
	%D%/esp32_loader.c \
	%D%/esp32_loader.h \
	%D%/esp32_stubs.h

# Machine code as an array.
LIBESP_STUBS += %D%/stubs_esp32.c
%D%/stubs_esp32.c: stub/bin/esp32.bin build-aux/bin2c
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sh $(top_srcdir)/build-aux/bin2c $(top_srcdir)/stub/bin/esp32.bin esp_stub_esp32 \
	  esp/rom/esp32/esp32_stubs.h > $@.tmp && \
	mv $@.tmp $@
CLEANFILES += %D%/stubs_esp32.c
