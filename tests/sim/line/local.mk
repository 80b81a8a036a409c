# SPDX-License-Identifier: GPL-3.0-or-later
# The line, and the host's end of the line.

LIBSIM_PARTS += \
	%D%/cable.c \
	%D%/cable.h \
	%D%/faults.c \
	%D%/faults.h \
	%D%/garble.c \
	%D%/garble.h \
	%D%/hostport.c \
	%D%/hostport.h \
	%D%/hostport_baud.c \
	%D%/hostport_gensio.c \
	%D%/hostport_kind.h \
	%D%/hostport_loop.c \
	%D%/hostport_loop.h \
	%D%/hostport_pty.c \
	%D%/hostport_rfc2217.c \
	%D%/hostport_rfc2217.h \
	%D%/linesocket.c \
	%D%/linesocket.h \
	%D%/netdelay.c \
	%D%/netdelay.h

# Modem lines for ptys, as a library for LD_PRELOAD.
check_DATA += tests/sim/ttylines.so
tests/sim/ttylines.so: %D%/ttylines.c
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(CC) -D_GNU_SOURCE $(LARGE_FILES) -I$(top_srcdir)/tests \
	  $(CPPFLAGS) $(WARN_CFLAGS) -O2 -g -shared -fPIC -o $@ \
	  $(top_srcdir)/%D%/ttylines.c -ldl
MOSTLYCLEANFILES += tests/sim/ttylines.so
EXTRA_DIST += %D%/ttylines.c
