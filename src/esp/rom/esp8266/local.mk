# SPDX-License-Identifier: GPL-3.0-or-later
# Commands that the ESP8266's ROM does in its own way.

LIBESP_PARTS += \
	%D%/esp8266_loader.h \
	%D%/esp8266_rate.c \
	%D%/esp8266_stubs.h \
	%D%/loader_flash.c

# Machine code as arrays.
STUB_ARRAY = $(MKDIR_P) $(@D) && \
	sh $(top_srcdir)/build-aux/bin2c $(top_srcdir)/stub/bin/$$binary $$symbol esp/rom/esp8266/esp8266_stubs.h > $@.tmp && \
	mv $@.tmp $@
LIBESP_STUBS += %D%/stubs_esp8266.c %D%/stubs_esp8266_trial.c
%D%/stubs_esp8266.c: stub/bin/esp8266.bin build-aux/bin2c
	$(AM_V_GEN)binary=esp8266.bin symbol=esp_stub_esp8266; $(STUB_ARRAY)
%D%/stubs_esp8266_trial.c: stub/bin/esp8266-trial.bin build-aux/bin2c
	$(AM_V_GEN)binary=esp8266-trial.bin symbol=esp_trial_esp8266; $(STUB_ARRAY)
CLEANFILES += %D%/stubs_esp8266.c %D%/stubs_esp8266_trial.c
