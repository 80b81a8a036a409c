# SPDX-License-Identifier: GPL-3.0-or-later
# libesp: a conversation with one board.  Never prints, never exits.

noinst_LIBRARIES += %D%/libesp.a
%C%_libesp_a_CPPFLAGS = $(AM_CPPFLAGS) $(SERIALPORT_CFLAGS) $(TELNET_CFLAGS) $(ZLIB_CFLAGS) \
	$(CRYPTO_CFLAGS) $(JANSSON_CFLAGS) $(UDEV_CFLAGS)
%C%_libesp_a_SOURCES = %D%/session.h $(LIBESP_PARTS)
nodist_%C%_libesp_a_SOURCES = $(LIBESP_STUBS)
LIBESP_PARTS =
LIBESP_STUBS =
LIBESP_LIBS = $(SERIALPORT_LIBS) $(UDEV_LIBS) $(TELNET_LIBS) $(GENSIO_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(ZLIB_LIBS)
LIBESP = %D%/libesp.a $(LIBTEXT) $(LIBSYSTEM) $(LIBBASE) $(LIBESP_LIBS)

include %D%/line/local.mk
include %D%/port/local.mk
include %D%/wire/local.mk
include %D%/rom/local.mk
include %D%/rom/esp32/local.mk
include %D%/rom/esp32c3/local.mk
include %D%/rom/esp32s3/local.mk
include %D%/rom/esp8266/local.mk
include %D%/foreign/local.mk
include %D%/chip/local.mk
include %D%/chip/later/local.mk
include %D%/session/local.mk
include %D%/flash/local.mk
include %D%/flash/foreign/local.mk
include %D%/flash/rom/local.mk
include %D%/flash/rom/esp8266/local.mk
include %D%/flash/stub/local.mk
include %D%/flash/stub/write/local.mk
