# SPDX-License-Identifier: GPL-3.0-or-later
# Programs that stand between a program and a board, and programs that test the library
# alone.

EXTRA_DIST += %D%/with-ports %D%/pyserial-server %D%/slow-relay

# A network of its own, with avahi-daemon: for ota/scan.bats.
EXTRA_DIST += %D%/avahi-net

# A client of the ESP32's ROM that falls into the traps of that ROM: for traps.bats.
EXTRA_DIST += %D%/naive32
# A client of any boot ROM that expects a good board: for faults/board.bats.
EXTRA_DIST += %D%/naive
# A client that waits for answers as long as a cable needs: for far.bats.
EXTRA_DIST += %D%/naive-far
# Judges the time left that a progress bar shows.
EXTRA_DIST += %D%/judge-left
# Reads NVS partitions, and compares them with a model.
EXTRA_DIST += %D%/nvs-judge
# Reads SPIFFS and FAT, and compares their files with a model.
EXTRA_DIST += %D%/fs-judge

# Makes images of flashes from recipes.
EXTRA_DIST += $(MKIMAGE)
MKIMAGE = %D%/mkimage/mkimage %D%/mkimage/aes.py %D%/mkimage/app.py %D%/mkimage/espeasy.py \
	%D%/mkimage/fat.py %D%/mkimage/files.py \
	%D%/mkimage/littlefs.py %D%/mkimage/nvs.py %D%/mkimage/plain.py %D%/mkimage/recipe.py \
	%D%/mkimage/settings.py %D%/mkimage/spiffs.py %D%/mkimage/table.py %D%/mkimage/tasmota.py

# The library without the stub: for nostub.bats.
check_PROGRAMS += %D%/romtool
%C%_romtool_LDADD = $(LIBESP)

# Damages the bytes that pass through it, by rules: for hostile.bats.
noinst_PROGRAMS += tests/sim/esp-meddle
tests_sim_esp_meddle_SOURCES = tests/meddle/ends.c tests/meddle/ends.h tests/meddle/kinds.c \
	tests/meddle/kinds.h tests/meddle/meddle.c tests/meddle/queue.c tests/meddle/rules.c \
	tests/meddle/rules.h tests/meddle/streams.c
tests_sim_esp_meddle_LDADD = $(LIBESP)
