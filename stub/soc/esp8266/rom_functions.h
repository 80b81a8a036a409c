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

/* The ROM is out of reach of a direct call from instruction RAM; hidden in a
 * register, the address becomes an indirect one without -mlongcalls, which
 * would make every other call bigger too. */
static inline uint32_t rom_address(uint32_t address)
{
    __asm__("" : "+r"(address));
    return address;
}
#define ROM_FUNCTION(address, result, ...) ((result(*)(__VA_ARGS__))rom_address(address))

#define ets_isr_attach ROM_FUNCTION(0x40000f88, void, uint32_t, void (*)(void *), void *)
#define ets_isr_mask ROM_FUNCTION(0x40000f98, void, uint32_t)
#define ets_isr_unmask ROM_FUNCTION(0x40000fa8, void, uint32_t)

/* Gives the six flash pins to the controller (IO_MUX only: unlike
 * spi_flash_attach, it sends the flash nothing). */
#define SelectSpiFunction ROM_FUNCTION(0x40003f58, void, void)

#define MD5Init ROM_FUNCTION(0x40009818, void, struct chip_md5 *)
#define MD5Update ROM_FUNCTION(0x40009834, void, struct chip_md5 *, const void *, uint32_t)
#define MD5Final ROM_FUNCTION(0x40009900, void, uint8_t *, struct chip_md5 *)

/* rom_places.S: goes to where main() of the ROM loads the flash's program. */
void rom_boot_flash(void) __attribute__((noreturn));
/* user_start_fptr: what main() starts in place of the flash's program, unless it is 0. */
enum { ROM_USER_START = 0x3fffdcd0 };

/* libgcc's unsigned division, which the LX106's toolchain leaves to the ROM. */
#define rom_udivsi3 ROM_FUNCTION(0x4000e21c, uint32_t, uint32_t, uint32_t)

#endif
