# SPDX-License-Identifier: GPL-3.0-or-later
# Completions for bash, zsh and fish, from the same files as the parsers.

EXTRA_DIST += %D%/generate
bashcomp_DATA = %D%/bash/esp-detect %D%/bash/esp-read
zshcomp_DATA = %D%/zsh/_esp-detect %D%/zsh/_esp-read
fishcomp_DATA = %D%/fish/esp-detect.fish %D%/fish/esp-read.fish
CLEANFILES += $(bashcomp_DATA) $(zshcomp_DATA) $(fishcomp_DATA)

COMPLETION = $(MKDIR_P) $(@D) && AWK='$(AWK)' $(top_srcdir)/%D%/generate $$shell $$program \
	$(top_srcdir)/src/common.ggo $(top_srcdir)/src/$$program.ggo > $@.tmp && mv $@.tmp $@

$(bashcomp_DATA): %D%/generate src/common.ggo src/esp-detect.ggo src/esp-read.ggo
	$(AM_V_GEN)shell=bash program=$(@F); $(COMPLETION)
$(zshcomp_DATA): %D%/generate src/common.ggo src/esp-detect.ggo src/esp-read.ggo
	$(AM_V_GEN)shell=zsh program=`echo $(@F) | sed 's/^_//'`; $(COMPLETION)
$(fishcomp_DATA): %D%/generate src/common.ggo src/esp-detect.ggo src/esp-read.ggo
	$(AM_V_GEN)shell=fish program=`echo $(@F) | sed 's/\.fish$$//'`; $(COMPLETION)
