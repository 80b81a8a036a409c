# SPDX-License-Identifier: GPL-3.0-or-later

noinst_LIBRARIES += %D%/libcmdline.a
nodist_%C%_libcmdline_a_SOURCES = %D%/esp-reset-cmdline.c %D%/esp-reset-cmdline.h
%C%_libcmdline_a_CFLAGS = -w
CMDLINES += $(nodist_%C%_libcmdline_a_SOURCES)
GGO_FILES += %D%/esp-reset.ggo
%D%/esp-reset-cmdline.c: $(GGO_SHARED) %D%/esp-reset.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-reset; $(CMDLINE)
%D%/esp-reset-cmdline.h: %D%/esp-reset-cmdline.c
	@:

bin_PROGRAMS += bin/esp-reset
bin_esp_reset_SOURCES = \
	%D%/main.c
bin_esp_reset_LDADD = %D%/libcmdline.a $(PROGRAM_LIBS)
