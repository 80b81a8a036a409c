# SPDX-License-Identifier: GPL-3.0-or-later

noinst_LIBRARIES += %D%/libcmdline.a
nodist_%C%_libcmdline_a_SOURCES = %D%/esp-verify-cmdline.c %D%/esp-verify-cmdline.h
%C%_libcmdline_a_CFLAGS = -w
CMDLINES += $(nodist_%C%_libcmdline_a_SOURCES)
GGO_FILES += %D%/esp-verify.ggo
%D%/esp-verify-cmdline.c: $(GGO_SHARED) %D%/esp-verify.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-verify; $(CMDLINE)
%D%/esp-verify-cmdline.h: %D%/esp-verify-cmdline.c
	@:

bin_PROGRAMS += bin/esp-verify
bin_esp_verify_SOURCES = \
	%D%/main.c \
	%D%/verify_bytes.c \
	%D%/verify_bytes.h \
	%D%/verify_header.c \
	%D%/verify_header.h
bin_esp_verify_LDADD = %D%/libcmdline.a $(PROGRAM_LIBS)
