# SPDX-License-Identifier: GPL-3.0-or-later
# Memories and registers of the ESP8266.

LIBSIM_PARTS += \
	%D%/efuse.c \
	%D%/efuse.h \
	%D%/esp8266.c \
	%D%/esp8266.h \
	%D%/esp8266_config.h \
	%D%/esp8266_manners.c \
	%D%/esp8266_manners.h \
	%D%/esp8266_options.c \
	%D%/soc.c \
	%D%/soc.h \
	%D%/soc_cache.c \
	%D%/soc_cache.h \
	%D%/soc_io.c \
	%D%/soc_io.h \
	%D%/soc_parts.c \
	%D%/uart1.c \
	%D%/uart1.h
SIM_GGOS += %D%/esp8266.ggo
