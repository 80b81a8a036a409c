# SPDX-License-Identifier: GPL-3.0-or-later
# --ota-fit: does a program fit as an update over the air?

IMGEDIT_PARTS += \
	%D%/ota_fit.c \
	%D%/ota_fit.h \
	%D%/ota_fit_facts.c \
	%D%/ota_fit_print.h \
	%D%/ota_fit_text.c
