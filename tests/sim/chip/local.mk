# SPDX-License-Identifier: GPL-3.0-or-later
# The parts that the chips share, and the table of chips.

LIBSIM_PARTS += \
	%D%/application.c \
	%D%/application.h \
	%D%/chip_config.c \
	%D%/chip_config.h \
	%D%/chip_option.c \
	%D%/chip_option.h \
	%D%/chips.c \
	%D%/dogs.c \
	%D%/dogs.h \
	%D%/late_bytes.c \
	%D%/late_bytes.h \
	%D%/polling.c \
	%D%/polling.h \
	%D%/rom_switch.c \
	%D%/rom_switch.h \
	%D%/sim_chip.h \
	%D%/uart_glue.c %D%/uart_glue.h %D%/wordlist.c \
	%D%/wordlist.h
SIM_GGOS += %D%/chips.ggo

# Options of esp-sim, in this order: options of the board, options of several chips, options
# of one chip.
noinst_LIBRARIES += %D%/libsimcmdline.a
SIM_CMDLINE = %D%/libsimcmdline.a
nodist_%C%_libsimcmdline_a_SOURCES = %D%/sim-cmdline.c %D%/sim-cmdline.h
%C%_libsimcmdline_a_CFLAGS = -w
%D%/sim-cmdline.c: $(SIM_GGOS)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && (cd $(top_srcdir) && cat $(SIM_GGOS)) | \
	  $(GENGETOPT) --unamed-opts=ARG --set-version='$(VERSION)' --file-name=sim-cmdline \
	  --output-dir=$(@D)
# The command makes make look at the header's time again, so that what includes the header is
# built again, too.
%D%/sim-cmdline.h: %D%/sim-cmdline.c
	@:
BUILT_SOURCES += %D%/sim-cmdline.c %D%/sim-cmdline.h
CLEANFILES += %D%/sim-cmdline.c %D%/sim-cmdline.h
EXTRA_DIST += $(SIM_GGOS)
