# SPDX-License-Identifier: GPL-3.0-or-later
# ---- the programs, on virtual boards ----

# The longest files come first, so that make -j does not end with one of them.
BATS_TESTS = \
	%D%/hostile.bats \
	%D%/faults/board.bats \
	%D%/flashsize.bats \
	%D%/nostub.bats \
	%D%/espstub/work.bats \
	%D%/esp32/rom32.bats \
	%D%/trouble.bats \
	%D%/servers.bats \
	%D%/lossy.bats \
	%D%/read.bats \
	%D%/esp32/traps.bats \
	%D%/esp32c3/trapsc3.bats \
	%D%/esp32c3/usbport.bats \
	%D%/write.bats \
	%D%/files.bats \
	%D%/writetrouble.bats \
	%D%/flashgone.bats \
	%D%/resume.bats \
	%D%/esp32/stub32.bats \
	%D%/esp32c3/stubc3.bats \
	%D%/ports.bats \
	%D%/clock.bats \
	%D%/fleet/boards.bats \
	%D%/fleet/remote.bats \
	%D%/fleet/request.bats \
	%D%/fleet/runs.bats \
	%D%/fleet/stored.bats \
	%D%/fleet/table.bats \
	%D%/esp32/rate32.bats \
	%D%/esp32/securec3.bats \
	%D%/silicon.bats \
	%D%/detect.bats \
	%D%/verify.bats \
	%D%/esp32/identity.bats \
	%D%/espstub/broken.bats \
	%D%/esp32/partitions.bats \
	%D%/refuse.bats \
	%D%/advice/told.bats \
	%D%/imgedit/golden.bats \
	%D%/esp32/partdetect.bats \
	%D%/starved.bats \
	%D%/write/broken.bats \
	%D%/write/pipe.bats \
	%D%/serial.bats \
	%D%/esp32/partwrite.bats \
	%D%/imgedit/fields.bats \
	%D%/imgedit/nvs.bats \
	%D%/hardware.bats \
	%D%/network/far.bats \
	%D%/fuzz.bats \
	%D%/esp32/large.bats \
	%D%/esp32c3/realrom.bats \
	%D%/advice/board.bats \
	%D%/imgedit/info.bats \
	%D%/imgedit/edit.bats \
	%D%/manners.bats \
	%D%/imgedit/merge.bats \
	%D%/advice/habits.bats \
	%D%/usage.bats \
	%D%/imgedit/scrubfaults.bats \
	%D%/imgedit/map.bats \
	%D%/imgedit/otafit.bats \
	%D%/imgedit/header.bats \
	%D%/many/examples.bats \
	%D%/many/terminal.bats \
	%D%/many/watch.bats \
	%D%/usagewrite.bats \
	%D%/imgedit/scrub.bats \
	%D%/imgedit/diff.bats \
	%D%/imgedit/tablecheck.bats \
	%D%/imgedit/hexfile.bats \
	%D%/imgedit/files.bats \
	%D%/imgedit/fs.bats \
	%D%/imgedit/fs-names.bats \
	%D%/usageline.bats \
	%D%/docs.bats \
	%D%/imgedit/reports.bats \
	%D%/imgedit/table.bats \
	%D%/imgedit/scrubremains.bats \
	%D%/advice/image.bats \
	%D%/quickstart.bats \
	%D%/packages/depends.bats \
	%D%/packages/install.bats \
	%D%/packages/release.bats \
	%D%/imgedit/replace.bats \
	%D%/shim/shim.bats \
	%D%/advice/cookbook.bats \
	%D%/ota/check.bats \
	%D%/ota/codes.bats \
	%D%/ota/faults.bats \
	%D%/ota/push.bats \
	%D%/ota/usage.bats \
	%D%/ota/pull.bats \
	%D%/ota/scan.bats \
	%D%/ota/web.bats \
	%D%/ota/oddweb.bats \
	%D%/ota/hostile.bats \
	%D%/imgedit/cookbook.bats \
	%D%/stub.bats
TESTS += $(BATS_TESTS)
EXTRA_DIST += $(BATS_TESTS) %D%/advice/table %D%/shim/table \
	%D%/lib/chips.bash %D%/lib/each-chip %D%/lib/espstub.bash %D%/lib/fleet.bash %D%/lib/helper.bash \
	%D%/lib/hostile.bash %D%/lib/image.bash %D%/lib/ota.bash %D%/lib/partitions.bash %D%/lib/parts.bash \
	%D%/lib/resume.bash %D%/lib/scan.bash %D%/lib/settings.bash %D%/lib/traps.bash %D%/lib/web.bash
