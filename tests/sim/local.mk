# SPDX-License-Identifier: GPL-3.0-or-later
# ---- the virtual board ----

SIM_LIBS = $(GENSIO_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(ZLIB_LIBS) $(ATOMIC_LIBS)
noinst_LIBRARIES += %D%/libsim.a
%C%_libsim_a_SOURCES = $(LIBSIM_PARTS)
LIBSIM_PARTS =
SIM_GGOS =

# Under sanitizers, the board that the programs talk to is built without sanitizers: the
# board executes the chip's code instruction by instruction, and would take most of the
# time.  The unit tests use libsim.a, which has the sanitizers.
if SANITIZE
noinst_LIBRARIES += %D%/libsimplain.a
%C%_libsimplain_a_CFLAGS = $(WARN_CFLAGS)
%C%_libsimplain_a_SOURCES = $(LIBSIM_PARTS)
BOARD_LIB = %D%/libsimplain.a
else
BOARD_LIB = %D%/libsim.a
endif

include %D%/board/local.mk
include %D%/ota/local.mk
include %D%/line/local.mk
include %D%/nor/local.mk
include %D%/spi/local.mk
include %D%/uart/local.mk
include %D%/usb/local.mk
include %D%/cpu/xtensa/local.mk
include %D%/cpu/lx106/local.mk
include %D%/cpu/lx6/local.mk
include %D%/cpu/rv32/local.mk
include %D%/chip/local.mk
include %D%/chip/rom32/local.mk
include %D%/chip/esp8266/local.mk
include %D%/chip/esp8266/rom/local.mk
include %D%/chip/esp32/local.mk
include %D%/chip/esp32/rom/local.mk
include %D%/chip/esp32c3/local.mk
include %D%/chip/esp32c3/rom/local.mk
include %D%/ota/web/local.mk

# The virtual board for people who have none, in a package of its own: make install-sim.
.PHONY: install-sim uninstall-sim
INSTALLED_SIM = tests/sim/esp-mkflash tests/sim/esp-sim
install-sim: $(INSTALLED_SIM) $(SIM_MAN_PAGES)
	$(MKDIR_P) '$(DESTDIR)$(bindir)' '$(DESTDIR)$(man1dir)'
	$(INSTALL_PROGRAM) $(INSTALLED_SIM) '$(DESTDIR)$(bindir)'
	for page in $(SIM_MAN_PAGES); do \
	  test -f $$page || page='$(srcdir)'/$$page; \
	  $(INSTALL_DATA) "$$page" '$(DESTDIR)$(man1dir)' || exit; \
	done
uninstall-sim:
	cd '$(DESTDIR)$(bindir)' && rm -f esp-mkflash esp-sim
	cd '$(DESTDIR)$(man1dir)' && rm -f esp-mkflash.1 esp-sim.1
