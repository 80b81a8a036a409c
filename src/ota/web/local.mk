# SPDX-License-Identifier: GPL-3.0-or-later
# Updates and backups by a board's own web pages.

LIBESPOTA_PARTS += \
	%D%/webanswer.c \
	%D%/webanswer.h \
	%D%/webback.c \
	%D%/webback.h \
	%D%/webclient.c \
	%D%/webclient.h \
	%D%/webkind.c \
	%D%/webkind.h \
	%D%/webpull.c \
	%D%/webpull.h \
	%D%/webtext.c \
	%D%/webtext.h \
	%D%/webupdate.c \
	%D%/webupdate.h \
	%D%/weburl.c \
	%D%/weburl.h
