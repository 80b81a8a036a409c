# SPDX-License-Identifier: GPL-3.0-or-later
# ArduinoOTA: an invitation by UDP, the image by TCP.
