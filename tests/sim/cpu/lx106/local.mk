# SPDX-License-Identifier: GPL-3.0-or-later
# The CPU of the ESP8266.

LIBSIM_PARTS += %D%/lx106.c %D%/lx106.h
