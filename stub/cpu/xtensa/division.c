/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Division, for cores that have an instruction for it: those of the ESP32 and of later chips.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdint.h>

/* The compiler calls this function for a division, because the assembler for the ESP8266's CPU
 * does not know the instruction.  A division by 0 gives 0, as in the ESP8266's ROM. */
__attribute__((used, externally_visible)) uint32_t __udivsi3(uint32_t dividend, uint32_t divisor);
uint32_t __udivsi3(uint32_t dividend, uint32_t divisor)
{
    register uint32_t a2 __asm__("a2") = dividend;
    register uint32_t a3 __asm__("a3") = divisor;

    if (divisor == 0)
        return 0;
    __asm__(".byte 0x30, 0x22, 0xc2" /* quou a2, a2, a3 */ : "+r"(a2) : "r"(a3));
    return a2;
}
