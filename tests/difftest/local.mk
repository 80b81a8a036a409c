# SPDX-License-Identifier: GPL-3.0-or-later
# ---- the CPUs against another interpreter ----

DIFFTEST = \
	%D%/diff.c \
	%D%/difference.h \
	%D%/generate.h \
	%D%/image.c \
	%D%/qemu.c \
	%D%/qemu.h
DIFFTEST_XTENSA = $(DIFFTEST) %D%/generate.c %D%/xtensa_diff.c %D%/xtensa_diff.h
DIFF_TESTS = %D%/lx106-diff %D%/lx6-diff %D%/rv32-diff
check_PROGRAMS += $(DIFF_TESTS)
TESTS += $(DIFF_TESTS)
%C%_lx106_diff_SOURCES = %D%/lx106-diff.c $(DIFFTEST_XTENSA)
%C%_lx106_diff_LDADD = tests/sim/libsim.a
%C%_lx6_diff_SOURCES = %D%/lx6-diff.c %D%/generate_calls.c %D%/generate_lx6.c $(DIFFTEST_XTENSA)
%C%_lx6_diff_LDADD = tests/sim/libsim.a
%C%_rv32_diff_SOURCES = %D%/rv32-diff.c %D%/generate_rv32.c $(DIFFTEST)
%C%_rv32_diff_LDADD = tests/sim/libsim.a
