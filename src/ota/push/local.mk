# SPDX-License-Identifier: GPL-3.0-or-later
# ArduinoOTA: an invitation by UDP, the image by TCP.

LIBESPOTA_PARTS += \
	%D%/ota_answer.c \
	%D%/ota_answer.h \
	%D%/ota_auth.c \
	%D%/ota_auth.h \
	%D%/ota_codes.c \
	%D%/ota_codes.h \
	%D%/ota_invite.c \
	%D%/ota_invite.h \
	%D%/ota_push.c \
	%D%/ota_push.h \
	%D%/ota_return.c \
	%D%/ota_routes.c \
	%D%/ota_routes.h \
	%D%/ota_send.c \
	%D%/ota_send.h
