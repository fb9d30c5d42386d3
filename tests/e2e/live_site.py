"""A site on loopback that is checked by ‘site check’; its log is the ground truth. ‘PORT’ in a page is the server's own port."""
import http.server
import subprocess
import sys
import threading

failures = 0


class Site:
    def __init__(self, pages, host="127.0.0.1"):
        self.log = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                outer.log.append((self.command, self.headers["Host"], self.path, body))
                script = self.path.split("?")[0]  # versions of some stand behind the question mark
                page = pages.get(self.path, pages.get(script, b"") if script.endswith((".js", ".css")) else b"")
                page = (page() if callable(page) else page).replace(b"PORT", str(outer.port).encode())
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "application/xml" if page.startswith(b"<?xml") else "text/javascript" if script.endswith(".js") else "text/css" if script.endswith(".css") else "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((host, 0), Handler)
        self.port = self.server.server_port
        self.address = f"http://{host}:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def only_its_own_pages(self):
        """Nothing but pages, and nothing of others, was asked for."""
        check(self.log and all(method == "GET" and host.startswith("127.0.0.1") for method, host, _, _ in self.log), f"the server was asked: {self.log}")


def check(holds, says):
    global failures
    if not holds:
        print("FAILED:", says)
        failures += 1


def expect(code, words, *arguments, command="check"):
    """Its output, where it exits with this code and says all of these words."""
    done = subprocess.run([sys.argv[1], "site", command, "--rest", "500", *arguments], capture_output=True, text=True, timeout=120)
    said = done.stdout + done.stderr
    for each in [words] if isinstance(words, str) else words:
        check(done.returncode == code and each in said, f"site {command} {' '.join(arguments)}: {done.returncode}, wanted {code} with ‘{each}’\n{said}")
    return done.stdout


def finish():
    print(f"{failures} failures")
    sys.exit(failures != 0)
