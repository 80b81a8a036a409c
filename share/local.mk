# SPDX-License-Identifier: GPL-3.0-or-later
# ---- fleet.mk and its scripts; the configuration of ser2net; esptool-shim ----

dist_pkgdata_DATA = %D%/fleet.mk %D%/ser2net.yaml
dist_pkgdata_SCRIPTS += %D%/esptool-shim
fleetdir = $(pkgdatadir)/fleet
dist_fleet_SCRIPTS = %D%/fleet/fleet-board %D%/fleet/fleet-end %D%/fleet/fleet-list \
	%D%/fleet/fleet-report
dist_fleet_DATA = %D%/fleet/lib.sh %D%/fleet/store.sh \
	%D%/fleet/boards.awk %D%/fleet/common.awk %D%/fleet/convert.awk %D%/fleet/csv.awk \
	%D%/fleet/html.awk %D%/fleet/report.awk %D%/fleet/select.awk %D%/fleet/table.awk \
	%D%/fleet/text.awk
# Files for users to copy and change.

examplesdir = $(docdir)/examples
dist_examples_DATA = \
	%D%/examples/60-esputils.rules \
	%D%/examples/esp-backup-station.service
dist_examples_SCRIPTS = %D%/examples/esp-backup-station
dist_bin_SCRIPTS = %D%/esputils

# The texts and esputils say where the files of this folder are by default.
name_places = \
	folder=$$(printf '%s\n' '$(pkgdatadir)' | $(SED) 's/[&|\\]/\\&/g'); \
	test '$(pkgdatadir)' = /usr/local/share/esputils || \
	for file in $(1); do \
	  $(SED) "s|/usr/local/share/esputils|$$folder|g" '$(DESTDIR)'"$$file" > '$(DESTDIR)'"$$file.new" && \
	  cat '$(DESTDIR)'"$$file.new" > '$(DESTDIR)'"$$file" && \
	  rm '$(DESTDIR)'"$$file.new" || exit; \
	done

install-data-hook:
	$(call name_places,'$(man7dir)/esp-fleet.7' '$(man7dir)/esputils.7' '$(docdir)/cookbook.md' \
	    '$(docdir)/README.md' '$(pkgdatadir)/fleet.mk' '$(pkgdatadir)/ser2net.yaml' \
	    '$(pkgdatadir)/esptool-shim')

install-exec-hook:
	$(call name_places,'$(bindir)/'"$$(echo esputils | $(SED) '$(transform)')")

uninstall-hook:
	for folder in '$(fleetdir)' '$(pkgdatadir)' '$(examplesdir)' '$(docdir)'; do \
	  rmdir '$(DESTDIR)'"$$folder" 2> /dev/null || :; \
	done

# Parts of fleet.mk and an example: they have no --help of their own.
AM_INSTALLCHECK_STD_OPTIONS_EXEMPT = $(dist_fleet_SCRIPTS) $(dist_examples_SCRIPTS) \
	%D%/esptool-shim
