# SPDX-License-Identifier: GPL-3.0-or-later

noinst_LIBRARIES += %D%/libcmdline.a
nodist_%C%_libcmdline_a_SOURCES = %D%/esp-write-cmdline.c %D%/esp-write-cmdline.h
%C%_libcmdline_a_CFLAGS = -w
CMDLINES += $(nodist_%C%_libcmdline_a_SOURCES)
GGO_FILES += %D%/esp-write.ggo
%D%/esp-write-cmdline.c: $(GGO_SHARED) %D%/esp-write.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-write; $(CMDLINE)
%D%/esp-write-cmdline.h: %D%/esp-write-cmdline.c
	@:

bin_PROGRAMS += bin/esp-write
bin_esp_write_SOURCES = \
	%D%/main.c \
	%D%/write_blind.c \
	%D%/write_blind.h \
	%D%/write_check.c \
	%D%/write_check.h \
	%D%/write_end.c \
	%D%/write_end.h \
	%D%/write_object.h \
	%D%/write_security.c \
	%D%/write_security.h
bin_esp_write_LDADD = %D%/libcmdline.a $(PROGRAM_LIBS)
