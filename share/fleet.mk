# SPDX-License-Identifier: GPL-3.0-or-later
# Many boards at once: each board is one rule of make.  esp-fleet(7) explains it.
#
#     make -f /usr/local/share/esputils/fleet.mk -j8 backup
#
# A makefile of your own may set the variables and include this file.
#
# Copyright (C) 2026 the esputils authors

# A word for a shell.
fleet_quote = '$(subst ','\'',$(1))'
# A link to this file works, too: the scripts are beside the file itself.
FLEET_MK := $(realpath $(lastword $(MAKEFILE_LIST)))
FLEET_HOME := $(dir $(FLEET_MK))fleet/
# make separates names by blanks, so a path with a blank in it takes another way: the longest
# end of the list that is a file.
ifeq ($(FLEET_MK),)
FLEET_HASH := \#
FLEET_MK := $(shell name=$(call fleet_quote,$(MAKEFILE_LIST)); \
    while [ -n "$$name" ] && [ ! -f "$$name" ]; do name=$${name$(FLEET_HASH)?}; done; realpath "$$name")
FLEET_HOME := $(shell dirname $(call fleet_quote,$(FLEET_MK)))/fleet/
endif
# A script with its path: fleet-NAME.
fleet_script = $(call fleet_quote,$(FLEET_HOME)fleet-$(1))

# ---- what you may set ----

# Ports to look at: names of ports, and "auto" for all candidates of this machine.
PORTS ?= auto
# Boards to work on: MAC addresses, names of the table, "all" for all that are found, or
# "known" for all of the table.  Commas or blanks separate them.
BOARDS ?=
# A table with the columns mac and name; esp-imgedit(1) tells its form.
BOARDS_CSV ?= boards.csv
# The folder of the backups, and the folder for what make has to remember.
BACKUPS ?= backups
FLEET_STATE ?= .fleet
# How many backups of each board stay.  Empty: all.
KEEP ?=
# restore, verify: the time of the backup in place of the latest, as in its name.
AT ?=
# clone, personalise: the image.  personalise: the table.
IMAGE ?=
TABLE ?=
# Options that all programs with a board have, such as --baud=115200.
OPTIONS ?=

# ---- rules ----

FLEET_READS := backup verify
FLEET_CHANGES := restore clone personalise erase
FLEET_WORK := $(FLEET_READS) $(FLEET_CHANGES)

.PHONY: list report $(FLEET_WORK)

# The scripts take the values from the environment, where neither make nor a shell changes
# quotes or dollars in them.  The make below keeps the values of the make above.
ifndef FLEET_OP
ifeq ($(.DEFAULT_GOAL),)
.DEFAULT_GOAL := list
endif
fleet_value = $(if $(filter command environment,$(firstword $(origin $(1)))),$(value $(1)),$($(1)))
$(foreach name,PORTS BOARDS BOARDS_CSV BACKUPS KEEP AT IMAGE TABLE OPTIONS,$(eval \
    export FLEET_$(name) := $$(call fleet_value,$(name))))
export FLEET_STATE

# The folder of this run in FLEET_STATE, for the list of this run and its results.  The name
# tells when, on which machine, and by which process.  The first goal makes the folder, and
# the last one removes it.  If make has goals of your own, nobody knows which goal is the
# last; then a later run removes the folder.
override FLEET_RUN := run-$(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | \
    tr -c 'A-Za-z0-9.\n' _)-$$PPID")
FLEET_GOALS := $(filter list report $(FLEET_WORK),$(MAKECMDGOALS))
FLEET_LAST := $(if $(filter-out $(FLEET_GOALS),$(MAKECMDGOALS)),,$(lastword $(filter-out \
    report,$(FLEET_GOALS)) $(if $(MAKECMDGOALS),,$(.DEFAULT_GOAL))))
export FLEET_RUN FLEET_GOALS FLEET_LAST

list:
	@$(call fleet_script,list) find list

report:
	@$(call fleet_script,report)

# The make below has a rule for each board.  It goes on after a failure; fleet-end tells of
# the failures, and ends with their status.  "broken" remembers that this make failed.
$(FLEET_WORK):
	@$(call fleet_script,list) find $@
	@+$(MAKE) -k -f $(call fleet_quote,$(FLEET_MK)) --no-print-directory FLEET_OP=$@ fleet-boards || \
	    $(call fleet_script,list) broken $@
	@$(call fleet_script,end) $@

# With -j, too, the goals are done in the order in which they are given.
fleet_in_order = $(if $(word 2,$(1)),$(eval $(word 2,$(1)): | $(word 1,$(1)))$(call \
    fleet_in_order,$(wordlist 2,$(words $(1)),$(1))))
$(call fleet_in_order,$(filter list report $(FLEET_WORK),$(MAKECMDGOALS)))

else
# A board's rule is named after the work and the twelve digits of its address.
FLEET_IDS := $(shell $(call fleet_script,list) targets $(FLEET_OP))
FLEET_RULES := $(addprefix $(FLEET_OP)-,$(FLEET_IDS))

.PHONY: fleet-boards $(FLEET_RULES)
fleet-boards: $(FLEET_RULES)
	@:

$(FLEET_RULES): $(FLEET_OP)-%:
	@$(call fleet_script,board) $(FLEET_OP) $* $(shell $(call fleet_script,list) about $*)
endif
