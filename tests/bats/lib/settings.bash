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
