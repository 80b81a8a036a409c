# SPDX-License-Identifier: GPL-3.0-or-later
# What the ESP32-C3's ROM does in its own way.

LIBESP_PARTS += \
	%D%/esp32c3_loader.c \
	%D%/esp32c3_loader.h \
	%D%/esp32c3_stubs.h

# Machine code as arrays.
STUB_ESP32C3_ARRAY = $(MKDIR_P) $(@D) && \
	sh $(top_srcdir)/build-aux/bin2c $(top_srcdir)/stub/bin/$$binary $$symbol \
	  esp/rom/esp32c3/esp32c3_stubs.h > $@.tmp && mv $@.tmp $@
LIBESP_STUBS += %D%/stubs_esp32c3.c %D%/stubs_esp32c3_trial.c
%D%/stubs_esp32c3.c: stub/bin/esp32c3.bin build-aux/bin2c
	$(AM_V_GEN)binary=esp32c3.bin symbol=esp_stub_esp32c3; $(STUB_ESP32C3_ARRAY)
%D%/stubs_esp32c3_trial.c: stub/bin/esp32c3-trial.bin build-aux/bin2c
	$(AM_V_GEN)binary=esp32c3-trial.bin symbol=esp_trial_esp32c3; $(STUB_ESP32C3_ARRAY)
CLEANFILES += %D%/stubs_esp32c3.c %D%/stubs_esp32c3_trial.c
