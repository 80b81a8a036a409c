# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32-C3's stub, and the trial program: a small program of its own that tries a line rate
# before the stub is loaded.

STUB_RISCV_BINARIES += esp32c3 esp32c3-trial

STUB_ESP32C3 = %D%/rom_loader.S %D%/chip.c %D%/clock.c %D%/serial.c
STUB_ESP32C3_INCLUDED = %D%/esp32c3_clock.h %D%/esp32c3_counter.h %D%/esp32c3_limits.h \
	%D%/esp32c3_registers.h
EXTRA_DIST += $(STUB_ESP32C3) $(STUB_ESP32C3_INCLUDED) %D%/stub.ld
STUB_ESP32C3_ALL = $(STUB_RISCV) $(STUB_PORTABLE) $(STUB_ESP32C3) $(STUB_COMMON) \
	$(STUB_COMMON_USB)
stub/rebuilt/esp32c3.bin: $(STUB_ESP32C3_ALL) $(STUB_ESP32C3_INCLUDED) $(STUB_COMMON_INCLUDED) \
		%D%/stub.ld $(STUB_RISCV_INCLUDED) stub/cpu/riscv/flags $(STUB_PORTABLE_NEEDS)
	$(AM_V_GEN)cpu=riscv soc=soc/esp32c3 sources='$(STUB_ESP32C3_ALL:stub/%=%)'; $(STUB_BUILD)

STUB_ESP32C3_TRIAL = %D%/trial/entry.S %D%/trial/trial.c
EXTRA_DIST += $(STUB_ESP32C3_TRIAL) %D%/trial/stub.ld
stub/rebuilt/esp32c3-trial.bin: $(STUB_ESP32C3_TRIAL) $(STUB_ESP32C3_INCLUDED) stub/trial_exchange.h \
		%D%/trial/stub.ld stub/cpu/riscv/flags src/esp/wire/protocol.h stub/build
	$(AM_V_GEN)cpu=riscv soc=soc/esp32c3/trial sources='$(STUB_ESP32C3_TRIAL:stub/%=%)'; $(STUB_BUILD)
