# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP8266's stub, and the trial program: a small program of its own that tries a line
# rate before the stub is loaded.

STUB_BINARIES += esp8266 esp8266-trial

STUB_ESP8266 = %D%/rom_places.S %D%/chip.c %D%/serial.c %D%/flash.c
STUB_ESP8266_INCLUDED = %D%/flash.h %D%/esp8266_limits.h %D%/registers.h %D%/rom_functions.h %D%/serial.h
EXTRA_DIST += $(STUB_ESP8266) $(STUB_ESP8266_INCLUDED) %D%/stub.ld
STUB_ESP8266_ALL = $(STUB_XTENSA) $(STUB_PORTABLE) $(STUB_ESP8266)
stub/rebuilt/esp8266.bin: $(STUB_ESP8266_ALL) $(STUB_ESP8266_INCLUDED) %D%/stub.ld \
		$(STUB_XTENSA_INCLUDED) stub/cpu/xtensa/flags $(STUB_PORTABLE_NEEDS)
	$(AM_V_GEN)cpu=xtensa soc=soc/esp8266 sources='$(STUB_ESP8266_ALL:stub/%=%)'; $(STUB_BUILD)

STUB_ESP8266_TRIAL = %D%/trial/entry.S %D%/trial/trial.c
EXTRA_DIST += $(STUB_ESP8266_TRIAL) %D%/trial/stub.ld
stub/rebuilt/esp8266-trial.bin: $(STUB_ESP8266_TRIAL) $(STUB_ESP8266_INCLUDED) stub/trial_exchange.h \
		%D%/trial/stub.ld $(STUB_XTENSA_INCLUDED) stub/cpu/xtensa/flags \
		src/esp/wire/protocol.h stub/build
	$(AM_V_GEN)cpu=xtensa soc=soc/esp8266/trial sources='$(STUB_ESP8266_TRIAL:stub/%=%)'; $(STUB_BUILD)
