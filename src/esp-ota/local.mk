# SPDX-License-Identifier: GPL-3.0-or-later

noinst_LIBRARIES += %D%/libcmdline.a
nodist_%C%_libcmdline_a_SOURCES = %D%/esp-ota-cmdline.c %D%/esp-ota-cmdline.h
%C%_libcmdline_a_CFLAGS = -w
CMDLINES += $(nodist_%C%_libcmdline_a_SOURCES)
GGO_FILES += %D%/esp-ota.ggo
%D%/esp-ota-cmdline.c: $(GGO_SHARED) %D%/esp-ota.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-ota; $(CMDLINE)
%D%/esp-ota-cmdline.h: %D%/esp-ota-cmdline.c
	@:

bin_PROGRAMS += bin/esp-ota
bin_esp_ota_SOURCES = \
	%D%/all.c \
	%D%/main.c \
	%D%/ota_address.c \
	%D%/ota_address.h \
	%D%/ota_image.c \
	%D%/ota_image.h \
	%D%/ota_options.c \
	%D%/ota_options.h \
	%D%/ota_password.c \
	%D%/ota_password.h \
	%D%/ota_room.c \
	%D%/ota_room.h \
	%D%/pull.c \
	%D%/push.c \
	%D%/push.h \
	%D%/scan.c \
	%D%/scan_way.h \
	%D%/ways.h \
	%D%/web.c \
	%D%/web_way.c \
	%D%/web_way.h
bin_esp_ota_LDADD = %D%/libcmdline.a $(LIBFILES) $(LIBCLI) $(LIBESPIMAGE) $(LIBESPOTA) $(LIBESP)
