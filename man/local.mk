# SPDX-License-Identifier: GPL-3.0-or-later
# Manual pages from --help and the hand-written parts.  They are in the tarball,
# so help2man is needed only where those parts or the options change.

MAN_INCLUDES = %D%/esp-detect.h2m %D%/esp-read.h2m
EXTRA_DIST += $(MAN_INCLUDES)
dist_man_MANS += %D%/esp-detect.1 %D%/esp-read.1
MAINTAINERCLEANFILES += %D%/esp-detect.1 %D%/esp-read.1

MAN_PAGE = $(MKDIR_P) %D% && \
	$(HELP2MAN) --no-info --section=1 --manual=esputils --source='esputils $(VERSION)' --output=$@ \
	  --include=$(top_srcdir)/%D%/$$program.h2m src/$$program

%D%/esp-detect.1: %D%/esp-detect.h2m src/common.ggo src/esp-detect.ggo | src/esp-detect
	$(AM_V_GEN)program=esp-detect; $(MAN_PAGE)
%D%/esp-read.1: %D%/esp-read.h2m src/common.ggo src/esp-read.ggo | src/esp-read
	$(AM_V_GEN)program=esp-read; $(MAN_PAGE)
