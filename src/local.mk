# SPDX-License-Identifier: GPL-3.0-or-later

AM_CPPFLAGS += -I$(top_srcdir)/src -I$(top_builddir)/src

# ---- libesp: the protocol ----
noinst_LIBRARIES += %D%/esp/libesp.a
%C%_esp_libesp_a_CPPFLAGS = $(AM_CPPFLAGS) $(SERIALPORT_CFLAGS) $(TELNET_CFLAGS) $(ZLIB_CFLAGS) \
	$(CRYPTO_CFLAGS) $(JANSSON_CFLAGS)
%C%_esp_libesp_a_SOURCES = \
	%D%/esp/bytes.h \
	%D%/esp/chip.c \
	%D%/esp/chip.h \
	%D%/esp/chip_esp8266.c \
	%D%/esp/clock.h \
	%D%/esp/command.c \
	%D%/esp/command.h \
	%D%/esp/devline.c \
	%D%/esp/devline.h \
	%D%/esp/digest.c \
	%D%/esp/digest.h \
	%D%/esp/digit.h \
	%D%/esp/error.c \
	%D%/esp/error.h \
	%D%/esp/flashid.c \
	%D%/esp/flashid.h \
	%D%/esp/link.c \
	%D%/esp/loader.c \
	%D%/esp/loader.h \
	%D%/esp/loader_flash.c \
	%D%/esp/loader_regs.c \
	%D%/esp/makers.h \
	%D%/esp/pattern.c \
	%D%/esp/pattern.h \
	%D%/esp/plan.c \
	%D%/esp/plan.h \
	%D%/esp/portlock.c \
	%D%/esp/portlock.h \
	%D%/esp/portname.c \
	%D%/esp/portname.h \
	%D%/esp/ports.c \
	%D%/esp/ports.h \
	%D%/esp/proof.c \
	%D%/esp/proof.h \
	%D%/esp/protocol.h \
	%D%/esp/reader.c \
	%D%/esp/reader.h \
	%D%/esp/reader_answer.c \
	%D%/esp/reader_impl.h \
	%D%/esp/reader_recover.c \
	%D%/esp/reset.c \
	%D%/esp/reset.h \
	%D%/esp/romflash.c \
	%D%/esp/romflash.h \
	%D%/esp/romflash_erase.c \
	%D%/esp/romflash_impl.h \
	%D%/esp/romflash_path.c \
	%D%/esp/romflash_read.c \
	%D%/esp/romflash_sample.c \
	%D%/esp/romflash_sweep.c \
	%D%/esp/romflash_sweep.h \
	%D%/esp/romflash_write.c \
	%D%/esp/session.c \
	%D%/esp/session.h \
	%D%/esp/session_compare.c \
	%D%/esp/session_diagnosis.c \
	%D%/esp/session_digest.c \
	%D%/esp/session_erase.c \
	%D%/esp/session_erase_prove.c \
	%D%/esp/session_erase_prove.h \
	%D%/esp/session_flash.c \
	%D%/esp/session_hurry.c \
	%D%/esp/session_identity.c \
	%D%/esp/session_impl.h \
	%D%/esp/session_leave.c \
	%D%/esp/session_rate.c \
	%D%/esp/session_read.c \
	%D%/esp/session_recover.c \
	%D%/esp/session_repeats.c \
	%D%/esp/session_selftest.c \
	%D%/esp/session_selftest.h \
	%D%/esp/session_settle.c \
	%D%/esp/session_settle_change.c \
	%D%/esp/session_settle.h \
	%D%/esp/session_stub.c \
	%D%/esp/session_sync.c \
	%D%/esp/session_write.c \
	%D%/esp/session_write.h \
	%D%/esp/session_write_read.c \
	%D%/esp/session_write_rom.c \
	%D%/esp/slip.c \
	%D%/esp/slip.h \
	%D%/esp/slot.c \
	%D%/esp/slot.h \
	%D%/esp/spans.c \
	%D%/esp/spans.h \
	%D%/esp/spicmd.c \
	%D%/esp/spicmd.h \
	%D%/esp/stubs.h \
	%D%/esp/transport.c \
	%D%/esp/transport.h \
	%D%/esp/transport_gensio.c \
	%D%/esp/transport_gensio.h \
	%D%/esp/transport_gensio_open.c \
	%D%/esp/transport_impl.h \
	%D%/esp/transport_rfc2217.c \
	%D%/esp/transport_rfc2217.h \
	%D%/esp/transport_rfc2217_open.c \
	%D%/esp/transport_rfc2217_telnet.c \
	%D%/esp/transport_rfc2217_url.c \
	%D%/esp/transport_serial.c \
	%D%/esp/trial.c \
	%D%/esp/trial.h \
	%D%/esp/ttydevice.c \
	%D%/esp/ttydevice.h \
	%D%/esp/upload.c \
	%D%/esp/writer.c \
	%D%/esp/writer.h \
	%D%/esp/writer_compose.c \
	%D%/esp/writer_failure.c \
	%D%/esp/writer_guard.c \
	%D%/esp/writer_prove.c
nodist_%C%_esp_libesp_a_SOURCES = %D%/esp/stubs_esp8266.c %D%/esp/stubs_esp8266_trial.c
LIBESP_LIBS = $(SERIALPORT_LIBS) $(TELNET_LIBS) $(GENSIO_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(ZLIB_LIBS)

%D%/esp/stubs_esp8266.c: stub/esp8266.bin build-aux/bin2c
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sh $(top_srcdir)/build-aux/bin2c $(top_srcdir)/stub/esp8266.bin esp_stub_esp8266 stubs.h > $@.tmp && \
	mv $@.tmp $@
%D%/esp/stubs_esp8266_trial.c: stub/esp8266-trial.bin build-aux/bin2c
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sh $(top_srcdir)/build-aux/bin2c $(top_srcdir)/stub/esp8266-trial.bin esp_trial_esp8266 stubs.h > $@.tmp && \
	mv $@.tmp $@
CLEANFILES += %D%/esp/stubs_esp8266.c %D%/esp/stubs_esp8266_trial.c

# ---- what the programs share ----
noinst_LIBRARIES += %D%/common/libcommon.a
%C%_common_libcommon_a_SOURCES = \
	%D%/common/closeout.c \
	%D%/common/closeout.h \
	%D%/common/connect.c \
	%D%/common/connect.h \
	%D%/common/describe.c \
	%D%/common/describe.h \
	%D%/common/device.c \
	%D%/common/device.h \
	%D%/common/filedigest.c \
	%D%/common/filedigest.h \
	%D%/common/habits.c \
	%D%/common/habits.h \
	%D%/common/imagefile.c \
	%D%/common/imagefile.h \
	%D%/common/imageheader.c \
	%D%/common/imageheader.h \
	%D%/common/images.c \
	%D%/common/images.h \
	%D%/common/leftovers.c \
	%D%/common/leftovers.h \
	%D%/common/main.h \
	%D%/common/message.c \
	%D%/common/message.h \
	%D%/common/mixup.c \
	%D%/common/mixup.h \
	%D%/common/number.c \
	%D%/common/number.h \
	%D%/common/output.c \
	%D%/common/output.h \
	%D%/common/partfile.c \
	%D%/common/partfile.h \
	%D%/common/plainfile.c \
	%D%/common/plainfile.h \
	%D%/common/portchoice.c \
	%D%/common/portchoice.h \
	%D%/common/program.c \
	%D%/common/program.h \
	%D%/common/progress.c \
	%D%/common/progress.h \
	%D%/common/range.c \
	%D%/common/range.h \
	%D%/common/resume.c \
	%D%/common/resume.h \
	%D%/common/sameboard.c \
	%D%/common/sameboard.h \
	%D%/common/sidecar.c \
	%D%/common/sidecar.h \
	%D%/common/signals.c \
	%D%/common/signals.h \
	%D%/common/status.c \
	%D%/common/status.h \
	%D%/common/visible.c \
	%D%/common/visible.h

# ---- option parsers: generated, so compiled without our warnings, and one
# archive each, as they all have the same symbols ----
GGO_FILES = %D%/common.ggo %D%/after.ggo %D%/messages.ggo \
	%D%/esp-detect.ggo %D%/esp-erase.ggo %D%/esp-read.ggo %D%/esp-reset.ggo \
	%D%/esp-verify.ggo %D%/esp-write.ggo
EXTRA_DIST += $(GGO_FILES) build-aux/ggo
noinst_LIBRARIES += \
	%D%/libdetectcmdline.a \
	%D%/liberasecmdline.a \
	%D%/libreadcmdline.a \
	%D%/libresetcmdline.a \
	%D%/libverifycmdline.a \
	%D%/libwritecmdline.a
nodist_%C%_libdetectcmdline_a_SOURCES = %D%/esp-detect-cmdline.c %D%/esp-detect-cmdline.h
%C%_libdetectcmdline_a_CFLAGS = -w
nodist_%C%_liberasecmdline_a_SOURCES = %D%/esp-erase-cmdline.c %D%/esp-erase-cmdline.h
%C%_liberasecmdline_a_CFLAGS = -w
nodist_%C%_libreadcmdline_a_SOURCES = %D%/esp-read-cmdline.c %D%/esp-read-cmdline.h
%C%_libreadcmdline_a_CFLAGS = -w
nodist_%C%_libresetcmdline_a_SOURCES = %D%/esp-reset-cmdline.c %D%/esp-reset-cmdline.h
%C%_libresetcmdline_a_CFLAGS = -w
nodist_%C%_libverifycmdline_a_SOURCES = %D%/esp-verify-cmdline.c %D%/esp-verify-cmdline.h
%C%_libverifycmdline_a_CFLAGS = -w
nodist_%C%_libwritecmdline_a_SOURCES = %D%/esp-write-cmdline.c %D%/esp-write-cmdline.h
%C%_libwritecmdline_a_CFLAGS = -w
CMDLINES = \
	$(nodist_%C%_libdetectcmdline_a_SOURCES) \
	$(nodist_%C%_liberasecmdline_a_SOURCES) \
	$(nodist_%C%_libreadcmdline_a_SOURCES) \
	$(nodist_%C%_libresetcmdline_a_SOURCES) \
	$(nodist_%C%_libverifycmdline_a_SOURCES) \
	$(nodist_%C%_libwritecmdline_a_SOURCES)
BUILT_SOURCES += $(CMDLINES)
CLEANFILES += $(CMDLINES)

CMDLINE = $(MKDIR_P) %D% && \
	sh $(top_srcdir)/build-aux/ggo $$program | \
	$(GENGETOPT) --unamed-opts --no-handle-error --no-handle-help --no-handle-version \
	  --file-name=$$program-cmdline --output-dir=%D%
%D%/esp-detect-cmdline.c: %D%/common.ggo %D%/after.ggo %D%/messages.ggo %D%/esp-detect.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-detect; $(CMDLINE)
%D%/esp-detect-cmdline.h: %D%/esp-detect-cmdline.c
%D%/esp-erase-cmdline.c: %D%/common.ggo %D%/after.ggo %D%/messages.ggo %D%/esp-erase.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-erase; $(CMDLINE)
%D%/esp-erase-cmdline.h: %D%/esp-erase-cmdline.c
%D%/esp-read-cmdline.c: %D%/common.ggo %D%/after.ggo %D%/messages.ggo %D%/esp-read.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-read; $(CMDLINE)
%D%/esp-read-cmdline.h: %D%/esp-read-cmdline.c
%D%/esp-reset-cmdline.c: %D%/common.ggo %D%/messages.ggo %D%/esp-reset.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-reset; $(CMDLINE)
%D%/esp-reset-cmdline.h: %D%/esp-reset-cmdline.c
%D%/esp-verify-cmdline.c: %D%/common.ggo %D%/after.ggo %D%/messages.ggo %D%/esp-verify.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-verify; $(CMDLINE)
%D%/esp-verify-cmdline.h: %D%/esp-verify-cmdline.c
%D%/esp-write-cmdline.c: %D%/common.ggo %D%/after.ggo %D%/messages.ggo %D%/esp-write.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-write; $(CMDLINE)
%D%/esp-write-cmdline.h: %D%/esp-write-cmdline.c

# ---- the programs ----
PROGRAM_LIBS = %D%/common/libcommon.a %D%/esp/libesp.a $(LIBESP_LIBS)
bin_PROGRAMS += \
	%D%/esp-detect \
	%D%/esp-erase \
	%D%/esp-read \
	%D%/esp-reset \
	%D%/esp-verify \
	%D%/esp-write

%C%_esp_detect_SOURCES = \
	%D%/esp-detect.c \
	%D%/esp-detect.h \
	%D%/esp-detect-all.c \
	%D%/esp-detect-list.c \
	%D%/esp-detect-port.c \
	%D%/esp-detect-selftest.c
%C%_esp_detect_LDADD = %D%/libdetectcmdline.a $(PROGRAM_LIBS)

%C%_esp_erase_SOURCES = \
	%D%/esp-erase.c
%C%_esp_erase_LDADD = %D%/liberasecmdline.a $(PROGRAM_LIBS)

%C%_esp_read_SOURCES = \
	%D%/esp-read.c \
	%D%/esp-read-base.c \
	%D%/esp-read-base.h \
	%D%/esp-read-image.c \
	%D%/esp-read-image.h \
	%D%/esp-read-meta.c \
	%D%/esp-read-meta.h
%C%_esp_read_LDADD = %D%/libreadcmdline.a $(PROGRAM_LIBS)

%C%_esp_reset_SOURCES = \
	%D%/esp-reset.c
%C%_esp_reset_LDADD = %D%/libresetcmdline.a $(PROGRAM_LIBS)

%C%_esp_verify_SOURCES = \
	%D%/esp-verify.c \
	%D%/esp-verify-bytes.c \
	%D%/esp-verify-bytes.h
%C%_esp_verify_LDADD = %D%/libverifycmdline.a $(PROGRAM_LIBS)

%C%_esp_write_SOURCES = \
	%D%/esp-write.c \
	%D%/esp-write-check.c \
	%D%/esp-write-check.h
%C%_esp_write_LDADD = %D%/libwritecmdline.a $(PROGRAM_LIBS)
