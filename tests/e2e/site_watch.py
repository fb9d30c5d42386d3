#!/usr/bin/python3
"""site_watch.py TIPSTAFF: pages pinned in Chromium, and what ‘site watch’ says when what others serve into them changes."""
import json
import os

from live_site import Site, check, expect, finish


def container(version, tags):
    return b'var data={"resource":{"version":"%d","macros":[],"tags":[%s],"predicates":[],"rules":[]}};' % (version, tags)


others = {"/lib.js": b"1;", "/tags.js?id=GTM-ABCD123": container(31, b'{"function":"__gaawe"}')}
other = Site(others, host="127.0.0.2")
own = {}
site = Site(own)


def page(*paths):
    return b"<title>Report</title>" + b"".join(b"<script src='%s%s'></script>" % (other.address.encode(), each.encode()) for each in paths) + b"<script src=/own.js></script>"


own["/report"] = page("/lib.js", "/tags.js?id=GTM-ABCD123", "/now.js")
own["/own.js"] = b"own=1;"


def pin(*more):
    return expect(0, "3 scripts of others and containers on 1 pages are pinned", "pins", site.address + "/report", *more, command="pin")


if os.path.exists("pins"):
    os.remove("pins")  # of a run that was cut short
others["/now.js"] = lambda: b"n=%d;" % len(other.log)  # another each time
pin()
with open("pins") as file:
    pins = json.load(file)["scripts"]
check([each.get("varies", False) for each in pins] == [False, True, False], f"what varies: {pins}")
check(pins[2]["container"] == pins[2]["container"] | {"version": "31", "tags": ["Google Analytics 4 event"]}, f"the container: {pins[2]}")
expect(4, "‘pins’ exists", "pins", site.address + "/report", command="pin")

expect(0, ["PASS: what others serve into the pages is as it was on 2", "a script of 127.0.0.2 differs, as it did when it was pinned"], "pins", command="watch")
own["/own.js"] = b"own=2;"  # the site's own is not watched
expect(0, "PASS", "pins", command="watch")
others["/tags.js?id=GTM-ABCD123"] = container(32, b'{"function":"__gaawe"},{"function":"__html"}')
expect(1, ["HOLD: on /report what 127.0.0.2 was told to load has changed: version 31 → 32; new in it: custom HTML."], "pins", command="watch")
others["/lib.js"] = b"steal();"
own["/report"] = page("/lib.js", "/new.js")
others["/new.js"] = b"2;"
expect(1, ["on /report a script of 127.0.0.2 has changed", "on /report 127.0.0.2 serves another script", "on /report a script of 127.0.0.2 is gone"], "pins", command="watch")
os.remove("pins")
expect(0, "2 scripts", "pins", site.address + "/report", command="pin")
expect(0, "PASS", "pins", command="watch")
del own["/report"]
site.server.shutdown()
site.server.server_close()
expect(3, "could not be loaded", "pins", command="watch")
expect(5, "nowhere", "nowhere", command="watch")
with open("pins", "w") as file:
    file.write("{}")
expect(10, "no pins of the site check", "pins", command="watch")
finish()
