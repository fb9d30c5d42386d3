#!/usr/bin/python3
"""site_consent.py TIPSTAFF: the three runs and their difference, a submit pass and a held socket, through the program and in every format."""
import json

from live_site import Site, check, expect, finish

site = Site({
    "/": b"<title>Contact</title><form id=f action=/send method=post><input name=mail><button>Send</button></form>"
         b"<div id=banner>We use cookies. <button id=a>Accept all</button> <button id=r>Reject all</button></div>"
         b"<script>const t=(h,p)=>navigator.sendBeacon('http://'+h+':PORT/'+p,f.mail.value);"
         b"a.onclick=()=>{t('127.0.0.3','yes');banner.remove()};r.onclick=()=>{t('127.0.0.4','no');banner.remove()};f.onsubmit=()=>t('127.0.0.5','sent');t('127.0.0.2','at-once')</script>",
    "/silent": b"<title>Silent</title><h1>Opening hours</h1>",
})
with open("follow.txt", "w") as file:
    file.write("||127.0.0.2^\n||127.0.0.3^\n||127.0.0.4^\n")
all_runs = [site.address + "/", "--consent", "all", "--list", "follow.txt", "--submit"]

expect(1, ["Choice about cookies, asked by the button ‘Accept all’:",
           "told before any choice:\n    127.0.0.2",
           "told although cookies were refused:\n    127.0.0.2\n    127.0.0.4",  # the page is loaded again for its submit pass
           "told only after cookies were accepted:\n    127.0.0.3",
           "[told-despite-refusal]", "[told-before-choice]",
           "(submitted, after refusing) what was typed (name=mail) went to 127.0.0.5"], *all_runs)
site.only_its_own_pages()
said = json.loads(expect(1, "told_despite_refusal", *all_runs, "--format", "json", "--leave-fields"))
check([each["recipient"] for each in said["consent"]["told_despite_refusal"]] == ["127.0.0.4"], said["consent"])
check({page["choice"] for page in said["pages"]} == {"no choice", "reject", "accept"}, said["pages"])
sarif = json.loads(expect(1, "told-despite-refusal", site.address + "/", "--consent", "reject", "--list", "follow.txt", "--leave-fields", "--format", "sarif"))
check("told-despite-refusal" in {each["ruleId"] for each in sarif["runs"][0]["results"]} and sarif["runs"][0]["properties"]["consent"]["refused"], "SARIF")
expect(0, ["Choice about cookies: no question was found.", "PASS"], site.address + "/silent", "--consent", "all")
with open("policy.yaml", "w") as file:
    file.write("tipstaff site policy: 1\nconsent: {accept: '#nowhere', reject: '#a'}\n")
expect(1, "127.0.0.3 is told although cookies were refused", site.address + "/", "--consent", "reject", "--list", "follow.txt", "--leave-fields", "--policy", "policy.yaml")
finish()
