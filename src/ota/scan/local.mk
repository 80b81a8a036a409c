# SPDX-License-Identifier: GPL-3.0-or-later
# Boards that announce themselves in the network.
