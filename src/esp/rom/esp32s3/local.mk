# SPDX-License-Identifier: GPL-3.0-or-later
# Our stub for the ESP32-S3, as an array.

LIBESP_PARTS += %D%/esp32s3_stubs.h
LIBESP_STUBS += %D%/stubs_esp32s3.c
%D%/stubs_esp32s3.c: stub/bin/esp32s3.bin build-aux/bin2c
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sh $(top_srcdir)/build-aux/bin2c $(top_srcdir)/stub/bin/esp32s3.bin esp_stub_esp32s3 \
	  esp/rom/esp32s3/esp32s3_stubs.h > $@.tmp && mv $@.tmp $@
CLEANFILES += %D%/stubs_esp32s3.c
