# SPDX-License-Identifier: GPL-3.0-or-later

# ---- the parts that all tests share ----
EXTRA_DIST += %D%/lsan.supp %D%/valgrind.supp \
	%D%/bench/esp32 %D%/bench/esp8266 %D%/bench/files %D%/bench/images %D%/bench/lib.bash %D%/bench/many
check_DATA =

# Checks the rules of the tree.
dist_check_SCRIPTS += %D%/house %D%/advice
TESTS += %D%/house %D%/advice

include %D%/sim/local.mk
include %D%/tools/local.mk
include %D%/espstub/local.mk
include %D%/unit/local.mk
include %D%/difftest/local.mk
include %D%/bats/local.mk
include %D%/fuzz/local.mk

TEST_EXTENSIONS = .bats
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
BATS_LOG_DRIVER = $(LOG_DRIVER)
# Runs the file's tests on each virtual chip that they hold for.
BATS_LOG_COMPILER = $(srcdir)/%D%/bats/lib/each-chip
AM_BATS_LOG_FLAGS = --tap
# The time limit only ends tests that hang.  The longest test, under sanitizers on a machine
# with ten times as many runnable processes as processors, was seen to take 186 s.
AM_TESTS_ENVIRONMENT = \
	ESP_BUILDDIR='$(abs_top_builddir)'; export ESP_BUILDDIR; \
	ESP_SRCDIR='$(abs_top_srcdir)'; export ESP_SRCDIR; \
	BATS='$(BATS)'; export BATS; \
	BATS_TEST_TIMEOUT=900; export BATS_TEST_TIMEOUT; \
	STUB_BIN='$(abs_top_srcdir)/stub/bin/esp8266.bin'; export STUB_BIN; \
	XTENSA_CC='$(XTENSA_CC)'; export XTENSA_CC; \
	RISCV_CC='$(RISCV_CC)'; export RISCV_CC; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0'; export LSAN_OPTIONS; \
	test -z '$(ESP_ROM)' || { ESP_ROM='$(ESP_ROM)'; export ESP_ROM; }; \
	test -z '$(ESP32_ROM)' || { ESP32_ROM='$(ESP32_ROM)'; export ESP32_ROM; }; \
	test -z '$(ESP32C3_ROM)' || { ESP32C3_ROM='$(ESP32C3_ROM)'; export ESP32C3_ROM; }; \
	test -z '$(ESPRESSIF_STUB)' || { ESPRESSIF_STUB='$(ESPRESSIF_STUB)'; export ESPRESSIF_STUB; }; \
	test -z '$(ESP_CHIP)' || { ESP_CHIP='$(ESP_CHIP)'; export ESP_CHIP; }; \
	test -z '$(ESP_WAY)' || { ESP_WAY='$(ESP_WAY)'; export ESP_WAY; }; \
	test -z '$(ESP_PORT_KIND)' || { ESP_PORT_KIND='$(ESP_PORT_KIND)'; export ESP_PORT_KIND; }; \
	test -z '$(ESP_PRODUCT)' || { ESP_PRODUCT='$(ESP_PRODUCT)'; export ESP_PRODUCT; }; \
	test -z '$(ESP_RUNS)' || { ESP_RUNS='$(ESP_RUNS)'; export ESP_RUNS; }; \
	case '$(ESP_PRODUCT)$(ESP_HOSTILE) $(ESP_RUNS)' in ' ' | ' '[0-9]) ;; *) BATS_TEST_TIMEOUT=36000 ;; esac; \
	test -z '$(ESP_VALGRIND)' || { ESP_VALGRIND='$(VALGRIND)'; export ESP_VALGRIND; };
# The tests start python3 hundreds of times.  The python3 of pyenv is a shell script that
# takes longer than most of these runs, so the tests call the interpreter behind python3.
AM_TESTS_ENVIRONMENT += PATH='$(abs_top_builddir)/%D%/bin':$$PATH; export PATH;
check_DATA += %D%/bin/made
CLEANFILES += %D%/bin/made %D%/bin/python3
%D%/bin/made:
	$(AM_V_GEN)$(MKDIR_P) $(@D)
	$(AM_V_at)! python=`python3 -c 'import sys; print(sys.executable)'` || { \
	  printf '#!/bin/sh\nexec %s "$$@"\n' "'$$python'" > $(@D)/python3 && chmod +x $(@D)/python3; }
	$(AM_V_at)touch $@
check_DATA += $(MAN_PAGES)
if HAVE_XTENSA
check_DATA += $(STUB_REBUILT)
endif
if HAVE_RISCV
check_DATA += $(STUB_RISCV_REBUILT)
endif

# These run in minutes: the unit tests, one file for each program and each kind of port, and
# the examples, whose rules for udev only Debian 13 can check.
SHORT_TESTS = $(UNIT_TESTS) \
	%D%/bats/detect.bats %D%/bats/read.bats %D%/bats/write.bats %D%/bats/verify.bats \
	%D%/bats/ports.bats %D%/bats/serial.bats %D%/bats/stub.bats %D%/bats/esp32c3/usbport.bats \
	%D%/bats/many/examples.bats

# These test no C code, or only C code that another test runs in the same way: texts, scripts,
# and what a compiler for a chip makes.  Sanitizers find nothing more here.
NO_C_TESTS = %D%/house %D%/advice \
	%D%/bats/docs.bats %D%/bats/quickstart.bats %D%/bats/packages/install.bats \
	%D%/bats/packages/release.bats %D%/bats/stub.bats %D%/bats/many/examples.bats \
	%D%/bats/fleet/boards.bats %D%/bats/fleet/remote.bats %D%/bats/fleet/request.bats \
	%D%/bats/fleet/runs.bats 	%D%/bats/fleet/stored.bats %D%/bats/fleet/table.bats
C_TESTS = $(filter-out $(NO_C_TESTS),$(UNIT_TESTS) $(DIFF_TESTS) $(BATS_TESTS))

.PHONY: bench check-distros check-expensive check-portable check-sanitize check-valgrind
# README's two commands in clean roots of other distributions.  Needs root.  DISTROS=noble
# selects other distributions.  Downloads are kept until `make clean`.
check-distros:
	ESP_DISTROS_CACHE='$(abs_top_builddir)/distros' \
	  $(top_srcdir)/build-aux/check-distros $(DISTROS_FLAGS) $(DISTROS) || \
	  { test $$? = 77 && echo 'Skipped: not all distributions were to be had.'; }

mostlyclean-local:
	rm -rf distros portable

# Measures how long things take.  tests/bench/lib.bash explains ESPTOOL and ROWS.
bench: all
	for what in 'esp8266 $(RATES)' 'esp32 esp32 $(RATES)' 'esp32 esp32c3 $(RATES)' images files many; do \
	    ESP_BUILDDIR='$(abs_top_builddir)' ESP_SRCDIR='$(abs_top_srcdir)' \
	        $(top_srcdir)/%D%/bench/$$what || exit; done

# The tests that hold for every chip, on each chip, by the stub and by the ROM, over each kind
# of port; the seeded tests with many more seeds.  This takes many hours.
check-expensive: all
	$(MAKE) check TESTS='$(BATS_TESTS)' ESP_PRODUCT=1
	$(MAKE) check TESTS='%D%/bats/writetrouble.bats' ESP_RUNS=50
	$(MAKE) check TESTS='%D%/bats/lossy.bats' ESP_RUNS=334
	$(MAKE) check TESTS='%D%/bats/servers.bats' ESP_RUNS=100
	$(MAKE) check TESTS='%D%/bats/ota/faults.bats' ESP_RUNS=100
	$(MAKE) check TESTS='%D%/bats/flashsize.bats' ESP_RUNS=300
	$(MAKE) check TESTS='%D%/bats/hostile.bats' ESP_HOSTILE=all
	$(MAKE) check-portable
	$(MAKE) %D%/difftest/rv32-pure && %D%/difftest/rv32-pure 1000 500

# All tests again under AddressSanitizer and UBSan, in a separate build.
check-sanitize:
	$(MKDIR_P) sanitize
	cd sanitize && { test -f config.status || { \
	  case '$(srcdir)' in /*) up=;; *) up=../;; esac; \
	  "$$up"'$(srcdir)'/configure --enable-sanitize CFLAGS='-O2 -g'; }; }
	cd sanitize && $(MAKE) check

# The files of src/system for macOS, FreeBSD and others, built on this machine in a separate
# build, and some tests of programs made of them.  The tests themselves need Linux.
PORTABLE_TESTS = files.bats ports.bats detect.bats many/watch.bats
check-portable:
	$(MKDIR_P) portable
	cd portable && { test -f config.status || { \
	  case '$(srcdir)' in /*) up=;; *) up=../;; esac; \
	  "$$up"'$(srcdir)'/configure --quiet --enable-werror --without-udev \
	    esp_cv_sys_linux=no esp_cv_func_gnu_qsort_r=no ac_cv_func_fallocate=no; }; }
	cd portable && ! grep '^#define HAVE_LINUX' config.h
	cd portable && $(MAKE) all %D%/unit/system/sortwith tests/sim/slowclock.so tests/sim/ttylines.so
	cd portable && %D%/unit/system/sortwith && for file in $(PORTABLE_TESTS); do \
	  $(AM_TESTS_ENVIRONMENT) ESP_BUILDDIR='$(abs_top_builddir)/portable' ESP_CHIP=esp8266ex \
	    '$(abs_top_srcdir)'/%D%/bats/lib/each-chip '$(abs_top_srcdir)'/%D%/bats/$$file || exit; done

# The programs' tests with each program under valgrind.
check-valgrind: all
	$(MAKE) check TESTS='%D%/bats/detect.bats' ESP_VALGRIND=1
