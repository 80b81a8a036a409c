# SPDX-License-Identifier: GPL-3.0-or-later
# A board: time, power, wiring, options.

LIBSIM_PARTS += \
	%D%/board.c \
	%D%/board.h \
	%D%/board_power.c \
	%D%/board_private.h \
	%D%/hostclock.c \
	%D%/hostclock.h \
	%D%/manners.c \
	%D%/manners.h \
	%D%/stats.c \
	%D%/wiring.c \
	%D%/wiring.h

noinst_LIBRARIES += %D%/libsimcmdline.a
nodist_%C%_libsimcmdline_a_SOURCES = %D%/sim-cmdline.c %D%/sim-cmdline.h
%C%_libsimcmdline_a_CFLAGS = -w
%D%/sim-cmdline.c: %D%/sim.ggo
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(GENGETOPT) --unamed-opts=ARG --set-version='$(VERSION)' \
	  --input=$(top_srcdir)/%D%/sim.ggo --file-name=sim-cmdline --output-dir=$(@D)
%D%/sim-cmdline.h: %D%/sim-cmdline.c
BUILT_SOURCES += %D%/sim-cmdline.c %D%/sim-cmdline.h
CLEANFILES += %D%/sim-cmdline.c %D%/sim-cmdline.h
EXTRA_DIST += %D%/sim.ggo

noinst_PROGRAMS += tests/sim/esp-sim tests/sim/esp-mkflash
tests_sim_esp_sim_SOURCES = %D%/main.c %D%/options.c %D%/options.h
tests_sim_esp_sim_LDADD = $(BOARD_LIB) %D%/libsimcmdline.a $(LIBCLI) $(SIM_LIBS)
tests_sim_esp_mkflash_SOURCES = %D%/mkflash.c
tests_sim_esp_mkflash_LDADD = $(LIBCLI)

# For LD_PRELOAD: the clock that a board keeps.
check_DATA += tests/sim/slowclock.so
tests/sim/slowclock.so: %D%/slowclock.c %D%/hostclock.h
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(CC) -D_GNU_SOURCE -I$(top_srcdir)/tests $(WARN_CFLAGS) -O2 -g -shared -fPIC -o $@ \
	  $(top_srcdir)/%D%/slowclock.c -ldl
MOSTLYCLEANFILES += tests/sim/slowclock.so
EXTRA_DIST += %D%/slowclock.c
