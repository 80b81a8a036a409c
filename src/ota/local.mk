# SPDX-License-Identifier: GPL-3.0-or-later
# libespota: images over the network.  Never prints, never exits.

noinst_LIBRARIES += %D%/libespota.a
%C%_libespota_a_SOURCES = \
	%D%/ota_chips.c \
	%D%/ota_chips.h \
	%D%/ota_socket.c \
	%D%/ota_socket.h \
	$(LIBESPOTA_PARTS)
LIBESPOTA_PARTS =
LIBESPOTA = %D%/libespota.a $(LIBBASE) $(CRYPTO_LIBS) $(CURL_LIBS) $(AVAHI_LIBS)

include %D%/push/local.mk
include %D%/web/local.mk
include %D%/scan/local.mk
