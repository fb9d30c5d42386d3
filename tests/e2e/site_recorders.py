#!/usr/bin/python3
"""site_recorders.py TIPSTAFF NODE_MODULES: session recorders as sites use them, served on loopback and run in Chromium, and pages that must stay clean.

Nothing that the recorders told may have reached the host that they told it to.
"""
import json
import os
import pathlib
import sys

from live_site import Site, check, expect, finish

modules = pathlib.Path(sys.argv[2])
if not modules.is_dir():
    print("skipped: the recorders are not here (tools/npm-packages tests/recorders)")
    sys.exit(1 if os.environ.get("CI") == "true" else 77)

form = b"<!doctype html><title>Tell us</title><input id=what name=what><textarea id=how></textarea><p>Opening hours"
other = Site({
    "/rrweb.js": (modules / "rrweb/umd/rrweb.min.js").read_bytes(),
    "/clarity.js": (modules / "clarity-js/build/clarity.min.js").read_bytes(),
    "/map.png": b"\x89PNG\r\n", "/player": b"<title>Video</title><video></video>", "/font.woff2": b"wOF2",
}, host="127.0.0.2")
address = other.address.encode()
site = Site({
    "/rrweb": form + b"<script src=" + address + b"/rrweb.js></script><script>let e=[];rrweb.record({emit(x){e.push(x)}});"
              b"setInterval(()=>{if(e.length)fetch('" + address + b"/r',{method:'POST',body:JSON.stringify({events:e.splice(0)})})},200)</script>",
    "/clarity": form + b"<script>window.clarity=function(){(clarity.q=clarity.q||[]).push(arguments)};"
                b"clarity('start',{projectId:'northmoor',upload:'" + address + b"/collect',delay:200,content:true,unmask:['#what']})</script><script src=" + address + b"/clarity.js></script>",
    "/own": form + b"<script>addEventListener('input',()=>0);navigator.sendBeacon('/count','page=own');fetch('/count?x=1')</script>",
    "/count": b"1",
    "/map": form + b"<img src=" + address + b"/map.png><iframe src=" + address + b"/player referrerpolicy=no-referrer></iframe>"
            b"<style>@font-face{font-family:x;src:url(" + address + b"/font.woff2)}p{font-family:x}</style>",
})


def told(name, *arguments):
    return json.loads(expect(1, "HOLD", f"{site.address}/{name}", "--format", "json", *arguments).splitlines()[0])


for name, service in ("rrweb", "rrweb"), ("clarity", "Clarity"):
    report = told(name)
    rules = {each["rule"] for each in report["findings"]}
    services = {each["service"] for each in report["flows"]}
    check("recorder" in rules, f"{name} is no recorder: {rules}")
    check(any(service in each for each in services), f"{name} is not named: {services}")
    typed = [each for each in report["flows"] if each["typed"]]
    check(name == "clarity" or {"#what", "#how"} <= {each["name"] for each in typed}, f"{name}: what was typed is not found: {typed}")
expect(0, "PASS", site.address + "/own")
expect(0, ["PASS", "to others"], site.address + "/map")
check({method for method, _, _, _ in other.log} == {"GET"}, f"recorders told: {[each[:3] for each in other.log]}")
finish()
