# SPDX-License-Identifier: GPL-3.0-or-later
# esp-sim --ota: a board that takes updates over the network.

tests_sim_esp_sim_SOURCES += \
	%D%/target.c \
	%D%/target.h \
	%D%/target_auth.c \
	%D%/target_faults.c \
	%D%/target_main.c \
	%D%/target_main.h \
	%D%/target_transfer.c \
	%D%/target_update.c
