# SPDX-License-Identifier: GPL-3.0-or-later
# ---- unit tests: programs that speak TAP ----
# Each program is made of the file with its name, the helpers and the libraries
# (AM_DEFAULT_SOURCE_EXT, LDADD in Makefile.am).

# Code that the unit tests share.
check_LIBRARIES += %D%/libunit.a
%C%_libunit_a_SOURCES = \
	%D%/image/fs/edit/littlefs/lfs_judge.c \
	%D%/image/fs/edit/littlefs/lfs_judge_block.c \
	%D%/image/recipe_image.c \
	%D%/sim/chip_client.c \
	%D%/sim/esp32/rom32_client.c \
	%D%/sim/rom_client.c \
	%D%/stub/stub_machine_host.c \
	%D%/stub/stub_machine_kinds.c \
	%D%/complaint.h \
	%D%/esp/counting_stub.h \
	%D%/esp/rfc2217_server.h \
	%D%/fake_transport.h \
	%D%/image/fs/edit/littlefs/lfs_judge.h \
	%D%/image/fs/edit/littlefs/lfs_judge_block.h \
	%D%/image/recipe_image.h \
	%D%/scratch.h \
	%D%/sim/chip_client.h \
	%D%/sim/hostport_client.h \
	%D%/sim/hostport_record.h \
	%D%/sim/lx106_machine.h \
	%D%/sim/lx6/lx6_machine.h \
	%D%/sim/nor_bench.h \
	%D%/sim/flash/spi_bench.h \
	%D%/sim/esp32/rom32_client.h \
	%D%/sim/rom_client.h \
	%D%/sim/xtensa_words.h \
	%D%/stub/stub_deflate.h \
	%D%/stub/stub_fake_chip.h \
	%D%/stub/stub_frames.h \
	%D%/stub/stub_machine.h \
	%D%/stub/stub_machine_ask.h \
	%D%/stub/stub_talk.h \
	%D%/stub/stub_write.h \
	tests/tap.h
# The portable part of the stub, built for the host with a make-believe chip.  This library
# must be linked last, because the virtual board's flash chip has functions of the same
# names.
check_LIBRARIES += %D%/libstubhost.a
%C%_libstubhost_a_SOURCES = %D%/stub/stub_talk.c %D%/stub/stub_fake_chip.c \
	%D%/stub/stub_fake_flash.c $(STUB_PORTABLE)
UNIT_LIBS = %D%/libunit.a tests/sim/libsim.a %D%/libstubhost.a $(LIBESPOTA) $(PROGRAM_LIBS) $(SIM_LIBS)

# The first test takes longest, so it starts first.
UNIT_TESTS = %D%/stub/stub_clock \
	%D%/sim/chips \
	%D%/sim/faults \
	%D%/sim/hostclock \
	%D%/sim/hostport \
	%D%/sim/hostport_net \
	%D%/sim/lx106 \
	%D%/sim/lx106_exception \
	%D%/sim/lx106_run \
	%D%/sim/lx6/instructions \
	%D%/sim/lx6/interrupts \
	%D%/sim/lx6/loops \
	%D%/sim/lx6/options \
	%D%/sim/lx6/windows \
	%D%/sim/lx6/windows_abi \
	%D%/sim/nor \
	%D%/sim/nor_status \
	%D%/sim/nor_damage \
	%D%/sim/flash/nor_kinds \
	%D%/sim/soc \
	%D%/sim/spi \
	%D%/sim/spi_asking \
	%D%/sim/flash/spi_lines \
	%D%/sim/uart \
	%D%/sim/rv32/traps \
	%D%/sim/rom \
	%D%/sim/rom_commands \
	%D%/sim/rom_program \
	%D%/sim/rom_trial \
	%D%/sim/esp32/parts \
	%D%/sim/esp32/boot \
	%D%/sim/esp32/trial32 \
	%D%/sim/esp32/commands \
	%D%/sim/esp32/write \
	%D%/sim/esp32/stub_registers \
	%D%/sim/esp32c3/c3_parts \
	%D%/sim/esp32c3/usb_controller \
	%D%/sim/second_chip \
	%D%/board/images \
	%D%/image/appsums \
	%D%/image/fit \
	%D%/image/imageheader \
	%D%/image/hex \
	%D%/image/edit/editbuffer \
	%D%/image/edit/headercodes \
	%D%/image/diff/image_diff \
	%D%/image/map/image_map \
	%D%/image/ending \
	%D%/image/filesystems \
	%D%/image/fs/edit/littlefs/littlefs_damage \
	%D%/image/fs/edit/littlefs/littlefs_interrupted \
	%D%/image/fs/edit/littlefs/littlefs_limits \
	%D%/image/fs/edit/littlefs/littlefs_sequences \
	%D%/image/nvs \
	%D%/image/fs/fsedit_judged \
	%D%/image/fs/edit/spiffs/spiffs_forms \
	%D%/image/fs/edit/fat/fat_refusals \
	%D%/image/fs/edit/fat/fat_same_names \
	%D%/image/nvs_judged \
	%D%/image/settings \
	%D%/ota/units \
	%D%/ota/scanflood \
	%D%/ota/webpages \
	%D%/image/table \
	%D%/image/scrubproof \
	%D%/image/tableuse \
	%D%/files/sidecar \
	%D%/sim/manners \
	%D%/cli/number \
	%D%/files/leftovers \
	%D%/files/output \
	%D%/cli/progress \
	%D%/cli/message \
	%D%/board/range \
	%D%/stub/stub_ring \
	%D%/stub/stub_commands \
	%D%/stub/stub_regions \
	%D%/stub/stub_failures \
	%D%/stub/stub_far \
	%D%/stub/stub_meanwhile \
	%D%/stub/stub_selftest \
	%D%/stub/stub_machine \
	%D%/stub/esp32s3/stub_s3 \
	%D%/stub/stub_machine_line \
	%D%/stub/stub_usb \
	%D%/stub/stub_write \
	%D%/stub/stub_write_trouble \
	%D%/stub/inflate \
	%D%/stub/stub_deflate \
	%D%/system/sortwith \
	%D%/esp/slip \
	%D%/esp/portname \
	%D%/esp/portwatch \
	%D%/esp/reset \
	%D%/esp/line/round_trip \
	%D%/esp/line/usbport \
	%D%/esp/line/late \
	%D%/esp/line/trace \
	%D%/esp/line/rfc2217_mute \
	%D%/base/calendar \
	%D%/base/chipfacts \
	%D%/base/flashid \
	%D%/base/largebuffer \
	%D%/esp/chip/family \
	%D%/esp/esp32/esp32_family \
	%D%/esp/esp32/esp32_trial \
	%D%/esp/digest \
	%D%/esp/slot \
	%D%/base/error \
	%D%/base/eta \
	%D%/esp/devline \
	%D%/esp/stubfile \
	%D%/esp/command \
	%D%/esp/status \
	%D%/esp/chip/third_family \
	%D%/esp/upload \
	%D%/esp/wholereset \
	%D%/esp/chip/spicmd \
	%D%/esp/plan \
	%D%/esp/stubread \
	%D%/esp/chip/later \
	%D%/esp/chip/restricted \
	%D%/ota/ota_answer \
	%D%/ota/ota_auth \
	%D%/ota/ota_codes \
	%D%/files/esptooldir \
	%D%/esp/flash/stubwrite \
	%D%/esp/limits \
	%D%/esp/romflash \
	%D%/esp/esp32/cmdflash \
	%D%/esp/erase \
	%D%/esp/session \
	%D%/esp/hurry \
	%D%/esp/transport \
	%D%/esp/rfc2217
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)

# Checks that libespimage needs no function that it may not need.
dist_check_SCRIPTS += %D%/image/symbols
TESTS += %D%/image/symbols

%C%_esp_esp32_cmdflash_SOURCES = %D%/esp/esp32/cmdflash.c %D%/esp/esp32/cmdflash_rom.c %D%/esp/esp32/cmdflash_rom.h
%C%_esp_romflash_SOURCES = %D%/esp/romflash.c %D%/esp/romflash_rom.c %D%/esp/romflash_rom.h
%C%_esp_session_SOURCES = %D%/esp/session.c %D%/esp/session_chip.c %D%/esp/session_chip.h
%C%_esp_stubread_SOURCES = %D%/esp/stubread.c %D%/esp/lossy_stub.c %D%/esp/lossy_stub.h
%C%_stub_stub_machine_SOURCES = %D%/stub/stub_machine.c %D%/stub/stub_machine_ask.c
%C%_stub_esp32s3_stub_s3_SOURCES = %D%/stub/esp32s3/stub_s3.c %D%/stub/esp32s3/s3_machine.c \
	%D%/stub/esp32s3/s3_machine.h
%C%_stub_stub_machine_line_SOURCES = %D%/stub/stub_machine_line.c %D%/stub/stub_machine_ask.c
%C%_stub_stub_write_SOURCES = %D%/stub/stub_write.c %D%/stub/stub_write_host.c
%C%_stub_stub_write_trouble_SOURCES = %D%/stub/stub_write_trouble.c %D%/stub/stub_write_host.c

%C%_sim_second_chip_LDADD = $(UNIT_LIBS) $(SIM_CMDLINE)

# The compressor alone, on the host and as machine code built with the stub's own flags.
%C%_stub_stub_deflate_SOURCES = %D%/stub/stub_deflate.c %D%/stub/stub_deflate_chip.c $(DEFLATE_CODE)
DEFLATE_CODE = stub/deflate/deflate.c stub/deflate/deflate_block.c stub/deflate/huffman.c
DEFLATE_INCLUDED = stub/deflate/deflate.h stub/deflate/deflate_block.h stub/deflate/huffman.h stub/words.h
DEFLATE_IMAGE = %D%/stub/stub_deflate_image/entry.S %D%/stub/stub_deflate_image/image.c
EXTRA_DIST += $(DEFLATE_IMAGE) %D%/stub/stub_deflate_image/stub.ld
if HAVE_XTENSA
check_DATA += %D%/stub_deflate.bin
endif
%D%/stub_deflate.bin: $(DEFLATE_CODE) $(DEFLATE_INCLUDED) $(DEFLATE_IMAGE) \
		%D%/stub/stub_deflate_image/stub.ld stub/build stub/cpu/xtensa/flags
	$(AM_V_GEN)cpu=xtensa soc=../%D%/stub/stub_deflate_image \
	  sources='$(DEFLATE_IMAGE:%=../%) $(DEFLATE_CODE:stub/%=%)'; $(STUB_BUILD)
MOSTLYCLEANFILES += %D%/stub_deflate.bin
