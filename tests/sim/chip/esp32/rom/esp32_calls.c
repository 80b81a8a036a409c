/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of the ESP32's boot ROM that programs call.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Addresses and names are from ESP-IDF's esp32.rom.ld and its siblings.
 */
#include "sim/chip/esp32/rom/esp32_rom_private.h"

enum { INTR_MAP = 0x3ff00104 }; /* DPORT_PRO_MAC_INTR_MAP: the first source */

static struct xtensa *cpu_of(struct rom32 *rom)
{
    return &((struct esp32 *)rom->machine.chip)->cpu;
}

static uint64_t mask_interrupts(struct rom32 *rom, const uint32_t *arg)
{
    cpu_of(rom)->intenable &= ~arg[0];
    return 0;
}

static uint64_t unmask_interrupts(struct rom32 *rom, const uint32_t *arg)
{
    cpu_of(rom)->intenable |= arg[0];
    return 0;
}

/* Arguments: CPU, source, interrupt. */
static uint64_t set_matrix(struct rom32 *rom, const uint32_t *arg)
{
    if (arg[0] == 0)
        rom32_store(rom, INTR_MAP + 4 * arg[1], arg[2]);
    return 0;
}

/* Sorted by address. */
const struct rom32_function esp32_rom_functions[ESP32_ROM_FUNCTIONS] = {
    {0x400041a4, false, "rom_i2c_writeReg", rom32_nothing},
    {0x400067ec, false, "ets_isr_attach", rom32_isr_attach},
    {0x400067fc, false, "ets_isr_mask", mask_interrupts},
    {0x40006808, false, "ets_isr_unmask", unmask_interrupts},
    {0x4000681c, false, "intr_matrix_set", set_matrix},
    {0x4000687c, false, "ets_set_user_start", rom32_set_user_start},
    {0x40007d54, false, "ets_printf", NULL},
    {0x4000824c, false, "software_reset", rom32_software_reset},
    {0x40008534, true, "ets_delay_us", rom32_ets_delay_us},
    {0x40008550, false, "ets_update_cpu_frequency_rom", rom32_update_ticks},
    {0x4000855c, false, "ets_get_cpu_frequency", rom32_get_ticks},
    {0x40008588, false, "ets_get_detected_xtal_freq", rom32_get_crystal},
    {0x40008658, false, "ets_efuse_get_spiconfig", rom32_get_pads},
    {0x40008ce8, true, "UartDwnLdProc", rom32_UartDwnLdProc},
    {0x40008fd0, false, "uartAttach", rom32_nothing},
    {0x400090cc, false, "uart_div_modify", rom32_uart_div_modify},
    {0x40009120, false, "Uart_Init", NULL},
    {0x40009200, true, "uart_tx_one_char", rom32_uart_tx_one_char},
    {0x4000922c, true, "uart_tx_one_char2", rom32_uart_tx_one_char},
    {0x40009258, true, "uart_tx_flush", rom32_uart_tx_wait_idle},
    {0x40009278, true, "uart_tx_wait_idle", rom32_uart_tx_wait_idle},
    {0x400092a4, true, "uart_rx_one_char_block", rom32_uart_rx_one_char_block},
    {0x400092d0, false, "uart_rx_one_char", rom32_uart_rx_one_char},
    {0x40009598, false, "GetUartDevice", rom32_GetUartDevice},
    {0x40009fdc, false, "gpio_pad_select_gpio", rom32_nothing},
    {0x4000c1f4, true, "bzero", rom32_bzero},
    {0x4000c260, true, "memcmp", rom32_memcmp},
    {0x4000c2c8, true, "memcpy", rom32_memmove},
    {0x4000c3c0, true, "memmove", rom32_memmove},
    {0x4000c44c, true, "memset", rom32_memset},
    {0x4005da7c, false, "MD5Init", rom32_MD5Init},
    {0x4005da9c, true, "MD5Update", rom32_MD5Update},
    {0x4005db1c, true, "MD5Final", rom32_MD5Final},
    {0x4005ef30, true, "tinfl_decompress", rom32_tinfl_decompress},
    {0x400622f0, true, "SPI_write_status", rom32_SPI_write_status},
    {0x40062320, true, "SPI_write_enable", rom32_SPI_write_enable},
    {0x40062448, true, "SPI_read_status_high", rom32_SPI_read_status_high},
    {0x400628b0, true, "SPIUnlock", rom32_SPIUnlock},
    {0x40062a6c, true, "esp_rom_spiflash_attach", rom32_SPI_attach},
    {0x40062bc8, false, "esp_rom_spiflash_config_clk", rom32_nothing},
    {0x40062c14, true, "SPIEraseChip", rom32_SPIEraseChip},
    {0x40062c4c, true, "SPIEraseBlock", rom32_SPIEraseBlock},
    {0x40062ccc, true, "SPIEraseSector", rom32_SPIEraseSector},
    {0x40062d50, true, "SPIWrite", rom32_SPIWrite},
    {0x40062e78, true, "SPI_Encrypt_Write", NULL},
    {0x40062ed8, true, "SPIRead", rom32_SPIRead},
    {0x400631ac, true, "SPIEraseArea", rom32_SPIEraseArea},
    {0x40063238, false, "esp_rom_spiflash_config_param", rom32_SPIParamCfg},
};
