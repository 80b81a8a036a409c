# SPDX-License-Identifier: GPL-3.0-or-later
# Escapes the text FLEET_TEXT of the environment if how is "encode", or undoes this.
#
# Copyright (C) 2026 the esputils authors

BEGIN { print (how == "encode" ? encode(ENVIRON["FLEET_TEXT"]) : decode(ENVIRON["FLEET_TEXT"])) }
