# SPDX-License-Identifier: GPL-3.0-or-later
# Boards that announce themselves in the network.

LIBESPOTA_PARTS += \
	%D%/ota_announced.h \
	%D%/ota_scan.c \
	%D%/ota_scan.h \
	%D%/ota_unit.c \
	%D%/ota_unit.h
if HAVE_AVAHI
LIBESPOTA_PARTS += %D%/ota_announced_avahi.c
else
LIBESPOTA_PARTS += %D%/ota_announced_none.c
endif
