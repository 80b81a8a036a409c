# SPDX-License-Identifier: GPL-3.0-or-later
# The CPUs of the ESP32.

LIBSIM_PARTS += %D%/lx6.c %D%/lx6.h
