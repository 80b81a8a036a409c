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
check_PROGRAMS += %D%/lx106-diff %D%/lx6-diff %D%/rv32-diff %D%/rv32-pure
TESTS += %D%/lx106-diff %D%/lx6-diff %D%/rv32-diff %D%/rv32-pure
%C%_lx106_diff_SOURCES = %D%/lx106-diff.c $(DIFFTEST_XTENSA)
%C%_lx106_diff_LDADD = tests/sim/libsim.a
%C%_lx6_diff_SOURCES = %D%/lx6-diff.c %D%/generate_calls.c %D%/generate_lx6.c $(DIFFTEST_XTENSA)
%C%_lx6_diff_LDADD = tests/sim/libsim.a
DIFFTEST_RV32 = $(DIFFTEST) %D%/rv32_diff.c %D%/rv32_diff.h
%C%_rv32_diff_SOURCES = %D%/rv32-diff.c %D%/generate_rv32.c $(DIFFTEST_RV32)
%C%_rv32_diff_LDADD = tests/sim/libsim.a

# The stub's functions that only compute, built with the stub's own flags.
%C%_rv32_pure_SOURCES = %D%/rv32-pure.c %D%/pure/pure.h $(DIFFTEST_RV32)
%C%_rv32_pure_LDADD = tests/sim/libsim.a
PURE_CODE = stub/crc32.c stub/soc/common/md5.c stub/deflate/inflate.c $(DEFLATE_CODE)
PURE_IMAGE = %D%/pure/entry.S %D%/pure/image.c
PURE_INCLUDED = %D%/pure/pure.h %D%/pure/pure_limits.h
EXTRA_DIST += $(PURE_IMAGE) $(PURE_INCLUDED) %D%/pure/stub.ld
if HAVE_RISCV
check_DATA += %D%/pure.bin
endif
%D%/pure.bin: $(PURE_CODE) $(DEFLATE_INCLUDED) $(PURE_IMAGE) $(PURE_INCLUDED) %D%/pure/stub.ld \
		$(STUB_RISCV) stub/build stub/cpu/riscv/flags
	$(AM_V_GEN)cpu=riscv soc=../%D%/pure \
	  sources='$(PURE_IMAGE:%=../%) cpu/riscv/library.c $(PURE_CODE:stub/%=%)'; $(STUB_BUILD)
MOSTLYCLEANFILES += %D%/pure.bin
