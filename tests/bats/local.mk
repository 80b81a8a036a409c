# SPDX-License-Identifier: GPL-3.0-or-later
# ---- the programs, on virtual boards ----

# The longest files come first, so that make -j does not end with one of them.
BATS_TESTS = \
	%D%/hostile.bats \
	%D%/flashsize.bats \
	%D%/clock.bats \
	%D%/manners.bats \
	%D%/faults/board.bats \
	%D%/nostub.bats \
	%D%/writetrouble.bats \
	%D%/resume.bats \
	%D%/flashgone.bats \
	%D%/trouble.bats \
	%D%/silicon.bats \
	%D%/hardware.bats \
	%D%/write.bats \
	%D%/read.bats \
	%D%/refuse.bats \
	%D%/write/broken.bats \
	%D%/esp32/identity.bats \
	%D%/esp32/rom32.bats \
	%D%/esp32/partitions.bats \
	%D%/esp32/partdetect.bats \
	%D%/esp32/partwrite.bats \
	%D%/espstub/work.bats \
	%D%/espstub/broken.bats \
	%D%/esp32/stub32.bats \
	%D%/esp32/large.bats \
	%D%/esp32/rate32.bats \
	%D%/esp32/traps.bats \
	%D%/detect.bats \
	%D%/ports.bats \
	%D%/fuzz.bats \
	%D%/network/far.bats \
	%D%/servers.bats \
	%D%/lossy.bats \
	%D%/imgedit/edit.bats \
	%D%/imgedit/golden.bats \
	%D%/imgedit/files.bats \
	%D%/imgedit/replace.bats \
	%D%/imgedit/scrub.bats \
	%D%/imgedit/scrubfaults.bats \
	%D%/imgedit/scrubremains.bats \
	%D%/imgedit/fields.bats \
	%D%/imgedit/table.bats \
	%D%/imgedit/tablecheck.bats \
	%D%/imgedit/header.bats \
	%D%/imgedit/hexfile.bats \
	%D%/imgedit/merge.bats \
	%D%/imgedit/nvs.bats \
	%D%/verify.bats \
	%D%/serial.bats \
	%D%/usage.bats \
	%D%/usageline.bats \
	%D%/usagewrite.bats \
	%D%/advice/habits.bats \
	%D%/advice/board.bats \
	%D%/advice/image.bats \
	%D%/advice/told.bats \
	%D%/imgedit/cookbook.bats \
	%D%/imgedit/diff.bats \
	%D%/imgedit/info.bats \
	%D%/imgedit/map.bats \
	%D%/imgedit/reports.bats \
	%D%/imgedit/otafit.bats \
	%D%/docs.bats \
	%D%/files.bats \
	%D%/quickstart.bats \
	%D%/starved.bats \
	%D%/stub.bats
TESTS += $(BATS_TESTS)
EXTRA_DIST += $(BATS_TESTS) %D%/advice/table \
	%D%/lib/chips.bash %D%/lib/each-chip %D%/lib/espstub.bash %D%/lib/helper.bash \
	%D%/lib/hostile.bash %D%/lib/image.bash %D%/lib/partitions.bash %D%/lib/parts.bash \
	%D%/lib/resume.bash %D%/lib/settings.bash
