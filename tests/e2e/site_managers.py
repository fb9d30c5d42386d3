#!/usr/bin/python3
"""site_managers.py TIPSTAFF NODE_MODULES: consent managers as sites use them, from npm, asked and answered in Chromium.

Each page tells one host when cookies were accepted, and another when they were refused, by the manager's own callbacks (Orejime has none
for no); so it shows which button was taken.
"""
import os
import pathlib
import sys

from live_site import Site, expect, finish

modules = pathlib.Path(sys.argv[2])
if not modules.is_dir():
    print("skipped: the consent managers are not here (tools/npm-packages tests/recorders)")
    sys.exit(1 if os.environ.get("CI") == "true" else 77)

head = (b"<!doctype html><title>Contact</title><h1>Opening hours</h1>"
        b"<script>const tell=yes=>navigator.sendBeacon('http://'+(yes?'127.0.0.2':'127.0.0.3')+':PORT/t','x')</script>")
pages = {
    "/osano": head + b"<link rel=stylesheet href=/cookieconsent.css><script src=/cookieconsent.js></script>"
              b"<script>cookieconsent.initialise({type:'opt-in',onStatusChange:s=>tell(s==='allow')})</script>",
    "/vanilla": head + b"<link rel=stylesheet href=/vanilla.css><script src=/vanilla.js></script><script>CookieConsent.run({categories:{necessary:{readOnly:true,enabled:true},figures:{}},"
                b"onFirstConsent:()=>tell(CookieConsent.acceptedCategory('figures')),language:{default:'en',translations:{en:{consentModal:{title:'Your choice',description:'We use cookies.',"
                b"acceptAllBtn:'Fine by me',acceptNecessaryBtn:'Rather not',showPreferencesBtn:'More'},preferencesModal:{sections:[]}}}}})</script>",
    "/tarteaucitron": head + b"<script src=/tarte/tarteaucitron.min.js></script><script>tarteaucitron.init({orientation:'bottom',AcceptAllCta:true,DenyAllCta:true,highPrivacy:true,useExternalCss:false});"
                      b"tarteaucitron.services.figures={key:'figures',type:'analytic',name:'Figures',uri:'/p',needConsent:true,cookies:[],js(){tell(true)},fallback(){}};"
                      b"document.addEventListener('figures_disallowed',()=>tell(false));(tarteaucitron.job=tarteaucitron.job||[]).push('figures')</script>",
    "/orejime": head + b"<link rel=stylesheet href=/orejime.css><template data-purpose=figures><script>tell(true)</script></template>"
                b"<script>window.orejimeConfig={purposes:[{id:'figures',title:'Figures',cookies:[]}],privacyPolicyUrl:'/p'}</script><script src=/orejime.js></script>"
                b"<script>addEventListener('click',e=>e.target.closest('.orejime-Banner-declineButton')&&tell(false),true)</script>",
}
files = {"/cookieconsent.js": "cookieconsent/build/cookieconsent.min.js", "/cookieconsent.css": "cookieconsent/build/cookieconsent.min.css",
         "/vanilla.js": "vanilla-cookieconsent/dist/cookieconsent.umd.js", "/vanilla.css": "vanilla-cookieconsent/dist/cookieconsent.css",
         "/orejime.js": "orejime/dist/orejime-standard-en.js", "/orejime.css": "orejime/dist/orejime-standard.css"}
for name in "tarteaucitron.min.js", "tarteaucitron.services.min.js", "css/tarteaucitron.min.css", "lang/tarteaucitron.en.min.js":
    files["/tarte/" + name] = "tarteaucitronjs/" + name
site = Site(pages | {path: (modules / file).read_bytes() for path, file in files.items()})
with open("follow.txt", "w") as file:
    file.write("||127.0.0.2^\n||127.0.0.3^\n")

for page, asked_by in ("osano", "cookieconsent"), ("vanilla", "cookieconsent"), ("tarteaucitron", "tarteaucitron"), ("orejime", "Orejime"):
    expect(1, [f"Choice about cookies, asked by {asked_by}:", "told before any choice: nobody who follows people\n", "told although cookies were refused:\n    127.0.0.3\n",
               "told only after cookies were accepted:\n    127.0.0.2\n"], f"{site.address}/{page}", "--consent", "all", "--list", "follow.txt")
site.only_its_own_pages()
finish()
