# SPDX-License-Identifier: GPL-3.0-or-later
# libespimage: what an image contains, and changes of it.  Takes buffers, never prints.

noinst_LIBRARIES += %D%/libespimage.a
%C%_libespimage_a_SOURCES = \
	%D%/bytescan.c \
	%D%/bytescan.h \
	%D%/imageheader.c \
	%D%/imageheader.h \
	%D%/trouble.c \
	%D%/trouble.h \
	%D%/wrapping.c \
	$(LIBESPIMAGE_PARTS)
LIBESPIMAGE_PARTS =
LIBESPIMAGE = %D%/libespimage.a $(LIBSYSTEM) $(LIBBASE) $(CRYPTO_LIBS) $(ZLIB_LIBS)

include %D%/app/local.mk
include %D%/fs/local.mk
include %D%/layout/local.mk
include %D%/nvs/local.mk
include %D%/edit/local.mk
include %D%/fields/local.mk
include %D%/hex/local.mk
include %D%/settings/local.mk
include %D%/diff/local.mk
include %D%/map/local.mk
include %D%/fit/local.mk
include %D%/start/local.mk
include %D%/survey/local.mk
include %D%/table/local.mk
