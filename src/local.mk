# SPDX-License-Identifier: GPL-3.0-or-later
# The layers, each above the ones before it; HACKING.md says who may call whom.

include %D%/base/local.mk
include %D%/system/local.mk
include %D%/text/local.mk
include %D%/esp/local.mk
include %D%/image/local.mk
include %D%/ota/local.mk
include %D%/cli/local.mk
include %D%/files/local.mk
include %D%/board/local.mk

# ---- the programs, in build/bin ----
# The option parsers are generated, so they are compiled without our warnings.  All parsers
# have the same symbols, so each parser is in an archive of its own.
PROGRAM_LIBS = $(LIBBOARD) $(LIBFILES) $(LIBCLI) $(LIBESPIMAGE) $(LIBESP)
GGO_FILES = $(GGO_SHARED)
EXTRA_DIST += $(GGO_FILES) build-aux/ggo
CMDLINES =
BUILT_SOURCES += $(CMDLINES)
CLEANFILES += $(CMDLINES)
CMDLINE = $(MKDIR_P) $(@D) && \
	sh $(top_srcdir)/build-aux/ggo $$program | \
	$(GENGETOPT) --unamed-opts --no-handle-error --no-handle-help --no-handle-version \
	  --file-name=$$program-cmdline --output-dir=$(@D)

include %D%/esp-detect/local.mk
include %D%/esp-erase/local.mk
include %D%/esp-imgedit/local.mk
include %D%/esp-ota/local.mk
include %D%/esp-read/local.mk
include %D%/esp-reset/local.mk
include %D%/esp-verify/local.mk
include %D%/esp-write/local.mk
