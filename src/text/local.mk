# SPDX-License-Identifier: GPL-3.0-or-later
# What the programs print for other programs.

noinst_LIBRARIES += %D%/libtext.a
%C%_libtext_a_SOURCES = \
	%D%/metaline.c \
	%D%/metaline.h
LIBTEXT = %D%/libtext.a $(LIBBASE) $(JANSSON_LIBS)
