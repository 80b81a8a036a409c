# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Recipes of images with a firmware's settings.

# An ESP8266 with ESPEasy, as mkimage's recipe.
recipe_espeasy() { # FS [OPTIONS OF config.dat]
    cat << END
size 1M
at 0 app mode=3 size=2 entry=0x4010f29c
  0x4010f000 noise 0x5a0
end
at 0x7b000 $1 size=0x80000
  config.dat espeasy name=Golden unit=7 ip=192.168.0.100 gateway=192.168.0.1 mask=255.255.255.0 dns=192.168.0.2 $2
  rules1.txt text "on System#Boot do endon"
  security.dat security ssid=garden key=rosebush-and-thorn admin-password=compost-heap
end
END
}

# An ESP8266 with Tasmota: three copies, of which the one with 12 saves counts, and a blank
# slot.
TASMOTA_OPTIONS='hostname=golden ssid1=garden password1=rosebush-and-thorn web-password=compost-heap mqtt-host=broker mqtt-user=gardener mqtt-password=wheelbarrow topic=pump friendly-name=Pump device-name=Well ip=192.168.0.100 gateway=192.168.0.1 mask=255.255.255.0 dns=192.168.0.1'
recipe_tasmota() { # [OPTIONS OF ALL COPIES]
    local options=${1:-$TASMOTA_OPTIONS}
    cat << END
size 1M
at 0 app mode=3 size=2 entry=0x4010f29c
  0x4010f000 noise 0x5a0
end
at 0xf8000 tasmota version=12.1.0.1 saves=11 $options
at 0xf9000 tasmota version=12.2.0.1 saves=12 $options
at 0xfb000 tasmota version=9.5.0.4 saves=3 $options
END
}

# An ESP32 with its settings in NVS.
recipe_esp32() { # [NAME ADDRESS]
    cat << END
size 1M
${RECIPE_BOOT/at 0/at 0x1000}
at 0x8000 table
  nvs data nvs 0x9000 0x5000
  app0 app ota_0 0x10000 0xf0000
end
at 0x9000 nvs size=0x5000
  ns=wifi ssid=str:garden pswd=str:rosebush channel=u8:6
  ns=unit name=str:${1:-Golden} ip=str:${2:-192.168.0.100}
end
${RECIPE_APP/at 0/at 0x10000}
END
}

# Makes boards.csv: Pump_0 to Pump_8, with the columns NAME and IP.
nine_boards() { # MAC-START NAME-COLUMN IP-COLUMN
    local i
    echo "mac;$2;$3"
    for i in {0..8}; do
        printf '%s:%02X;Pump_%d;192.168.0.20%d\r\n' "$1" "$i" "$i" "$i"
    done
}
