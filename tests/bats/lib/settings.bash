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
