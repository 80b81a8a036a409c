# SPDX-License-Identifier: GPL-3.0-or-later
# A board: time, power, wiring, options.

LIBSIM_PARTS += \
	%D%/board.c \
	%D%/board.h \
	%D%/board_power.c \
	%D%/board_private.h \
	%D%/board_watchdog.c \
	%D%/board_skip.c \
	%D%/board_sleep.c \
	%D%/hostclock.c \
	%D%/hostclock.h \
	%D%/manners.c \
	%D%/manners.h \
	%D%/options.c \
	%D%/options.h \
	%D%/options_private.h \
	%D%/options_resets.c \
	%D%/stats.c \
	%D%/wiring.c \
	%D%/wiring.h

SIM_GGOS += %D%/sim.ggo

noinst_PROGRAMS += tests/sim/esp-sim tests/sim/esp-mkflash
tests_sim_esp_sim_SOURCES = %D%/main.c
tests_sim_esp_sim_LDADD = $(BOARD_LIB) $(SIM_CMDLINE) $(LIBCLI) $(SIM_LIBS)
tests_sim_esp_mkflash_SOURCES = %D%/mkflash.c %D%/mkflash.h %D%/mkflash_esp32.c
tests_sim_esp_mkflash_LDADD = $(LIBCLI) $(CRYPTO_LIBS) $(ZLIB_LIBS)

# The clock that a board keeps, as a library for LD_PRELOAD.  The flags that the programs get, such
# as -D_TIME_BITS=64, choose the symbol that they call.
check_DATA += tests/sim/slowclock.so
tests/sim/slowclock.so: %D%/slowclock.c %D%/hostclock.h
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(CC) -D_GNU_SOURCE $(LARGE_FILES) -I$(top_srcdir)/tests \
	  $(CPPFLAGS) $(WARN_CFLAGS) -O2 -g -shared -fPIC -o $@ \
	  $(top_srcdir)/%D%/slowclock.c -ldl $(ATOMIC_LIBS)
MOSTLYCLEANFILES += tests/sim/slowclock.so
EXTRA_DIST += %D%/slowclock.c
