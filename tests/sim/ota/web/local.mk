# SPDX-License-Identifier: GPL-3.0-or-later
# esp-sim-web: the web server of a virtual board.

check_PROGRAMS += tests/sim/esp-sim-web
tests_sim_esp_sim_web_SOURCES = \
	%D%/webboard.h \
	%D%/webboard_arduino.c \
	%D%/webboard_auth.c \
	%D%/webboard_http.c \
	%D%/webboard_main.c \
	%D%/webboard_tasmota.c
tests_sim_esp_sim_web_LDADD = $(CRYPTO_LIBS)
