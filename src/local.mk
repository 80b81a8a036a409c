# SPDX-License-Identifier: GPL-3.0-or-later

AM_CPPFLAGS += -I$(top_srcdir)/src -I$(top_builddir)/src

# ---- libesp: the protocol ----
noinst_LIBRARIES += %D%/esp/libesp.a
%C%_esp_libesp_a_CPPFLAGS = $(AM_CPPFLAGS) $(SERIALPORT_CFLAGS) $(ZLIB_CFLAGS) \
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
	%D%/esp/digit.h \
	%D%/esp/error.c \
	%D%/esp/error.h \
	%D%/esp/flashid.c \
	%D%/esp/flashid.h \
	%D%/esp/loader.c \
	%D%/esp/loader.h \
	%D%/esp/portlock.c \
	%D%/esp/portlock.h \
	%D%/esp/ports.c \
	%D%/esp/ports.h \
	%D%/esp/protocol.h \
	%D%/esp/reader.c \
	%D%/esp/reader.h \
	%D%/esp/reader_recover.c \
	%D%/esp/reset.c \
	%D%/esp/reset.h \
	%D%/esp/session.c \
	%D%/esp/session.h \
	%D%/esp/session_diagnosis.c \
	%D%/esp/session_digest.c \
	%D%/esp/session_impl.h \
	%D%/esp/session_leave.c \
	%D%/esp/session_rate.c \
	%D%/esp/session_read.c \
	%D%/esp/session_stub.c \
	%D%/esp/session_sync.c \
	%D%/esp/slip.c \
	%D%/esp/slip.h \
	%D%/esp/spicmd.c \
	%D%/esp/spicmd.h \
	%D%/esp/stubs.h \
	%D%/esp/transport.c \
	%D%/esp/transport.h \
	%D%/esp/transport_gensio.c \
	%D%/esp/transport_gensio.h \
	%D%/esp/transport_gensio_open.c \
	%D%/esp/transport_impl.h \
	%D%/esp/transport_serial.c
nodist_%C%_esp_libesp_a_SOURCES = %D%/esp/stubs_esp8266.c
LIBESP_LIBS = $(SERIALPORT_LIBS) $(GENSIO_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(ZLIB_LIBS)

%D%/esp/stubs_esp8266.c: stub/esp8266.bin build-aux/bin2c
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sh $(top_srcdir)/build-aux/bin2c $(top_srcdir)/stub/esp8266.bin esp_stub_esp8266 stubs.h > $@.tmp && \
	mv $@.tmp $@
CLEANFILES += %D%/esp/stubs_esp8266.c

# ---- what the programs share ----
noinst_LIBRARIES += %D%/common/libcommon.a
%C%_common_libcommon_a_SOURCES = \
	%D%/common/closeout.c \
	%D%/common/closeout.h \
	%D%/common/connect.c \
	%D%/common/connect.h \
	%D%/common/main.h \
	%D%/common/message.c \
	%D%/common/message.h \
	%D%/common/number.c \
	%D%/common/number.h \
	%D%/common/output.c \
	%D%/common/output.h \
	%D%/common/portchoice.c \
	%D%/common/portchoice.h \
	%D%/common/program.c \
	%D%/common/program.h \
	%D%/common/progress.c \
	%D%/common/progress.h \
	%D%/common/range.c \
	%D%/common/range.h \
	%D%/common/sameboard.c \
	%D%/common/sameboard.h \
	%D%/common/signals.c \
	%D%/common/signals.h \
	%D%/common/status.c \
	%D%/common/status.h

# ---- option parsers: generated, so compiled without our warnings, and one
# archive each, as they all have the same symbols ----
noinst_LIBRARIES += %D%/libdetectcmdline.a %D%/libreadcmdline.a
nodist_%C%_libdetectcmdline_a_SOURCES = %D%/esp-detect-cmdline.c %D%/esp-detect-cmdline.h
%C%_libdetectcmdline_a_CFLAGS = -w
nodist_%C%_libreadcmdline_a_SOURCES = %D%/esp-read-cmdline.c %D%/esp-read-cmdline.h
%C%_libreadcmdline_a_CFLAGS = -w
CMDLINES = \
	$(nodist_%C%_libdetectcmdline_a_SOURCES) \
	$(nodist_%C%_libreadcmdline_a_SOURCES)
BUILT_SOURCES += $(CMDLINES)
CLEANFILES += $(CMDLINES)
EXTRA_DIST += %D%/common.ggo %D%/esp-detect.ggo %D%/esp-read.ggo

CMDLINE = $(MKDIR_P) %D% && \
	cat $(top_srcdir)/%D%/common.ggo $(top_srcdir)/%D%/$$program.ggo | \
	$(GENGETOPT) --unamed-opts --no-handle-error --no-handle-help --no-handle-version \
	  --file-name=$$program-cmdline --output-dir=%D%
%D%/esp-detect-cmdline.c: %D%/common.ggo %D%/esp-detect.ggo
	$(AM_V_GEN)program=esp-detect; $(CMDLINE)
%D%/esp-detect-cmdline.h: %D%/esp-detect-cmdline.c
%D%/esp-read-cmdline.c: %D%/common.ggo %D%/esp-read.ggo
	$(AM_V_GEN)program=esp-read; $(CMDLINE)
%D%/esp-read-cmdline.h: %D%/esp-read-cmdline.c

# ---- the programs ----
PROGRAM_LIBS = %D%/common/libcommon.a %D%/esp/libesp.a $(LIBESP_LIBS)

bin_PROGRAMS += %D%/esp-detect %D%/esp-read
%C%_esp_detect_SOURCES = \
	%D%/esp-detect.c \
	%D%/esp-detect.h \
	%D%/esp-detect-all.c \
	%D%/esp-detect-list.c \
	%D%/esp-detect-port.c
%C%_esp_detect_LDADD = %D%/libdetectcmdline.a $(PROGRAM_LIBS)

%C%_esp_read_SOURCES = \
	%D%/esp-read.c \
	%D%/esp-read-image.c \
	%D%/esp-read-image.h \
	%D%/esp-read-meta.c \
	%D%/esp-read-meta.h
%C%_esp_read_LDADD = %D%/libreadcmdline.a $(PROGRAM_LIBS)
