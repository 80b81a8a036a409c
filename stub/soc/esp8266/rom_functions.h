/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP8266 boot ROM functions that the stub calls.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: the vendor's published address list.
 */
#ifndef STUB_SOC_ESP8266_ROM_FUNCTIONS_H
#define STUB_SOC_ESP8266_ROM_FUNCTIONS_H

#include <stdint.h>

struct chip_md5;

enum { ETS_UART_INUM = 5 };

/* A direct call from instruction RAM does not reach the ROM.  An address that is hidden in
 * a register makes the compiler use an indirect call.  -mlongcalls would do this, too, but
 * would make every other call bigger. */
static inline uint32_t rom_address(uint32_t address)
{
    __asm__("" : "+r"(address));
    return address;
}
#define ROM_FUNCTION(address, result, ...) ((result(*)(__VA_ARGS__))rom_address(address))

#define ets_isr_attach ROM_FUNCTION(0x40000f88, void, uint32_t, void (*)(void *), void *)
#define ets_isr_mask ROM_FUNCTION(0x40000f98, void, uint32_t)
#define ets_isr_unmask ROM_FUNCTION(0x40000fa8, void, uint32_t)

/* Connects the six flash pins to the controller.  This changes IO_MUX only; unlike
 * spi_flash_attach, it sends nothing to the flash. */
#define SelectSpiFunction ROM_FUNCTION(0x40003f58, void, void)

#define MD5Init ROM_FUNCTION(0x40009818, void, struct chip_md5 *)
#define MD5Update ROM_FUNCTION(0x40009834, void, struct chip_md5 *, const void *, uint32_t)
#define MD5Final ROM_FUNCTION(0x40009900, void, uint8_t *, struct chip_md5 *)

/* rom_places.S: goes to the place where the ROM's main() loads the flash's program. */
void rom_boot_flash(void) __attribute__((noreturn));
/* user_start_fptr: unless this is 0, main() starts the program at this address, and not the
 * flash's program. */
enum { ROM_USER_START = 0x3fffdcd0 };

/* libgcc's unsigned division.  The LX106's toolchain has none and expects it in the ROM. */
#define rom_udivsi3 ROM_FUNCTION(0x4000e21c, uint32_t, uint32_t, uint32_t)

#endif
