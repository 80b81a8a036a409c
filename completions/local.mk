# SPDX-License-Identifier: GPL-3.0-or-later
# Completions for bash, zsh and fish, from the same files as the parsers.

EXTRA_DIST += %D%/generate
bashcomp_DATA = \
	%D%/bash/esp-detect \
	%D%/bash/esp-erase \
	%D%/bash/esp-imgedit \
	%D%/bash/esp-ota \
	%D%/bash/esp-read \
	%D%/bash/esp-reset \
	%D%/bash/esp-verify \
	%D%/bash/esp-write \
	%D%/bash/esputils
zshcomp_DATA = \
	%D%/zsh/_esp-detect \
	%D%/zsh/_esp-erase \
	%D%/zsh/_esp-imgedit \
	%D%/zsh/_esp-ota \
	%D%/zsh/_esp-read \
	%D%/zsh/_esp-reset \
	%D%/zsh/_esp-verify \
	%D%/zsh/_esp-write \
	%D%/zsh/_esputils
fishcomp_DATA = \
	%D%/fish/esp-detect.fish \
	%D%/fish/esp-erase.fish \
	%D%/fish/esp-imgedit.fish \
	%D%/fish/esp-ota.fish \
	%D%/fish/esp-read.fish \
	%D%/fish/esp-reset.fish \
	%D%/fish/esp-verify.fish \
	%D%/fish/esp-write.fish \
	%D%/fish/esputils.fish
CLEANFILES += $(bashcomp_DATA) $(zshcomp_DATA) $(fishcomp_DATA)

COMPLETION = $(MKDIR_P) $(@D) && sh $(top_srcdir)/build-aux/ggo $$program | \
	AWK='$(AWK)' $(top_srcdir)/%D%/generate $$shell $$program - > $@.tmp && mv $@.tmp $@

$(bashcomp_DATA): %D%/generate build-aux/ggo $(GGO_FILES)
	$(AM_V_GEN)shell=bash program=$(@F); $(COMPLETION)
$(zshcomp_DATA): %D%/generate build-aux/ggo $(GGO_FILES)
	$(AM_V_GEN)shell=zsh program=`echo $(@F) | sed 's/^_//'`; $(COMPLETION)
$(fishcomp_DATA): %D%/generate build-aux/ggo $(GGO_FILES)
	$(AM_V_GEN)shell=fish program=`echo $(@F) | sed 's/\.fish$$//'`; $(COMPLETION)
