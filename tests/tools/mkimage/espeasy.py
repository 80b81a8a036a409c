# SPDX-License-Identifier: GPL-3.0-or-later
"""ESPEasy's files.

Copyright (C) 2026 the esputils authors

Written after SettingsStruct.h, SecurityStruct.h and StorageLayout.h of ESPEasy.  The
structure is laid out here member by member, as a compiler does it.

    config.dat espeasy [tasks=12|24|32] [name=] [unit=] [ip=] [gateway=] [mask=] [dns=]
                       [sum=md5|2018|none] [size=BYTES] [version=N] [struct=BYTES]
    security.dat security [ssid=] [key=] [ssid2=] [key2=] [ap-key=] [user1=] [password1=]
                       [admin-password=] [short=yes]
"""
import hashlib
import struct

CONTROLLERS, NOTIFICATIONS = 3, 3  # CONTROLLER_MAX, NOTIFICATION_MAX


def members(tasks, esp32):
    """Name, size, alignment of each member; runs of bytes are one member."""
    yield from (("PID", 4, 4), ("Version", 4, 4), ("Build", 2, 2), ("IP", 4, 1), ("Gateway", 4, 1))
    yield from (("Subnet", 4, 1), ("DNS", 4, 1), ("IP_Octet", 1, 1), ("Unit", 1, 1), ("Name", 26, 1))
    yield from (("NTPHost", 64, 1), ("Delay", 4, 4), ("Pins", 4, 1), ("PinBootStates", 17, 1))
    yield from (("Syslog_IP", 4, 1), ("UDPPort", 4, 4), ("LogLevels", 4, 1), ("BaudRate", 4, 4))
    yield from (("MessageDelay", 4, 4), ("Flags", 8, 1), ("WireClock", 4, 4), ("GlobalSync", 1, 1))
    yield from (("Failures", 4, 4), ("TimeZone", 2, 2), ("Retain", 1, 1), ("InitSPI", 1, 1))
    yield from (("Protocol", CONTROLLERS, 1), ("Notification", NOTIFICATIONS, 1))
    yield from (("TaskDeviceNumber", tasks, 1), ("OldID", 4 * tasks, 4), ("TaskPins", 4 * tasks, 1))
    yield from (("PullUp", tasks, 1), ("Config", 16 * tasks, 2), ("Inversed", tasks, 1))
    yield from (("ConfigFloat", 16 * tasks, 4), ("ConfigLong", 16 * tasks, 4))
    yield from (("SendFlags", tasks, 1), ("TaskBits", tasks, 1), ("DataFeed", tasks, 1))
    yield from (("Timer", 4 * tasks, 4), ("Enabled", tasks, 1), ("ControllerEnabled", CONTROLLERS, 1))
    yield from (("NotificationEnabled", NOTIFICATIONS, 1), ("TaskID", 4 * CONTROLLERS * tasks, 4))
    yield from (("SendData", CONTROLLERS * tasks, 1), ("Switches", 4, 1), ("DST", 4, 2))
    yield from (("RTOS", 1, 1), ("Pin_Reset", 1, 1), ("SyslogFacility", 1, 1), ("StructSize", 4, 4))
    yield from (("UnitNameAsClientId", 1, 1), ("Latitude", 4, 4), ("Longitude", 4, 4), ("Bits1", 4, 4))
    yield from (("ResetPreference", 4, 4), ("I2C", 4, 4), ("WebPort", 2, 2), ("SyslogPort", 2, 2))
    yield from (("ETH", 6, 1), ("ETH_IPs", 16, 1), ("Medium", 1, 1), ("Multiplexer", 2, 1))
    yield from (("Channel", tasks, 1), ("I2CFlags", tasks, 1), ("I2CSlow", 4, 4), ("MuxReset", 1, 1))
    if esp32:
        yield "PinBootStates32", 24, 1
    yield from (("WiFi", 3, 1), ("SPI", 3, 1), ("Channel0", 1, 1), ("md5", 16, 1), ("Bits2", 4, 4))
    yield "Console", 4, 1


def layout(tasks, esp32):
    places, at = {}, 0
    for name, size, alignment in members(tasks, esp32):
        at = -(-at // alignment) * alignment
        places[name] = at
        at += size
    places["end"] = -(-at // 4) * 4
    return places


def quad(text):
    return bytes(int(part) for part in text.split("."))


def config(options):
    tasks = int(options.get("tasks", "12"))
    esp32 = tasks == 32
    places = layout(tasks, esp32)
    how = options.get("sum", "md5")
    end = int(options.get("struct", places["end"] if how == "md5" else places["md5"] - 32))
    data = bytearray((i * 7 + 3) % 256 if i > places["Delay"] else 0 for i in range(end))
    struct.pack_into("<IIH", data, 0, 2016110801, int(options.get("version", 3 if esp32 else 2)),
                     20116)
    for key, name in (("ip", "IP"), ("gateway", "Gateway"), ("mask", "Subnet"), ("dns", "DNS")):
        data[places[name] : places[name] + 4] = quad(options.get(key, "0.0.0.0"))
    data[places["Unit"]] = int(options.get("unit", "1"))
    name = options.get("name", "ESP_Easy").encode()
    data[places["Name"] : places["Name"] + len(name)] = name
    struct.pack_into("<I", data, places["StructSize"], end)
    at = {"md5": places["md5"], "2018": end - 16}.get(how)
    if at is not None:
        data[at : at + 16] = hashlib.md5(data[:at] + data[at + 16 :]).digest()
    size = int(options.get("size", "131072" if esp32 else "36864"))
    return bytes(data).ljust(size, b"\0")


SECURITY = (
    ("ssid", 32), ("key", 64), ("ssid2", 32), ("key2", 64), ("ap-key", 64), ("user1", 26),
    ("user2", 26), ("user3", 26), ("password1", 64), ("password2", 64), ("password3", 64),
    ("admin-password", 26),
)


def security(options):
    data = b"".join(options.get(key, "").encode().ljust(size, b"\0") for key, size in SECURITY)
    data += b"\0" * 9 + b"binary's md5 sum"  # addresses that are allowed, ProgmemMd5
    size = 0 if "short" in options else 4096
    return (data + hashlib.md5(data).digest()).ljust(size, b"\0")
