# SPDX-License-Identifier: GPL-3.0-or-later
# Updates and backups by a board's own web pages.
