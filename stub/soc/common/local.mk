# SPDX-License-Identifier: GPL-3.0-or-later
# Sources that the chips since the ESP32 share.

STUB_COMMON = %D%/uart.c %D%/flash.c %D%/md5.c
STUB_COMMON_INCLUDED = %D%/soc_registers.h %D%/spi1.h %D%/uart0.h %D%/usb_serial.h
# Of the chips that have USB-Serial/JTAG.
STUB_COMMON_USB = %D%/usb_serial.c
EXTRA_DIST += $(STUB_COMMON) $(STUB_COMMON_INCLUDED) $(STUB_COMMON_USB)
