# SPDX-License-Identifier: GPL-3.0-or-later
# What the ESP32-C3's ROM does in its own way.

LIBESP_PARTS += %D%/esp32c3_stubs.h

# Machine code as an array.
LIBESP_STUBS += %D%/stubs_esp32c3.c
%D%/stubs_esp32c3.c: stub/bin/esp32c3.bin build-aux/bin2c
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	  sh $(top_srcdir)/build-aux/bin2c $(top_srcdir)/stub/bin/esp32c3.bin esp_stub_esp32c3 \
	    esp/rom/esp32c3/esp32c3_stubs.h > $@.tmp && mv $@.tmp $@
CLEANFILES += %D%/stubs_esp32c3.c
