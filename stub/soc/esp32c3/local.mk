# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32-C3's stub.

STUB_RISCV_BINARIES += esp32c3

STUB_ESP32C3 = %D%/rom_loader.S %D%/chip.c %D%/clock.c %D%/serial.c
STUB_ESP32C3_INCLUDED = %D%/esp32c3_clock.h %D%/esp32c3_limits.h %D%/esp32c3_registers.h
EXTRA_DIST += $(STUB_ESP32C3) $(STUB_ESP32C3_INCLUDED) %D%/stub.ld
STUB_ESP32C3_ALL = $(STUB_RISCV) $(STUB_PORTABLE) $(STUB_ESP32C3) $(STUB_COMMON)
stub/rebuilt/esp32c3.bin: $(STUB_ESP32C3_ALL) $(STUB_ESP32C3_INCLUDED) $(STUB_COMMON_INCLUDED) \
		%D%/stub.ld $(STUB_RISCV_INCLUDED) stub/cpu/riscv/flags $(STUB_PORTABLE_NEEDS)
	$(AM_V_GEN)cpu=riscv soc=soc/esp32c3 sources='$(STUB_ESP32C3_ALL:stub/%=%)'; $(STUB_BUILD)
