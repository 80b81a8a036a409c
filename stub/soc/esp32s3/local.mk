# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32-S3's stub.

STUB_BINARIES += esp32s3

STUB_ESP32S3 = %D%/rom_loader.S %D%/chip.c %D%/serial.c
STUB_ESP32S3_INCLUDED = %D%/esp32s3_limits.h %D%/esp32s3_registers.h
EXTRA_DIST += $(STUB_ESP32S3) $(STUB_ESP32S3_INCLUDED) %D%/stub.ld
STUB_ESP32S3_ALL = $(STUB_XTENSA) $(STUB_XTENSA_LATER) $(STUB_PORTABLE) $(STUB_ESP32S3) \
	$(STUB_COMMON) $(STUB_COMMON_USB)
stub/rebuilt/esp32s3.bin: $(STUB_ESP32S3_ALL) $(STUB_ESP32S3_INCLUDED) $(STUB_COMMON_INCLUDED) \
		%D%/stub.ld $(STUB_XTENSA_INCLUDED) stub/cpu/xtensa/flags $(STUB_PORTABLE_NEEDS)
	$(AM_V_GEN)cpu=xtensa soc=soc/esp32s3 sources='$(STUB_ESP32S3_ALL:stub/%=%)'; $(STUB_BUILD)
