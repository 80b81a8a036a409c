# SPDX-License-Identifier: GPL-3.0-or-later
# The report as one page without scripts, and without anything from elsewhere.
#
# Copyright (C) 2026 the esputils authors

function text(t) {
    gsub(/&/, "\\&amp;", t)
    gsub(/</, "\\&lt;", t)
    gsub(/>/, "\\&gt;", t)
    gsub(/"/, "\\&quot;", t)
    return t
}

# A picture as the address of an image, so that nothing in it can act on the page.
function picture(file,    line, result) {
    while ((getline line < file) > 0) {
        gsub(/%/, "%25", line)
        gsub(/#/, "%23", line)
        gsub(/"/, "%22", line)
        gsub(/</, "%3C", line)
        gsub(/>/, "%3E", line)
        gsub(/&/, "%26", line)
        result = result line "%0A"
    }
    close(file)
    return result == "" ? "" : "data:image/svg+xml," result
}

function put_fact(label, value) {
    if (value != "") cards = cards "<dt>" label "</dt><dd>" text(value) "</dd>\n"
}

function put_map(    map) {
    map = looks == "" ? "" : picture(looks ".svg")
    if (map == "")
        cards = cards "<div class=\"map none\">no picture</div>\n"
    else
        cards = cards "<details class=\"map\"><summary title=\"larger or smaller\"><img alt=\"map of the flash of " \
            text(title) "\" src=\"" map "\"></summary></details>\n"
}

function put_board() {
    count[state]++
    cards = "<article class=\"" (state ~ / / ? "never" : state) "\">\n<h2>" \
        text(title) " <span class=\"state\">" state "</span></h2>\n"
    put_map()
    cards = cards "<dl>\n"
    if (name != "") put_fact("Address", mac)
    put_fact("Chip", chip)
    put_fact("Flash", size_text(flash_size))
    put_fact("Firmware", firmware)
    put_fact("Version", version)
    put_fact("Saved", saved == "" ? "never" : time_text(saved) " UTC")
    put_fact("Backups", backups == 0 ? "" : backups ", the latest has " size_text(packed) " packed")
    put_fact("Folder", folder)
    put_fact("Port", port)
    put_fact("Last work", op == "" ? "" : op ": " result ", " time_text(at) " UTC")
    cards = cards "</dl>\n"
    if (result == "failed") cards = cards "<p class=\"why\">" text(op " failed: " reason) "</p>\n"
    if (fault != "") cards = cards "<p class=\"why\">" text(fault) ".</p>\n"
    cards = cards "</article>\n"
    if (state == "failed" || state == "broken") first = first cards
    else rest = rest cards
}

function put_style() {
    print "<style>"
    print "*{box-sizing:border-box}"
    print "body{font:16px/1.4 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:90rem;color:#222;background:#f4f4f2}"
    print "h1{margin:0 0 .2rem;font-size:1.6rem}"
    print ".sum{margin:0 0 1rem}"
    print "main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(24rem,100%),1fr));gap:1rem;align-items:start}"
    print "article{background:#fff;border:1px solid #ccc;border-left:.4rem solid #2e7d32;border-radius:.3rem;padding:.8rem;overflow:hidden}"
    print "article.failed,article.broken{border-left-color:#b00020}"
    print "article.never{border-left-color:#8a6d00}"
    print "h2{font-size:1.1rem;margin:0 0 .5rem;overflow-wrap:anywhere}"
    print ".state{font-size:.8rem;font-weight:normal;padding:.1rem .4rem;border:1px solid;border-radius:.8rem;white-space:nowrap;color:#2e7d32}"
    print ".failed .state,.broken .state{color:#b00020}"
    print ".never .state{color:#6b5500}"
    print ".map{float:right;width:7rem;margin:0 0 .5rem .8rem}"
    print ".map[open]{float:none;width:100%;margin:0 0 .8rem}"
    print ".map summary{list-style:none;cursor:pointer}"
    print ".map summary::-webkit-details-marker{display:none}"
    print ".map img{display:block;width:100%;border:1px solid #ccc}"
    print ".none{border:1px dashed #aaa;color:#666;text-align:center;padding:2rem .2rem;font-size:.8rem}"
    print "dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1rem .8rem;margin:0}"
    print "dt{color:#555}dd{margin:0;overflow-wrap:anywhere}"
    print ".why{clear:both;margin:.6rem 0 0;padding:.5rem;background:#fdecee;color:#7a0016;overflow-wrap:anywhere}"
    print "@media(max-width:30rem){.map{width:5rem}article{padding:.6rem}}"
    print "@media print{body{background:#fff}article{break-inside:avoid}}"
    print "</style>"
}

END {
    print "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
    print "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
    print "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
    print "<title>Boards, " time_text(time) " UTC</title>"
    put_style()
    print "</head>\n<body>\n<h1>Boards</h1>"
    printf "<p class=\"sum\">%d in all", NR
    for (i = split("good,failed,broken,not checked,never saved", kinds, ","); i >= 1; i--)
        if (count[kinds[i]] > 0) printf ", %d %s", count[kinds[i]], kinds[i]
    print ". Written " time_text(time) " UTC. A click on a map makes the map larger.</p>"
    printf "<main>\n%s</main>\n</body>\n</html>\n", first rest
}
