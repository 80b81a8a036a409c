# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzz targets.  `make check` runs them over their seeds and some variations of these
# (tests/bats/fuzz.bats).  `make fuzz` runs each for FUZZ_SECONDS, with libFuzzer if it is
# installed.

FUZZ_LINE_TARGETS = answers csv deflate devline edit header hex inflate journal number ota port reset \
	sidecar slip stub stubjson survey telnet visible webpage
# The seeds of these are images from recipes.
FUZZ_RECIPE_TARGETS = fields filesystems fsedit fsfiles littlefsedit nvs nvsedit partitions
FUZZ_TARGETS = $(FUZZ_LINE_TARGETS) $(FUZZ_RECIPE_TARGETS)
FUZZ_BUILT = $(FUZZ_TARGETS:%=%D%/%)
FUZZ_SEEDS = $(FUZZ_LINE_TARGETS:%=%D%/seeds/%) $(FUZZ_RECIPE_TARGETS:%=%D%/seeds/%.recipes)
EXTRA_DIST += %D%/lib/run $(FUZZ_SEEDS) %D%/seeds/broken

# libFuzzer has its own main().
if LIBFUZZER
LIBFUZZER_FLAG = -fsanitize=fuzzer
FUZZ_MAIN =
else
LIBFUZZER_FLAG =
FUZZ_MAIN = %D%/libdriver.a
endif
check_LIBRARIES += %D%/libdriver.a
%C%_libdriver_a_SOURCES = %D%/lib/driver.c %D%/lib/fuzz.h
FUZZ_LIBS = $(FUZZ_MAIN) tests/unit/libstubhost.a $(LIBESPOTA) $(PROGRAM_LIBS)

check_PROGRAMS += \
	%D%/answers \
	%D%/broken \
	%D%/csv \
	%D%/deflate \
	%D%/devline \
	%D%/edit \
	%D%/fields \
	%D%/filesystems \
	%D%/fsedit \
	%D%/fsfiles \
	%D%/header \
	%D%/hex \
	%D%/inflate \
	%D%/journal \
	%D%/littlefsedit \
	%D%/nvs \
	%D%/nvsedit \
	%D%/number \
	%D%/ota \
	%D%/partitions \
	%D%/port \
	%D%/reset \
	%D%/sidecar \
	%D%/slip \
	%D%/stub \
	%D%/survey \
	%D%/telnet \
	%D%/stubjson \
	%D%/visible \
	%D%/webpage

%C%_answers_SOURCES = %D%/answers.c %D%/lib/fuzz.h
%C%_answers_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_answers_LDADD = $(FUZZ_LIBS)

# This target breaks its own promise, so that the tests can check that a broken promise is
# noticed.
%C%_broken_SOURCES = %D%/lib/broken.c %D%/lib/fuzz.h
%C%_broken_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_broken_LDADD = $(FUZZ_LIBS)

%C%_csv_SOURCES = %D%/csv.c %D%/lib/fuzz.h
%C%_csv_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_csv_LDADD = $(FUZZ_LIBS)

%C%_deflate_SOURCES = %D%/deflate.c %D%/lib/fuzz.h $(DEFLATE_CODE)
%C%_deflate_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_deflate_LDADD = $(FUZZ_LIBS)

%C%_devline_SOURCES = %D%/devline.c %D%/lib/fuzz.h
%C%_devline_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_devline_LDADD = $(FUZZ_LIBS)

%C%_edit_SOURCES = %D%/edit.c %D%/lib/fuzz.h
%C%_edit_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_edit_LDADD = $(FUZZ_LIBS)

%C%_fields_SOURCES = %D%/fields.c %D%/lib/fuzz.h
%C%_fields_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_fields_LDADD = $(FUZZ_LIBS)

%C%_filesystems_SOURCES = %D%/filesystems.c %D%/lib/fuzz.h %D%/lib/surveyed.h
%C%_filesystems_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_filesystems_LDADD = $(FUZZ_LIBS)

%C%_fsedit_SOURCES = %D%/fsedit.c %D%/lib/fuzz.h
%C%_fsedit_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_fsedit_LDADD = $(FUZZ_LIBS)

%C%_fsfiles_SOURCES = %D%/fsfiles.c %D%/lib/fuzz.h
%C%_fsfiles_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_fsfiles_LDADD = $(FUZZ_LIBS)

%C%_header_SOURCES = %D%/header.c %D%/lib/fuzz.h
%C%_header_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_header_LDADD = $(FUZZ_LIBS)

%C%_hex_SOURCES = %D%/hex.c %D%/lib/fuzz.h
%C%_hex_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_hex_LDADD = $(FUZZ_LIBS)

%C%_inflate_SOURCES = %D%/inflate.c %D%/lib/fuzz.h stub/deflate/inflate.c
%C%_inflate_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_inflate_LDADD = $(FUZZ_LIBS)

%C%_journal_SOURCES = %D%/journal.c %D%/lib/fuzz.h %D%/lib/showable.h
%C%_journal_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_journal_LDADD = $(FUZZ_LIBS)

%C%_littlefsedit_SOURCES = %D%/littlefsedit.c %D%/lib/fuzz.h
%C%_littlefsedit_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_littlefsedit_LDADD = $(FUZZ_LIBS)

%C%_nvs_SOURCES = %D%/nvs.c %D%/lib/fuzz.h %D%/lib/surveyed.h
%C%_nvs_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_nvs_LDADD = $(FUZZ_LIBS)

%C%_nvsedit_SOURCES = %D%/nvsedit.c %D%/lib/fuzz.h
%C%_nvsedit_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_nvsedit_LDADD = $(FUZZ_LIBS)

%C%_number_SOURCES = %D%/number.c %D%/lib/fuzz.h
%C%_number_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_number_LDADD = $(FUZZ_LIBS)

%C%_ota_SOURCES = %D%/ota.c %D%/lib/fuzz.h
%C%_ota_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_ota_LDADD = $(FUZZ_LIBS)

%C%_partitions_SOURCES = %D%/partitions.c %D%/lib/fuzz.h %D%/lib/surveyed.h
%C%_partitions_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_partitions_LDADD = $(FUZZ_LIBS)

%C%_port_SOURCES = %D%/port.c %D%/lib/fuzz.h
%C%_port_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_port_LDADD = $(FUZZ_LIBS)

%C%_reset_SOURCES = %D%/reset.c %D%/lib/fuzz.h
%C%_reset_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_reset_LDADD = $(FUZZ_LIBS)

%C%_sidecar_SOURCES = %D%/sidecar.c %D%/lib/fuzz.h
%C%_sidecar_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_sidecar_LDADD = $(FUZZ_LIBS)

%C%_slip_SOURCES = %D%/slip.c %D%/lib/fuzz.h
%C%_slip_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_slip_LDADD = $(FUZZ_LIBS)

%C%_stub_SOURCES = %D%/stub.c %D%/lib/fuzz.h
%C%_stub_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_stub_LDADD = $(FUZZ_LIBS)

%C%_survey_SOURCES = %D%/survey.c %D%/lib/fuzz.h
%C%_survey_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_survey_LDADD = $(FUZZ_LIBS)

%C%_telnet_SOURCES = %D%/telnet.c %D%/lib/fuzz.h
%C%_telnet_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_telnet_LDADD = $(FUZZ_LIBS)

%C%_stubjson_SOURCES = %D%/stubjson.c %D%/lib/fuzz.h
%C%_stubjson_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_stubjson_LDADD = $(FUZZ_LIBS)
%C%_visible_SOURCES = %D%/visible.c %D%/lib/fuzz.h %D%/lib/showable.h
%C%_visible_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_visible_LDADD = $(FUZZ_LIBS)

%C%_webpage_SOURCES = %D%/webpage.c %D%/lib/fuzz.h
%C%_webpage_LDFLAGS = $(LIBFUZZER_FLAG)
%C%_webpage_LDADD = $(FUZZ_LIBS)

# Runs in its own build with sanitizers, like check-sanitize.
FUZZ_SECONDS = 10
.PHONY: fuzz fuzz-programs
fuzz:
	@test -n '$(FUZZ_CC)' || echo 'There is no clang with libFuzzer (packages clang and' \
	  'libclang-rt-dev): the inputs are made by chance alone.'
	$(MKDIR_P) fuzz
	cd fuzz && { test -f config.status || { \
	  case '$(srcdir)' in /*) up=;; *) up=../;; esac; \
	  case '$(FUZZ_CC)' in '') set -- --enable-sanitize;; \
	    *) set -- --enable-sanitize=fuzzer CC='$(FUZZ_CC)';; esac; \
	  "$$up"'$(srcdir)'/configure --quiet CFLAGS='-O1 -g' "$$@"; }; }
	cd fuzz && $(MAKE) -s fuzz-programs
	FUZZ_CORPUS='$(abs_builddir)/fuzz/corpus' FUZZ_ARTIFACTS='$(abs_builddir)/fuzz' \
	  $(top_srcdir)/%D%/lib/run fuzz/%D% '$(FUZZ_SECONDS)' $(FUZZ_TARGETS)
fuzz-programs: $(FUZZ_BUILT)
