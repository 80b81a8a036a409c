/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of the ESP32-C3's boot ROM that programs call.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Addresses and names are from ESP-IDF's esp32c3.rom.ld and its siblings, and those of the two
 * functions for the security information from Espressif's stub.
 */
#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/rom/c3_rom_private.h"

enum {
    OK = 0, /* esp_rom_spiflash_result_t */
    CMD_RDID = 1 << 28,
    ID_POLL_CYCLES = 40,
};

static struct c3 *chip_of(struct rom32 *rom)
{
    return rom->machine.chip;
}

static uint64_t enable_interrupts(struct rom32 *rom, const uint32_t *arg)
{
    rom32_store(rom, CPU_INT_ENABLE, rom32_load(rom, CPU_INT_ENABLE) | arg[0]);
    return 0;
}

static uint64_t disable_interrupts(struct rom32 *rom, const uint32_t *arg)
{
    rom32_store(rom, CPU_INT_ENABLE, rom32_load(rom, CPU_INT_ENABLE) & ~arg[0]);
    return 0;
}

/* Arguments: interrupt, priority. */
static uint64_t set_priority(struct rom32 *rom, const uint32_t *arg)
{
    rom32_store(rom, CPU_INT_PRI_0 + 4 * (arg[0] % ROM32_INTERRUPTS), arg[1]);
    return 0;
}

static uint64_t set_threshold(struct rom32 *rom, const uint32_t *arg)
{
    rom32_store(rom, CPU_INT_THRESH, arg[0]);
    return 0;
}

/* Arguments: CPU, source, interrupt. */
static uint64_t set_matrix(struct rom32 *rom, const uint32_t *arg)
{
    if (arg[1] < INTERRUPT_SOURCES)
        rom32_store(rom, INTERRUPT + 4 * arg[1], arg[2]);
    return 0;
}

static uint64_t reset_cpu(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom->machine.want_reset(rom->machine.chip, ROM32_RESET_CPU);
    return 0;
}

static uint64_t reset_reason(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    return (uint64_t)chip_of(rom)->cause;
}

static uint64_t apb_frequency(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    return chip_of(rom)->apb_hz;
}

/* Arguments: two that are not used, and the buffer. */
static uint64_t security_info(struct rom32 *rom, const uint32_t *arg)
{
    uint8_t info[ROM32_SECURITY_BYTES];

    c3_rom_security(rom->machine.chip, info);
    for (uint32_t i = 0; i < sizeof info; i++)
        rom32_store8(rom, arg[2] + i, info[i]);
    return 0;
}

static bool id_known(struct rom32 *rom, uint64_t arg)
{
    (void)arg;
    return rom32_load(rom, rom->facts->spi.cmd) == 0;
}

/* The manufacturer is the most significant byte. */
static uint64_t update_id(struct rom32 *rom, const uint32_t *arg)
{
    uint32_t id;

    (void)arg;
    rom32_store(rom, rom->facts->spi.cmd, CMD_RDID);
    while (!id_known(rom, 0))
        rom32_wait_cycles(rom, *rom->machine.cycles + ID_POLL_CYCLES, false);
    id = rom32_load(rom, rom->facts->spi.w0);
    rom32_store(rom, rom->facts->flash_chip + FLASH_CHIP_ID,
                (id & 0xff) << 16 | (id & 0xff00) | (id >> 16 & 0xff));
    return OK;
}

/* Arguments: chip, pointer for the value. */
static uint64_t read_status_high(struct rom32 *rom, const uint32_t *arg)
{
    rom32_store(rom, arg[1], rom32_flash_status_high(rom));
    return OK;
}

/* Sorted by address. */
const struct rom32_function c3_rom_functions[C3_ROM_FUNCTIONS] = {
    {0x40000018, false, "rtc_get_reset_reason", reset_reason},
    {0x40000040, false, "ets_printf", NULL},
    {0x40000050, true, "ets_delay_us", rom32_ets_delay_us},
    {0x40000068, true, "uart_tx_one_char", rom32_uart_tx_one_char},
    {0x4000006c, true, "uart_tx_one_char2", rom32_uart_tx_one_char},
    {0x40000070, false, "uart_rx_one_char", rom32_uart_rx_one_char},
    {0x40000074, true, "uart_rx_one_char_block", rom32_uart_rx_one_char_block},
    {0x4000007c, false, "uartAttach", rom32_nothing},
    {0x40000080, true, "uart_tx_flush", rom32_uart_tx_wait_idle},
    {0x40000084, true, "uart_tx_wait_idle", rom32_uart_tx_wait_idle},
    {0x40000088, false, "uart_div_modify", rom32_uart_div_modify},
    {0x40000090, false, "software_reset", rom32_software_reset},
    {0x40000094, false, "software_reset_cpu", reset_cpu},
    {0x400000b0, false, "GetUartDevice", rom32_GetUartDevice},
    {0x400000b4, true, "UartDwnLdProc", rom32_UartDwnLdProc},
    {0x400000b8, false, "Uart_Init", NULL},
    {0x400000bc, false, "ets_set_user_start", rom32_set_user_start},
    {0x400000f4, true, "tinfl_decompress", rom32_tinfl_decompress},
    {0x40000110, true, "esp_rom_spiflash_write_encrypted", NULL},
    {0x40000118, false, "esp_rom_spiflash_write_encrypted_enable", rom32_nothing},
    {0x4000011c, false, "esp_rom_spiflash_write_encrypted_disable", rom32_nothing},
    {0x40000120, true, "esp_rom_spiflash_erase_chip", rom32_SPIEraseChip},
    {0x40000124, true, "esp_rom_spiflash_erase_block", rom32_SPIEraseBlock},
    {0x40000128, true, "esp_rom_spiflash_erase_sector", rom32_SPIEraseSector},
    {0x4000012c, true, "esp_rom_spiflash_write", rom32_SPIWrite},
    {0x40000130, true, "esp_rom_spiflash_read", rom32_SPIRead},
    {0x40000134, false, "esp_rom_spiflash_config_param", rom32_SPIParamCfg},
    {0x40000140, true, "esp_rom_spiflash_unlock", rom32_SPIUnlock},
    {0x4000014c, true, "esp_rom_spi_flash_update_id", update_id},
    {0x40000150, false, "esp_rom_spiflash_config_clk", rom32_nothing},
    {0x40000154, false, "esp_rom_spiflash_config_readmode", rom32_nothing},
    {0x4000015c, true, "esp_rom_spiflash_read_statushigh", read_status_high},
    {0x40000160, true, "esp_rom_spiflash_write_status", rom32_SPI_write_status},
    {0x40000164, true, "esp_rom_spiflash_attach", rom32_SPI_attach},
    {0x40000210, true, "SPI_write_enable", rom32_SPI_write_enable},
    {0x40000354, true, "memset", rom32_memset},
    {0x40000358, true, "memcpy", rom32_memmove},
    {0x4000035c, true, "memmove", rom32_memmove},
    {0x40000360, true, "memcmp", rom32_memcmp},
    {0x4000037c, true, "bzero", rom32_bzero},
    {0x40000580, false, "ets_get_apb_freq", apb_frequency},
    {0x40000584, false, "ets_get_cpu_frequency", rom32_get_ticks},
    {0x40000588, false, "ets_update_cpu_frequency", rom32_update_ticks},
    {0x40000598, false, "ets_get_xtal_freq", rom32_get_crystal},
    {0x400005c8, false, "rom_gpio_pad_select_gpio", rom32_nothing},
    {0x400005e0, false, "esprv_intc_int_set_priority", set_priority},
    {0x400005e4, false, "esprv_intc_int_set_threshold", set_threshold},
    {0x400005e8, false, "esprv_intc_int_enable", enable_interrupts},
    {0x400005ec, false, "esprv_intc_int_disable", disable_interrupts},
    {0x400005f4, false, "intr_matrix_set", set_matrix},
    {0x40000604, false, "ets_isr_attach", rom32_isr_attach},
    {0x40000608, false, "ets_isr_mask", disable_interrupts},
    {0x4000060c, false, "ets_isr_unmask", enable_interrupts},
    {0x40000614, false, "MD5Init", rom32_MD5Init},
    {0x40000618, true, "MD5Update", rom32_MD5Update},
    {0x4000061c, true, "MD5Final", rom32_MD5Final},
    {0x4000071c, false, "ets_efuse_get_spiconfig", rom32_get_pads},
    {0x4004b9da, false, "GetSecurityInfoProc", security_info},
    {0x4004d51e, false, "GetSecurityInfoProcNewEco", security_info},
    {0x40000730, false, "ets_efuse_legacy_spi_boot_mode_disabled", rom32_nothing},
};
