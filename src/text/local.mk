# SPDX-License-Identifier: GPL-3.0-or-later
# Texts that the programs and other programs exchange.

noinst_LIBRARIES += %D%/libtext.a
%C%_libtext_a_SOURCES = \
	%D%/csv.c \
	%D%/csv.h \
	%D%/metaline.c \
	%D%/metaline.h
LIBTEXT = %D%/libtext.a $(LIBBASE) $(JANSSON_LIBS)
