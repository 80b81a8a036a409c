# SPDX-License-Identifier: GPL-3.0-or-later

# ---- the virtual board ----
SIM_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/%D%/sim -I%D%/sim $(JANSSON_CFLAGS)
SIM_LIBS = $(GENSIO_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(ZLIB_LIBS)

noinst_LIBRARIES += %D%/sim/libsim.a
%C%_sim_libsim_a_CPPFLAGS = $(SIM_CPPFLAGS)
%C%_sim_libsim_a_SOURCES = \
	%D%/sim/board.c \
	%D%/sim/board.h \
	%D%/sim/board_power.c \
	%D%/sim/board_private.h \
	%D%/sim/cable.c \
	%D%/sim/cable.h \
	%D%/sim/efuse.c \
	%D%/sim/efuse.h \
	%D%/sim/faults.c \
	%D%/sim/faults.h \
	%D%/sim/garble.c \
	%D%/sim/garble.h \
	%D%/sim/hostclock.c \
	%D%/sim/hostclock.h \
	%D%/sim/hostport.c \
	%D%/sim/hostport.h \
	%D%/sim/hostport_baud.c \
	%D%/sim/hostport_gensio.c \
	%D%/sim/hostport_kind.h \
	%D%/sim/hostport_loop.c \
	%D%/sim/hostport_loop.h \
	%D%/sim/hostport_pty.c \
	%D%/sim/hostport_rfc2217.c \
	%D%/sim/hostport_rfc2217.h \
	%D%/sim/linesocket.c \
	%D%/sim/linesocket.h \
	%D%/sim/lx106.c \
	%D%/sim/lx106.h \
	%D%/sim/lx106_alu.c \
	%D%/sim/lx106_core.h \
	%D%/sim/lx106_decode.c \
	%D%/sim/lx106_decode_qrst.c \
	%D%/sim/lx106_fetch.c \
	%D%/sim/lx106_fields.h \
	%D%/sim/lx106_flow.c \
	%D%/sim/lx106_mem.c \
	%D%/sim/lx106_system.c \
	%D%/sim/manners.c \
	%D%/sim/manners.h \
	%D%/sim/nor.c \
	%D%/sim/nor.h \
	%D%/sim/nor_array.c \
	%D%/sim/nor_command.c \
	%D%/sim/nor_internal.h \
	%D%/sim/nor_status.c \
	%D%/sim/nor_weak.c \
	%D%/sim/rom.c \
	%D%/sim/rom.h \
	%D%/sim/rom_boot.c \
	%D%/sim/rom_data.c \
	%D%/sim/rom_flash.c \
	%D%/sim/rom_hash.c \
	%D%/sim/rom_image.c \
	%D%/sim/rom_intr.c \
	%D%/sim/rom_loader.c \
	%D%/sim/rom_math.c \
	%D%/sim/rom_memory.c \
	%D%/sim/rom_printf.c \
	%D%/sim/rom_private.h \
	%D%/sim/rom_slip.c \
	%D%/sim/rom_spi.c \
	%D%/sim/rom_string.c \
	%D%/sim/rom_switch.c \
	%D%/sim/rom_switch.h \
	%D%/sim/rom_system.c \
	%D%/sim/rom_table.c \
	%D%/sim/rom_task.c \
	%D%/sim/rom_uart.c \
	%D%/sim/soc.c \
	%D%/sim/soc.h \
	%D%/sim/soc_cache.c \
	%D%/sim/soc_cache.h \
	%D%/sim/soc_io.c \
	%D%/sim/soc_io.h \
	%D%/sim/spi.c \
	%D%/sim/spi.h \
	%D%/sim/spi_internal.h \
	%D%/sim/spi_registers.h \
	%D%/sim/spi_wire.c \
	%D%/sim/stats.c \
	%D%/sim/uart.c \
	%D%/sim/uart.h \
	%D%/sim/uart1.c \
	%D%/sim/uart1.h \
	%D%/sim/uart_internal.h \
	%D%/sim/uart_line.c \
	%D%/sim/uart_line.h \
	%D%/sim/uart_pulses.c \
	%D%/sim/uart_receive.c \
	%D%/sim/uart_transmit.c \
	%D%/sim/wiring.c \
	%D%/sim/wiring.h

# Under sanitizers the board that the programs talk to is built without them: it executes
# the chip's code instruction by instruction, and would take most of the time.  The unit
# tests use libsim.a, which has them.
if SANITIZE
noinst_LIBRARIES += %D%/sim/libsimplain.a
%C%_sim_libsimplain_a_CPPFLAGS = $(SIM_CPPFLAGS)
%C%_sim_libsimplain_a_CFLAGS = $(WARN_CFLAGS)
%C%_sim_libsimplain_a_SOURCES = $(%C%_sim_libsim_a_SOURCES)
BOARD_LIB = %D%/sim/libsimplain.a
else
BOARD_LIB = %D%/sim/libsim.a
endif

noinst_LIBRARIES += %D%/sim/libsimcmdline.a
nodist_%C%_sim_libsimcmdline_a_SOURCES = %D%/sim/sim-cmdline.c %D%/sim/sim-cmdline.h
%C%_sim_libsimcmdline_a_CFLAGS = -w
%D%/sim/sim-cmdline.c: %D%/sim/sim.ggo
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(GENGETOPT) --unamed-opts=ARG --set-version='$(VERSION)' \
	  --input=$(top_srcdir)/%D%/sim/sim.ggo --file-name=sim-cmdline --output-dir=$(@D)
%D%/sim/sim-cmdline.h: %D%/sim/sim-cmdline.c
BUILT_SOURCES += %D%/sim/sim-cmdline.c %D%/sim/sim-cmdline.h
CLEANFILES += %D%/sim/sim-cmdline.c %D%/sim/sim-cmdline.h
EXTRA_DIST += %D%/sim/sim.ggo

noinst_PROGRAMS += %D%/sim/esp-sim %D%/sim/esp-mkflash
%C%_sim_esp_sim_CPPFLAGS = $(SIM_CPPFLAGS)
%C%_sim_esp_sim_SOURCES = %D%/sim/main.c %D%/sim/options.c %D%/sim/options.h
%C%_sim_esp_sim_LDADD = $(BOARD_LIB) %D%/sim/libsimcmdline.a src/common/libcommon.a $(SIM_LIBS)
%C%_sim_esp_mkflash_SOURCES = %D%/sim/mkflash.c
%C%_sim_esp_mkflash_LDADD = src/common/libcommon.a

# Stands between a program and a board: hostile.bats.
noinst_PROGRAMS += %D%/sim/esp-meddle
%C%_sim_esp_meddle_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/src/esp
%C%_sim_esp_meddle_SOURCES = %D%/meddle/ends.c %D%/meddle/ends.h %D%/meddle/meddle.c \
	%D%/meddle/rules.c %D%/meddle/rules.h
%C%_sim_esp_meddle_LDADD = src/esp/libesp.a $(LIBESP_LIBS)

# For LD_PRELOAD: modem lines for ptys, and the clock that a board keeps.
check_DATA = %D%/sim/ttylines.so %D%/sim/slowclock.so
%D%/sim/ttylines.so: %D%/sim/ttylines.c
	$(AM_V_CC)$(CC) -D_GNU_SOURCE $(WARN_CFLAGS) -O2 -g -shared -fPIC -o $@ $(top_srcdir)/%D%/sim/ttylines.c -ldl
%D%/sim/slowclock.so: %D%/sim/slowclock.c %D%/sim/hostclock.h
	$(AM_V_CC)$(CC) -D_GNU_SOURCE $(WARN_CFLAGS) -O2 -g -shared -fPIC -o $@ $(top_srcdir)/%D%/sim/slowclock.c -ldl
MOSTLYCLEANFILES += %D%/sim/ttylines.so %D%/sim/slowclock.so
EXTRA_DIST += %D%/sim/ttylines.c %D%/sim/slowclock.c

# The library without the stub, for nostub.bats.
check_PROGRAMS += %D%/romtool
%C%_romtool_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/src/esp
%C%_romtool_SOURCES = %D%/romtool.c
%C%_romtool_LDADD = src/esp/libesp.a $(LIBESP_LIBS)

# ---- unit tests: programs that speak TAP ----
UNIT_CPPFLAGS = $(SIM_CPPFLAGS) -I$(top_srcdir)/%D% -I$(top_srcdir)/stub
UNIT_LIBS = %D%/sim/libsim.a src/common/libcommon.a src/esp/libesp.a $(LIBESP_LIBS) $(SIM_LIBS)
UNIT_TESTS =
check_PROGRAMS += $(UNIT_TESTS)
TESTS += %D%/unit/stub_clock.t $(UNIT_TESTS)

UNIT_TESTS += %D%/unit/faults.t
%C%_unit_faults_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_faults_t_SOURCES = %D%/unit/faults.c
%C%_unit_faults_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/hostclock.t
%C%_unit_hostclock_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_hostclock_t_SOURCES = %D%/unit/hostclock.c
%C%_unit_hostclock_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/hostport.t
%C%_unit_hostport_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_hostport_t_SOURCES = %D%/unit/hostport.c %D%/unit/hostport_record.h
%C%_unit_hostport_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/hostport_net.t
%C%_unit_hostport_net_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_hostport_net_t_SOURCES = %D%/unit/hostport_net.c %D%/unit/hostport_record.h %D%/unit/hostport_client.h
%C%_unit_hostport_net_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/lx106.t
%C%_unit_lx106_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_lx106_t_SOURCES = %D%/unit/lx106.c %D%/unit/lx106_machine.h
%C%_unit_lx106_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/lx106_exception.t
%C%_unit_lx106_exception_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_lx106_exception_t_SOURCES = %D%/unit/lx106_exception.c %D%/unit/lx106_machine.h
%C%_unit_lx106_exception_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/lx106_run.t
%C%_unit_lx106_run_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_lx106_run_t_SOURCES = %D%/unit/lx106_run.c %D%/unit/lx106_machine.h
%C%_unit_lx106_run_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/nor.t
%C%_unit_nor_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_nor_t_SOURCES = %D%/unit/nor.c %D%/unit/nor_bench.h
%C%_unit_nor_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/nor_status.t
%C%_unit_nor_status_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_nor_status_t_SOURCES = %D%/unit/nor_status.c %D%/unit/nor_bench.h
%C%_unit_nor_status_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/nor_damage.t
%C%_unit_nor_damage_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_nor_damage_t_SOURCES = %D%/unit/nor_damage.c %D%/unit/nor_bench.h
%C%_unit_nor_damage_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/soc.t
%C%_unit_soc_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_soc_t_SOURCES = %D%/unit/soc.c
%C%_unit_soc_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/spi.t
%C%_unit_spi_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_spi_t_SOURCES = %D%/unit/spi.c
%C%_unit_spi_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/uart.t
%C%_unit_uart_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_uart_t_SOURCES = %D%/unit/uart.c
%C%_unit_uart_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/rom.t
%C%_unit_rom_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_rom_t_SOURCES = %D%/unit/rom.c %D%/unit/rom_client.c %D%/unit/rom_client.h
%C%_unit_rom_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/rom_commands.t
%C%_unit_rom_commands_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_rom_commands_t_SOURCES = %D%/unit/rom_commands.c %D%/unit/rom_client.c %D%/unit/rom_client.h
%C%_unit_rom_commands_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/rom_program.t
%C%_unit_rom_program_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_rom_program_t_SOURCES = %D%/unit/rom_program.c %D%/unit/rom_client.c %D%/unit/rom_client.h
%C%_unit_rom_program_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/rom_trial.t
%C%_unit_rom_trial_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_rom_trial_t_SOURCES = %D%/unit/rom_trial.c %D%/unit/rom_client.c %D%/unit/rom_client.h
%C%_unit_rom_trial_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/images.t
%C%_unit_images_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_images_t_SOURCES = %D%/unit/images.c %D%/unit/complaint.h
%C%_unit_images_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/imageheader.t
%C%_unit_imageheader_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_imageheader_t_SOURCES = %D%/unit/imageheader.c
%C%_unit_imageheader_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/sidecar.t
%C%_unit_sidecar_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_sidecar_t_SOURCES = %D%/unit/sidecar.c
%C%_unit_sidecar_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/manners.t
%C%_unit_manners_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_manners_t_SOURCES = %D%/unit/manners.c
%C%_unit_manners_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/number.t
%C%_unit_number_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_number_t_SOURCES = %D%/unit/number.c
%C%_unit_number_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/leftovers.t
%C%_unit_leftovers_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_leftovers_t_SOURCES = %D%/unit/leftovers.c %D%/unit/complaint.h %D%/unit/scratch.h
%C%_unit_leftovers_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/output.t
%C%_unit_output_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_output_t_SOURCES = %D%/unit/output.c %D%/unit/scratch.h
%C%_unit_output_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/progress.t
%C%_unit_progress_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_progress_t_SOURCES = %D%/unit/progress.c
%C%_unit_progress_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/message.t
%C%_unit_message_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_message_t_SOURCES = %D%/unit/message.c %D%/unit/complaint.h
%C%_unit_message_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/range.t
%C%_unit_range_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_range_t_SOURCES = %D%/unit/range.c
%C%_unit_range_t_LDADD = $(UNIT_LIBS)

STUB_ON_HOST = stub/stub.c stub/commands.c stub/request.c stub/region.c stub/packets.c stub/digests.c stub/look.c stub/deflate.c stub/deflate_block.c stub/huffman.c stub/writing.c stub/writer.c stub/caution.c stub/nor.c stub/selftest.c stub/inflate.c stub/reader.c stub/rate.c stub/slip.c stub/crc32.c
STUB_TALK = %D%/unit/stub_talk.c %D%/unit/stub_talk.h %D%/unit/stub_fake_chip.c %D%/unit/stub_fake_chip.h %D%/unit/stub_frames.h $(STUB_ON_HOST)
UNIT_TESTS += %D%/unit/stub_commands.t
%C%_unit_stub_commands_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_stub_commands_t_SOURCES = %D%/unit/stub_commands.c $(STUB_TALK)
%C%_unit_stub_commands_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/stub_regions.t
%C%_unit_stub_regions_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_stub_regions_t_SOURCES = %D%/unit/stub_regions.c $(STUB_TALK)
%C%_unit_stub_regions_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/stub_failures.t
%C%_unit_stub_failures_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_stub_failures_t_SOURCES = %D%/unit/stub_failures.c $(STUB_TALK)
%C%_unit_stub_failures_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/stub_selftest.t
%C%_unit_stub_selftest_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_stub_selftest_t_SOURCES = %D%/unit/stub_selftest.c $(STUB_TALK)
%C%_unit_stub_selftest_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/stub_machine.t
%C%_unit_stub_machine_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_stub_machine_t_SOURCES = %D%/unit/stub_machine.c %D%/unit/stub_machine_host.c %D%/unit/stub_machine.h %D%/unit/stub_frames.h
%C%_unit_stub_machine_t_LDADD = $(UNIT_LIBS)

# It takes longest of them, so begins before the rest.
check_PROGRAMS += %D%/unit/stub_clock.t
%C%_unit_stub_clock_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_stub_clock_t_SOURCES = %D%/unit/stub_clock.c %D%/unit/stub_machine_host.c %D%/unit/stub_machine.h %D%/unit/stub_frames.h
%C%_unit_stub_clock_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/stub_write.t
%C%_unit_stub_write_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_stub_write_t_SOURCES = %D%/unit/stub_write.c %D%/unit/stub_write_host.c %D%/unit/stub_write.h %D%/unit/stub_machine_host.c %D%/unit/stub_machine.h %D%/unit/stub_frames.h
%C%_unit_stub_write_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/stub_write_trouble.t
%C%_unit_stub_write_trouble_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_stub_write_trouble_t_SOURCES = %D%/unit/stub_write_trouble.c %D%/unit/stub_write_host.c %D%/unit/stub_write.h %D%/unit/stub_machine_host.c %D%/unit/stub_machine.h %D%/unit/stub_frames.h
%C%_unit_stub_write_trouble_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/inflate.t
%C%_unit_inflate_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_inflate_t_SOURCES = %D%/unit/inflate.c stub/inflate.c
%C%_unit_inflate_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/stub_deflate.t
%C%_unit_stub_deflate_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_stub_deflate_t_SOURCES = %D%/unit/stub_deflate.c %D%/unit/stub_deflate_chip.c %D%/unit/stub_deflate.h $(DEFLATE_CODE) $(DEFLATE_INCLUDED)
%C%_unit_stub_deflate_t_LDADD = $(UNIT_LIBS)

# The compressor's machine code, with the stub's own flags.
DEFLATE_CODE = stub/deflate.c stub/deflate_block.c stub/huffman.c
DEFLATE_INCLUDED = stub/deflate.h stub/deflate_block.h stub/huffman.h stub/words.h
DEFLATE_IMAGE = %D%/unit/stub_deflate/entry.S %D%/unit/stub_deflate/image.c
EXTRA_DIST += $(DEFLATE_IMAGE) %D%/unit/stub_deflate/stub.ld
if HAVE_XTENSA
check_DATA += %D%/unit/stub_deflate.bin
endif
%D%/unit/stub_deflate.bin: $(DEFLATE_CODE) $(DEFLATE_INCLUDED) $(DEFLATE_IMAGE) \
		%D%/unit/stub_deflate/stub.ld stub/build
	$(AM_V_GEN)$(MKDIR_P) $(@D) && out=`pwd`/$@ && \
	(cd $(top_srcdir)/stub && XTENSA_CC='$(XTENSA_CC)' XTENSA_OBJCOPY='$(XTENSA_OBJCOPY)' \
	  sh ./build ../%D%/unit/stub_deflate "$$out" $(DEFLATE_IMAGE:%=../%) $(DEFLATE_CODE:stub/%=%))
MOSTLYCLEANFILES += %D%/unit/stub_deflate.bin

UNIT_TESTS += %D%/unit/slip.t
%C%_unit_slip_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_slip_t_SOURCES = %D%/unit/slip.c %D%/unit/fake_transport.h
%C%_unit_slip_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/portname.t
%C%_unit_portname_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_portname_t_SOURCES = %D%/unit/portname.c
%C%_unit_portname_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/reset.t
%C%_unit_reset_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_reset_t_SOURCES = %D%/unit/reset.c %D%/unit/fake_transport.h
%C%_unit_reset_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/flashid.t
%C%_unit_flashid_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_flashid_t_SOURCES = %D%/unit/flashid.c %D%/unit/fake_transport.h
%C%_unit_flashid_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/chip.t
%C%_unit_chip_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_chip_t_SOURCES = %D%/unit/chip.c %D%/unit/fake_transport.h
%C%_unit_chip_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/digest.t
%C%_unit_digest_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_digest_t_SOURCES = %D%/unit/digest.c
%C%_unit_digest_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/slot.t
%C%_unit_slot_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_slot_t_SOURCES = %D%/unit/slot.c
%C%_unit_slot_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/error.t
%C%_unit_error_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_error_t_SOURCES = %D%/unit/error.c %D%/unit/fake_transport.h
%C%_unit_error_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/devline.t
%C%_unit_devline_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_devline_t_SOURCES = %D%/unit/devline.c %D%/unit/fake_transport.h
%C%_unit_devline_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/command.t
%C%_unit_command_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_command_t_SOURCES = %D%/unit/command.c %D%/unit/fake_transport.h
%C%_unit_command_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/plan.t
%C%_unit_plan_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_plan_t_SOURCES = %D%/unit/plan.c
%C%_unit_plan_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/reader.t
%C%_unit_reader_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_reader_t_SOURCES = %D%/unit/reader.c %D%/unit/fake_transport.h
%C%_unit_reader_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/romflash.t
%C%_unit_romflash_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_romflash_t_SOURCES = %D%/unit/romflash.c %D%/unit/fake_transport.h
%C%_unit_romflash_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/erase.t
%C%_unit_erase_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_erase_t_SOURCES = %D%/unit/erase.c %D%/unit/fake_transport.h
%C%_unit_erase_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/session.t
%C%_unit_session_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_session_t_SOURCES = %D%/unit/session.c %D%/unit/fake_transport.h
%C%_unit_session_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/session_hurry.t
%C%_unit_session_hurry_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_session_hurry_t_SOURCES = %D%/unit/session_hurry.c %D%/unit/fake_transport.h
%C%_unit_session_hurry_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/transport.t
%C%_unit_transport_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_transport_t_SOURCES = %D%/unit/transport.c %D%/unit/fake_transport.h
%C%_unit_transport_t_LDADD = $(UNIT_LIBS)

UNIT_TESTS += %D%/unit/rfc2217.t
%C%_unit_rfc2217_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_unit_rfc2217_t_SOURCES = %D%/unit/rfc2217.c %D%/unit/rfc2217_server.h
%C%_unit_rfc2217_t_LDADD = $(UNIT_LIBS)

# ---- the CPU against another interpreter ----
UNIT_TESTS += %D%/difftest/lx106-diff.t
%C%_difftest_lx106_diff_t_CPPFLAGS = $(UNIT_CPPFLAGS)
%C%_difftest_lx106_diff_t_SOURCES = \
	%D%/difftest/lx106-diff.c \
	%D%/difftest/generate.c \
	%D%/difftest/generate.h \
	%D%/difftest/image.c \
	%D%/difftest/qemu.c \
	%D%/difftest/qemu.h
%C%_difftest_lx106_diff_t_LDADD = %D%/sim/libsim.a

# ---- the programs, on virtual boards ----
# The longest first: with make -j none of them is left for the end.
BATS_TESTS = \
	%D%/hostile.bats \
	%D%/flashsize.bats \
	%D%/clock.bats \
	%D%/manners.bats \
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
	%D%/detect.bats \
	%D%/ports.bats \
	%D%/fuzz.bats \
	%D%/servers.bats \
	%D%/lossy.bats \
	%D%/verify.bats \
	%D%/serial.bats \
	%D%/usage.bats \
	%D%/usagewrite.bats \
	%D%/docs.bats \
	%D%/files.bats \
	%D%/quickstart.bats \
	%D%/starved.bats \
	%D%/stub.bats
TESTS += $(BATS_TESTS)
EXTRA_DIST += $(BATS_TESTS) %D%/tap.h %D%/lsan.supp %D%/valgrind.supp %D%/helper.bash %D%/with-ports %D%/pyserial-server %D%/slow-relay %D%/bench

TEST_EXTENSIONS = .t .bats
T_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
BATS_LOG_DRIVER = $(T_LOG_DRIVER)
BATS_LOG_COMPILER = $(BATS)
AM_BATS_LOG_FLAGS = --tap
AM_TESTS_ENVIRONMENT = \
	ESP_BUILDDIR='$(abs_top_builddir)'; export ESP_BUILDDIR; \
	ESP_SRCDIR='$(abs_top_srcdir)'; export ESP_SRCDIR; \
	BATS_TEST_TIMEOUT=300; export BATS_TEST_TIMEOUT; \
	STUB_BIN='$(abs_top_srcdir)/stub/esp8266.bin'; export STUB_BIN; \
	XTENSA_CC='$(XTENSA_CC)'; export XTENSA_CC; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0'; export LSAN_OPTIONS; \
	test -z '$(ESP_ROM)' || { ESP_ROM='$(ESP_ROM)'; export ESP_ROM; }; \
	test -z '$(ESP_RUNS)' || { ESP_RUNS='$(ESP_RUNS)'; export ESP_RUNS; }; \
	case '$(ESP_HOSTILE) $(ESP_RUNS)' in ' ' | ' '[0-9]) ;; *) BATS_TEST_TIMEOUT=36000 ;; esac; \
	test -z '$(ESP_VALGRIND)' || { ESP_VALGRIND='$(VALGRIND)'; export ESP_VALGRIND; };
check_DATA += $(MAN_PAGES)
if HAVE_XTENSA
check_DATA += stub/rebuilt.bin stub/rebuilt-trial.bin
endif

# In minutes: the unit tests, and a file for each program and each way to a port.
SHORT_TESTS = %D%/unit/stub_clock.t $(UNIT_TESTS) \
	%D%/detect.bats %D%/read.bats %D%/write.bats %D%/verify.bats \
	%D%/ports.bats %D%/serial.bats %D%/stub.bats

.PHONY: bench check-distros check-expensive check-sanitize check-valgrind
# README's two commands in clean roots of other distributions; needs root.
# DISTROS=noble names others; what is downloaded is kept until `make clean`.
check-distros:
	ESP_DISTROS_CACHE='$(abs_top_builddir)/distros' \
	  $(top_srcdir)/build-aux/check-distros $(DISTROS_FLAGS) $(DISTROS) || \
	  { test $$? = 77 && echo 'Skipped: not all distributions were to be had.'; }

mostlyclean-local:
	rm -rf distros

# How long things take; tests/bench says what ESPTOOL, ROWS and BENCH_FULL do.
bench: all
	ESP_BUILDDIR='$(abs_top_builddir)' $(top_srcdir)/%D%/bench $(RATES)

# The seeded tests with many more seeds: hours.
check-expensive: all
	$(MAKE) check TESTS='%D%/writetrouble.bats' ESP_RUNS=50
	$(MAKE) check TESTS='%D%/lossy.bats' ESP_RUNS=334
	$(MAKE) check TESTS='%D%/servers.bats' ESP_RUNS=100
	$(MAKE) check TESTS='%D%/flashsize.bats' ESP_RUNS=300
	$(MAKE) check TESTS='%D%/hostile.bats' ESP_HOSTILE=all

# Everything again under AddressSanitizer and UBSan, in a build of its own.
check-sanitize:
	$(MKDIR_P) sanitize
	cd sanitize && { test -f config.status || { \
	  case '$(srcdir)' in /*) up=;; *) up=../;; esac; \
	  "$$up"'$(srcdir)'/configure --enable-sanitize CFLAGS='-O2 -g'; }; }
	cd sanitize && $(MAKE) check

# The programs' tests with each program under valgrind.
check-valgrind: all
	$(MAKE) check TESTS='%D%/detect.bats' ESP_VALGRIND=1
