# SPDX-License-Identifier: GPL-3.0-or-later
# What the ESP32's ROM does in its own way.

LIBESP_PARTS += \
	%D%/esp32_loader.c \
	%D%/esp32_loader.h \
	%D%/esp32_stubs.h

# Machine code as arrays.
STUB_ESP32_ARRAY = $(MKDIR_P) $(@D) && \
	sh $(top_srcdir)/build-aux/bin2c $(top_srcdir)/stub/bin/$$binary $$symbol esp/rom/esp32/esp32_stubs.h > $@.tmp && \
	mv $@.tmp $@
LIBESP_STUBS += %D%/stubs_esp32.c %D%/stubs_esp32_trial.c
%D%/stubs_esp32.c: stub/bin/esp32.bin build-aux/bin2c
	$(AM_V_GEN)binary=esp32.bin symbol=esp_stub_esp32; $(STUB_ESP32_ARRAY)
%D%/stubs_esp32_trial.c: stub/bin/esp32-trial.bin build-aux/bin2c
	$(AM_V_GEN)binary=esp32-trial.bin symbol=esp_trial_esp32; $(STUB_ESP32_ARRAY)
CLEANFILES += %D%/stubs_esp32.c %D%/stubs_esp32_trial.c
