# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 the esputils authors
# ---- packages and releases ----

EXTRA_DIST += %D%/esputils.spec %D%/esputils.rpmlintrc build-aux/release \
	debian/changelog debian/control debian/copyright debian/esputils.docs debian/rules \
	debian/source/format debian/tests/control debian/tests/tour

.PHONY: deb rpm release
# The tools of packages have jobs of their own, not those of this make.
OWN_JOBS = unset MAKEFLAGS MFLAGS MAKELEVEL;

# Debian packages from the tarball, in deb/.  They are checked as Debian's: the checks of Ubuntu's
# lintian refuse Debian's names of distributions.
deb:
	$(MAKE) $(AM_MAKEFLAGS) dist
	rm -rf deb && $(MKDIR_P) deb
	tar -C deb -xf $(distdir).tar.xz
	$(OWN_JOBS) cd deb/$(distdir) && dpkg-buildpackage -us -uc $(DEB_FLAGS)
	cd deb && lintian --allow-root --profile debian --fail-on error,warning *.changes
	ls -l deb/*.deb

# RPM packages from the tarball, in rpm/.  RPM_FLAGS=--nodeps is for systems without a
# data base of RPM packages.
rpm:
	$(MAKE) $(AM_MAKEFLAGS) dist
	rm -rf rpm
	$(OWN_JOBS) rpmbuild -ta --define '_topdir $(abs_builddir)/rpm' $(RPM_FLAGS) $(distdir).tar.xz
	rpmlint --strict --rpmlintrc $(srcdir)/%D%/esputils.rpmlintrc $(srcdir)/%D%/esputils.spec
	ls -l rpm/RPMS/*/*.rpm

# Checks the tree, and makes release/ with the tarball and its check sums.  With TAG=yes also
# makes the tag.
release:
	$(OWN_JOBS) '$(srcdir)'/build-aux/release '$(abs_builddir)/release' $(TAG)

clean-local:
	rm -rf deb rpm release
