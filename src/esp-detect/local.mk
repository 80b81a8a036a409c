# SPDX-License-Identifier: GPL-3.0-or-later

noinst_LIBRARIES += %D%/libcmdline.a
nodist_%C%_libcmdline_a_SOURCES = %D%/esp-detect-cmdline.c %D%/esp-detect-cmdline.h
%C%_libcmdline_a_CFLAGS = -w
CMDLINES += $(nodist_%C%_libcmdline_a_SOURCES)
GGO_FILES += %D%/esp-detect.ggo
%D%/esp-detect-cmdline.c: $(GGO_SHARED) %D%/esp-detect.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-detect; $(CMDLINE)
%D%/esp-detect-cmdline.h: %D%/esp-detect-cmdline.c
	@:

bin_PROGRAMS += bin/esp-detect
bin_esp_detect_SOURCES = \
	%D%/all.c \
	%D%/detect.h \
	%D%/list.c \
	%D%/main.c \
	%D%/partitions.c \
	%D%/port.c \
	%D%/probe.c \
	%D%/probe.h \
	%D%/selftest.c \
	%D%/watch.c \
	%D%/watch_ports.c \
	%D%/watch_ports.h
bin_esp_detect_LDADD = %D%/libcmdline.a $(PROGRAM_LIBS)
