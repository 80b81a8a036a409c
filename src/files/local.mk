# SPDX-License-Identifier: GPL-3.0-or-later
# Reading and writing files so that nothing is lost.

noinst_LIBRARIES += %D%/libfiles.a
%C%_libfiles_a_SOURCES = \
	%D%/esptooldir.c \
	%D%/esptooldir.h \
	%D%/filedigest.c \
	%D%/filedigest.h \
	%D%/imagefile.c \
	%D%/imagefile.h \
	%D%/leftovers.c \
	%D%/leftovers.h \
	%D%/linktarget.c \
	%D%/linktarget.h \
	%D%/output.c \
	%D%/output.h \
	%D%/partfile.c \
	%D%/partfile.h \
	%D%/plainfile.c \
	%D%/plainfile.h \
	%D%/sidecar.c \
	%D%/sidecar.h
LIBFILES = %D%/libfiles.a
