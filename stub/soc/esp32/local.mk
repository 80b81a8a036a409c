# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32's stub, and the trial program: a small program of its own that tries a line rate
# before the stub is loaded.

STUB_BINARIES += esp32 esp32-trial

STUB_ESP32 = %D%/rom_loader.S %D%/chip.c %D%/clock.c %D%/serial.c
STUB_ESP32_INCLUDED = %D%/esp32_clock.h %D%/esp32_fifo.h %D%/esp32_limits.h \
	%D%/esp32_registers.h
EXTRA_DIST += $(STUB_ESP32) $(STUB_ESP32_INCLUDED) %D%/stub.ld
STUB_ESP32_ALL = $(STUB_XTENSA) $(STUB_XTENSA_LATER) $(STUB_PORTABLE) $(STUB_ESP32) $(STUB_COMMON)
stub/rebuilt/esp32.bin: $(STUB_ESP32_ALL) $(STUB_ESP32_INCLUDED) $(STUB_COMMON_INCLUDED) %D%/stub.ld \
		$(STUB_XTENSA_INCLUDED) stub/cpu/xtensa/flags $(STUB_PORTABLE_NEEDS)
	$(AM_V_GEN)cpu=xtensa soc=soc/esp32 sources='$(STUB_ESP32_ALL:stub/%=%)'; $(STUB_BUILD)

STUB_ESP32_TRIAL = %D%/trial/entry.S %D%/trial/trial.c
EXTRA_DIST += $(STUB_ESP32_TRIAL) %D%/trial/stub.ld
stub/rebuilt/esp32-trial.bin: $(STUB_ESP32_TRIAL) $(STUB_ESP32_INCLUDED) stub/trial_exchange.h \
		%D%/trial/stub.ld $(STUB_XTENSA_INCLUDED) stub/cpu/xtensa/flags \
		src/esp/wire/protocol.h stub/build
	$(AM_V_GEN)cpu=xtensa soc=soc/esp32/trial sources='$(STUB_ESP32_TRIAL:stub/%=%)'; $(STUB_BUILD)
