# SPDX-License-Identifier: GPL-3.0-or-later
# What differs between operating systems: behind each header are two files, of which configure
# chooses one.  make check compiles the others, too, if this system can; make check-portable
# builds and tests programs of them.

noinst_LIBRARIES += %D%/libsystem.a
%C%_libsystem_a_SOURCES = \
	%D%/portnames.h \
	%D%/portusers.h \
	%D%/reserve.h \
	%D%/sortwith.h \
	%D%/ttydevice.h \
	%D%/usbdevice.h \
	%D%/uucplock.h
LIBSYSTEM = %D%/libsystem.a
%C%_libothers_a_SOURCES =

if HAVE_LINUX
%C%_libsystem_a_SOURCES += \
	%D%/portnames_linux.c \
	%D%/portusers_linux.c \
	%D%/ttydevice_linux.c \
	%D%/usbdevice_linux.c \
	%D%/uucplock_linux.c
check_LIBRARIES += %D%/libothers.a
%C%_libothers_a_SOURCES += \
	%D%/portnames_other.c \
	%D%/portusers_other.c \
	%D%/ttydevice_other.c \
	%D%/usbdevice_other.c \
	%D%/uucplock_other.c
else
%C%_libsystem_a_SOURCES += \
	%D%/portnames_other.c \
	%D%/portusers_other.c \
	%D%/ttydevice_other.c \
	%D%/usbdevice_other.c \
	%D%/uucplock_other.c
endif

if HAVE_FALLOCATE
%C%_libsystem_a_SOURCES += %D%/reserve_fallocate.c
%C%_libothers_a_SOURCES += %D%/reserve_statvfs.c
else
%C%_libsystem_a_SOURCES += %D%/reserve_statvfs.c
endif

if HAVE_GNU_QSORT_R
%C%_libsystem_a_SOURCES += %D%/sortwith_qsort_r.c
%C%_libothers_a_SOURCES += %D%/sortwith_heap.c
else
%C%_libsystem_a_SOURCES += %D%/sortwith_heap.c
endif
