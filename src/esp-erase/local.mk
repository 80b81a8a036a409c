# SPDX-License-Identifier: GPL-3.0-or-later

noinst_LIBRARIES += %D%/libcmdline.a
nodist_%C%_libcmdline_a_SOURCES = %D%/esp-erase-cmdline.c %D%/esp-erase-cmdline.h
%C%_libcmdline_a_CFLAGS = -w
CMDLINES += $(nodist_%C%_libcmdline_a_SOURCES)
GGO_FILES += %D%/esp-erase.ggo
%D%/esp-erase-cmdline.c: $(GGO_SHARED) %D%/esp-erase.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-erase; $(CMDLINE)
%D%/esp-erase-cmdline.h: %D%/esp-erase-cmdline.c
	@:

bin_PROGRAMS += bin/esp-erase
bin_esp_erase_SOURCES = \
	%D%/main.c
bin_esp_erase_LDADD = %D%/libcmdline.a $(PROGRAM_LIBS)
