# SPDX-License-Identifier: GPL-3.0-or-later
# ---- the CPU against another interpreter ----

check_PROGRAMS += %D%/lx106-diff
TESTS += %D%/lx106-diff
%C%_lx106_diff_SOURCES = \
	%D%/lx106-diff.c \
	%D%/generate.c \
	%D%/generate.h \
	%D%/image.c \
	%D%/qemu.c \
	%D%/qemu.h
%C%_lx106_diff_LDADD = tests/sim/libsim.a
