# SPDX-License-Identifier: GPL-3.0-or-later
# Manual pages from --help and the hand-written parts.  They are in the tarball,
# so help2man is needed only where those parts or the options change.

MAN_INCLUDES = \
	%D%/esp-detect.h2m \
	%D%/esp-erase.h2m \
	%D%/esp-imgedit.h2m \
	%D%/esp-ota.h2m \
	%D%/esp-read.h2m \
	%D%/esp-reset.h2m \
	%D%/esp-verify.h2m \
	%D%/esp-write.h2m
EXTRA_DIST += $(MAN_INCLUDES)
MAN_PAGES = \
	%D%/esp-detect.1 \
	%D%/esp-erase.1 \
	%D%/esp-imgedit.1 \
	%D%/esp-ota.1 \
	%D%/esp-read.1 \
	%D%/esp-reset.1 \
	%D%/esp-verify.1 \
	%D%/esp-write.1
dist_man_MANS += $(MAN_PAGES) %D%/esputils.7
dist_man_MANS += %D%/esp-fleet.7 %D%/esputils.1
# `make install-sim` installs these.
SIM_MAN_PAGES = %D%/esp-mkflash.1 %D%/esp-sim.1
EXTRA_DIST += $(SIM_MAN_PAGES) %D%/esp-mkflash.h2m %D%/esp-sim.h2m
MAINTAINERCLEANFILES += $(MAN_PAGES) $(SIM_MAN_PAGES)

MAN_PAGE = $(MKDIR_P) %D% && \
	$(HELP2MAN) --no-info --section=1 --manual=esputils --source='esputils $(VERSION)' --output=$@ \
	  --include=$(top_srcdir)/%D%/$$program.h2m $${from-bin}/$$program

%D%/esp-detect.1: %D%/esp-detect.h2m $(GGO_SHARED) src/esp-detect/esp-detect.ggo | bin/esp-detect
	$(AM_V_GEN)program=esp-detect; $(MAN_PAGE)
%D%/esp-erase.1: %D%/esp-erase.h2m $(GGO_SHARED) src/esp-erase/esp-erase.ggo | bin/esp-erase
	$(AM_V_GEN)program=esp-erase; $(MAN_PAGE)
%D%/esp-imgedit.1: %D%/esp-imgedit.h2m $(GGO_SHARED) src/esp-imgedit/esp-imgedit.ggo | bin/esp-imgedit
	$(AM_V_GEN)program=esp-imgedit; $(MAN_PAGE)
%D%/esp-ota.1: %D%/esp-ota.h2m $(GGO_SHARED) src/esp-ota/esp-ota.ggo | bin/esp-ota
	$(AM_V_GEN)program=esp-ota; $(MAN_PAGE)
%D%/esp-read.1: %D%/esp-read.h2m $(GGO_SHARED) src/esp-read/esp-read.ggo | bin/esp-read
	$(AM_V_GEN)program=esp-read; $(MAN_PAGE)
%D%/esp-reset.1: %D%/esp-reset.h2m $(GGO_SHARED) src/esp-reset/esp-reset.ggo | bin/esp-reset
	$(AM_V_GEN)program=esp-reset; $(MAN_PAGE)
%D%/esp-verify.1: %D%/esp-verify.h2m $(GGO_SHARED) src/esp-verify/esp-verify.ggo | bin/esp-verify
	$(AM_V_GEN)program=esp-verify; $(MAN_PAGE)
%D%/esp-write.1: %D%/esp-write.h2m $(GGO_SHARED) src/esp-write/esp-write.ggo | bin/esp-write
	$(AM_V_GEN)program=esp-write; $(MAN_PAGE)
%D%/esp-mkflash.1: %D%/esp-mkflash.h2m tests/sim/board/mkflash.c | tests/sim/esp-mkflash
	$(AM_V_GEN)from=tests/sim program=esp-mkflash; $(MAN_PAGE)
%D%/esp-sim.1: %D%/esp-sim.h2m $(SIM_GGOS) | tests/sim/esp-sim
	$(AM_V_GEN)from=tests/sim program=esp-sim; $(MAN_PAGE)
