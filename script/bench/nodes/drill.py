"""What `script/bench/drill` runs; see there."""
import base64
import html
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PASSWORD = "lantern orchard 42 velvet"
CALLBACK = "https://rota.example/callback"
# A verifier and its challenge (RFC 7636, appendix B).
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
METADATA = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://files.example/saml">
<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://files.example/saml/acs" index="0"/>
</md:SPSSODescriptor></md:EntityDescriptor>"""
# A product that brings a mailbox: Microsoft 365 E5.
MAILBOX = "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
# Seconds in which each thing has to be shut: here, and in the tenant.
HERE, THERE = 1, 60
# Seconds between two looks at one thing.
EVERY = 0.01


class Broken(Exception):
    """The drill cannot go on, or a promise is broken."""


def until(seconds, what, test, every=0.1):
    """Asks again until the answer is true; nothing else tells what another process has done."""
    end = time.monotonic() + seconds
    while True:
        found = test()
        if found:
            return found
        if time.monotonic() > end:
            raise Broken(f"{what} did not happen within {seconds} s")
        time.sleep(every)


def free_ports(number):
    """Ports that are free, each with the next one: the tenant takes two."""
    found = []
    while len(found) < number:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            if all(abs(port - other) > 1 for other in found):
                found.append(port)
    return found


class Socket(http.client.HTTPConnection):
    """HTTP over the operator's socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)


class Link:
    """A connection that is kept; an answer is its status, its headers and its text."""

    def __init__(self, port):
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, path, body=None, headers=None):
        for again in (True, False):
            try:
                self.link.request(method, path, body, headers or {})
                answer = self.link.getresponse()
                return answer.status, answer.headers, answer.read().decode(errors="replace")
            except (OSError, http.client.HTTPException):
                # The other side may close a connection that was kept; a second time it is broken.
                self.link.close()
                if not again:
                    raise


class Browser:
    """Cookies, and a connection to one node."""

    def __init__(self, port):
        self.link, self.cookies = Link(port), {}

    def ask(self, method, path, fields=None):
        path = re.sub(r"^https?://localhost:\d+", "", path)
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(fields)
        status, answer, text = self.link.ask(method, path, body, headers)
        for line in answer.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return status, answer, text

    def sign_in(self, username):
        _, _, text = self.ask("GET", "/sign-in")
        status, _, text = self.ask("POST", "/sign-in", {**hidden(text), "username": username, "password": PASSWORD})
        if status != 303 or not self.is_in():
            raise Broken(f"nobody is signed in: {status} {text[:2000]}")
        return self

    def is_in(self):
        return self.ask("GET", "/home")[0] == 200


def hidden(text):
    return {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)}


class Installation:
    """The folder, the database, and every process started here."""

    def __init__(self, program, postgres):
        self.program, self.path, self.processes = program, tempfile.mkdtemp(prefix="guildhall-drill."), []
        self.database = postgres.rsplit("/", 1)[0] + "/drill"
        statement = "CREATE DATABASE drill LOCALE 'C' ENCODING 'UTF8' TEMPLATE template0"
        subprocess.run(["psql", "--quiet", postgres, "--command", statement], check=True, stdout=subprocess.DEVNULL)
        self.ports = free_ports(3)
        self.tenant = self.ports[2]

    def folder(self, name):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.join(path, "keys"), mode=0o700, exist_ok=True)
        os.chmod(path, 0o700)
        return path

    def start(self, name, *words):
        log = open(os.path.join(self.path, name + ".log"), "ab")
        environment = {"PATH": os.environ["PATH"], "HOME": self.path, "LANG": "C.UTF-8", "GUILDHALL_LOG": "warn"}
        process = subprocess.Popen([self.program, *words, "--data", self.folder(name)], env=environment,
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def do(self, name, *words):
        done = subprocess.run([self.program, *words, "--data", self.folder(name), "--database", self.database], capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise Broken(f"{' '.join(words)}: {done.stdout}{done.stderr}")

    def settings(self, name, keys):
        """What the nodes of one database share: the settings, the secret of the tenant and the keys."""
        folder = self.folder(name)
        secret = os.path.join(folder, "tenant-secret")
        with open(secret, "w") as file:
            file.write("demo")
        os.chmod(secret, 0o600)
        with open(os.path.join(folder, "guildhall.toml"), "w") as file:
            file.write(f'portal_url = "http://localhost:{self.ports[0]}"\n\n[tenant]\n'
                       f'url = "http://localhost:{self.tenant}"\ntoken_url = "http://localhost:{self.tenant}/oauth2/v2.0/token"\n'
                       f'client_id = "demo"\nsecret_file = "{secret}"\nusage_location = "GB"\n')
        for key in keys:
            shutil.copy(key, os.path.join(folder, "keys"))

    def open(self):
        """The tenant, two nodes that serve and one that works."""
        self.start("tenant", "tenant", "--port", str(self.tenant))
        until(60, "the tenant answering", lambda: answers(self.tenant, "/"))
        shared = os.path.join(self.folder("shared"), "audit-node")
        with open(shared, "wb") as file:
            file.write(os.urandom(32))
        os.chmod(shared, 0o600)
        for number, name in enumerate(("one", "two", "work")):
            factors = os.path.join(self.path, "one", "keys", "factors")
            self.settings(name, [shared] + ([factors] if os.path.exists(factors) else []))
            if name == "work":
                self.start(name, "work", "--database", self.database)
                continue
            self.start(name, "serve", "--port", str(self.ports[number]), "--database", self.database)
            until(60, f"{name} being ready", lambda: answers(self.ports[number], "/health/ready"))
        columns = [""] * 27
        columns[0], columns[1], columns[10], columns[12] = "XXDRI", "DRILL HOSPITAL", "20130401", "A"
        register = os.path.join(self.path, "drill_2026-01-01.csv")
        with open(register, "w") as file:
            file.write(",".join(f'"{column}"' for column in columns) + "\n")
        self.do("one", "import", "register", register, "--yes")
        self.do("one", "do", "organisation.open", "organisation=XXDRI", "tier=standard", "time_zone=Europe/London", "usage_location=GB", "waiver=Opened for a drill")

    def license(self):
        """Licences that bring a mailbox, and the policy by which people of the organisation get one."""
        self.perform("subscription.add", {"product": MAILBOX, "quantity": 1000, "label": "Bought for a drill", "organisation": "XXDRI"})
        made = self.perform("policy.create", {"organisation": "XXDRI", "name": "Everybody", "base_product": MAILBOX, "description": "For a drill"})
        self.policy = made["id"]

    def perform(self, name, body):
        """Does something as the operator, at the socket of the first node."""
        link = Socket(os.path.join(self.path, "one", "guildhall.sock"))
        link.request("POST", "/api/v1/commands/" + name, json.dumps(body), {"Content-Type": "application/json"})
        answer = link.getresponse()
        said = json.loads(answer.read())
        if answer.status != 200:
            raise Broken(f"{name}: {answer.status} {said}")
        return said["output"]

    def close(self):
        for process in self.processes:
            process.send_signal(signal.SIGKILL)
        for process in self.processes:
            process.wait()
        shutil.rmtree(self.path, ignore_errors=True)


def answers(port, path):
    try:
        return Link(port).ask("GET", path)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


class Graph:
    """The tenant, as its own administrator speaks to it."""

    def __init__(self, port):
        self.link = Link(port)
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": "demo", "client_secret": "demo", "scope": f"http://localhost:{port}/.default"})
        _, _, text = self.link.ask("POST", "/oauth2/v2.0/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
        self.token = json.loads(text)["access_token"]

    def ask(self, method, path, body=None):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        status, _, text = self.link.ask(method, "/v1.0" + path, json.dumps(body) if body is not None else None, headers)
        if status // 100 != 2:
            raise Broken(f"the tenant answers {status} to {path}: {text[:500]}")
        return json.loads(text) if text else None

    def is_there(self, path):
        return self.link.ask("GET", "/v1.0" + path, None, {"Authorization": "Bearer " + self.token})[0] == 200


class Applications:
    """Two applications of others, registered once."""

    def __init__(self, installation):
        web = installation.perform("application.register", {
            "name": "Rota", "protocol": "oidc", "kind": "web", "redirect_uris": [CALLBACK],
            "scopes": ["openid", "email", "offline_access"], "open_to": "everybody"})
        saml = installation.perform("application.register", {
            "name": "Files", "protocol": "saml", "scopes": ["email"], "open_to": "everybody",
            "saml": {"metadata": METADATA, "encryption": "never"}})
        self.client, self.files = web["client_id"], "/saml/start/" + saml["application"]
        basic = base64.b64encode(f"{web['client_id']}:{web['client_secret']}".encode()).decode()
        self.headers = {"Authorization": "Basic " + basic, "Content-Type": "application/x-www-form-urlencoded"}

    def post(self, link, path, fields):
        status, _, text = link.ask("POST", path, urllib.parse.urlencode(fields), self.headers)
        return status, json.loads(text or "null")

    def enter(self, browser):
        """The tokens of somebody who comes from the application."""
        asked = {"response_type": "code", "client_id": self.client, "redirect_uri": CALLBACK, "scope": "openid email offline_access",
                 "state": "a-state-of-some-letters", "nonce": "a-nonce-of-some-letters", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}
        place = "/oidc/authorize?" + urllib.parse.urlencode(asked)
        for _ in range(10):
            status, headers, text = browser.ask("GET", place)
            place = headers.get("Location") or (headers.get("Refresh") or "").partition("url=")[2]
            found = re.search(r"[?&]code=([^&]+)", place)
            if found:
                code = urllib.parse.unquote(found[1])
                _, said = self.post(browser.link, "/oidc/token", {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER})
                return said["access_token"], said["refresh_token"]
            if not place:
                break
        raise Broken(f"nobody comes in: {status} {text[:2000]}")


def token_of(browser):
    """A token of the interface, made on the page where people make one."""
    _, _, text = browser.ask("GET", "/me/tokens")
    _, _, text = browser.ask("POST", "/me/tokens", {**hidden(text), "name": "a script", "expires_in_days": "1", "actions": ""})
    found = re.search(r"<code[^>]*>([^<]+)</code>", text)
    if not found:
        raise Broken(f"no token: {text[:2000]}")
    return html.unescape(found[1])


class Watch(threading.Thread):
    """Looks at one thing again and again until it is shut; notes how long after the report that was."""

    def __init__(self, name, bound, is_open, reported):
        super().__init__(daemon=True)
        self.name_of, self.bound, self.is_open, self.reported = name, bound, is_open, reported
        self.shut_after, self.trouble = None, None

    def run(self):
        try:
            while self.is_open():
                if self.reported.began and time.monotonic() > self.reported.began + self.bound + 5:
                    return
                time.sleep(EVERY)
            now = time.monotonic()
            if not self.reported.began:
                self.trouble = "it was shut before the report"
                return
            self.shut_after = now - self.reported.began
        except (Broken, OSError, ValueError, http.client.HTTPException) as error:
            self.trouble = repr(error)


class Reported:
    """When the report was sent; nothing before."""

    began = None


def drill(installation, applications, graph):
    """One person, from signing in to everything being shut. Gives what was watched."""
    one, two, _ = installation.ports
    made = installation.perform("person.create", {"organisation": "XXDRI", "given_name": "Asha", "family_name": "Rao"})
    person, username = made["id"], made["address"]
    installation.perform("policy.move", {"policy": installation.policy, "accounts": [person]})
    installation.perform("password.set-by-operator", {"person": person, "password": PASSWORD})
    here, there = Browser(one).sign_in(username), Browser(two).sign_in(username)
    third = Browser(two).sign_in(username)
    token = token_of(there)
    access, refresh = applications.enter(there)

    def user():
        found = graph.ask("GET", "/users?$select=id,userPrincipalName,accountEnabled")["value"]
        found = [user for user in found if user["userPrincipalName"] == username]
        return found[0]["id"] if found and found[0]["accountEnabled"] else None

    key = until(120, "the account being in the tenant", user)
    rules = f"/users/{key}/mailFolders/inbox/messageRules"
    until(120, "the mailbox being there", lambda: graph.is_there(rules))
    graph.ask("POST", rules, {"displayName": "Delete \"password\"", "actions": {"delete": True}})

    links = [Link(two) for _ in range(3)]
    tokens = {"refresh": refresh}

    def refreshes():
        _, said = applications.post(links[0], "/oidc/token", {"grant_type": "refresh_token", "refresh_token": tokens["refresh"]})
        tokens["refresh"] = said.get("refresh_token", tokens["refresh"])
        return said.get("error") != "invalid_grant"

    def counts():
        return applications.post(links[1], "/oidc/introspect", {"token": access})[1]["active"]

    def serves():
        return links[2].ask("GET", "/api/v1/queries/person.me", None, {"Authorization": "Bearer " + token})[0] != 401

    def enters():
        return "SAMLResponse" in third.ask("GET", applications.files)[2]

    own = [Graph(installation.tenant) for _ in range(3)]
    reported, since = Reported(), f"/users/{key}?$select=signInSessionsValidFromDateTime"
    before = own[0].ask("GET", since)["signInSessionsValidFromDateTime"]

    def lasts():
        return own[0].ask("GET", since)["signInSessionsValidFromDateTime"] == before

    watched = [
        Watch("session of the portal, at the other node", HERE, there.is_in, reported),
        Watch("refresh token, at the other node", HERE, refreshes, reported),
        Watch("access token, introspected at the other node", HERE, counts, reported),
        Watch("token of the interface, at the other node", HERE, serves, reported),
        Watch("SAML, opened again at the other node", HERE, enters, reported),
        Watch("signing in to the tenant", THERE, lambda: own[1].ask("GET", f"/users/{key}?$select=accountEnabled")["accountEnabled"], reported),
        Watch("rules of the mailbox", THERE, lambda: own[2].ask("GET", rules)["value"][0]["isEnabled"], reported),
        Watch("sessions in the tenant", THERE, lasts, reported),
    ]
    for watch in watched:
        if not watch.is_open():
            raise Broken(f"{watch.name_of}: not open before the report")
    _, _, text = here.ask("GET", "/me/compromised")
    fields = {**hidden(text), "words": "Letters that I never wrote"}
    for watch in watched:
        watch.start()
    # Every watch has looked at least once by now.
    time.sleep(0.2)
    reported.began = time.monotonic()
    status, _, text = here.ask("POST", "/me/compromised", fields)
    if status != 200 or "Your account is shut" not in text:
        raise Broken(f"the report was not taken: {status} {text[:2000]}")
    for watch in watched:
        watch.join(THERE + 30)
    # What is shut stays shut.
    for watch in watched:
        if watch.shut_after is not None and watch.is_open():
            watch.trouble = "it is open again"
    if here.is_in():
        raise Broken("the browser that reported it is still signed in")
    return watched


def machine():
    memory = next(line for line in open("/proc/meminfo") if line.startswith("MemTotal")).split()[1]
    return f"{os.cpu_count()} processors, {int(memory) // 2**20} GiB, load {os.getloadavg()[0]:.1f}"


def main():
    program, times = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"{times} reports, two nodes that serve and one that works; {machine()}", flush=True)
    installation, broken, taken = Installation(program, os.environ["GUILDHALL_TEST_POSTGRES"]), [], {}
    try:
        installation.open()
        installation.license()
        applications, graph = Applications(installation), Graph(installation.tenant)
        for _ in range(times):
            for watch in drill(installation, applications, graph):
                if watch.trouble:
                    broken.append(f"{watch.name_of}: {watch.trouble}")
                elif watch.shut_after is None:
                    broken.append(f"{watch.name_of}: still open {watch.bound + 5} s after the report")
                else:
                    taken.setdefault((watch.name_of, watch.bound), []).append(watch.shut_after)
                    if watch.shut_after > watch.bound:
                        broken.append(f"{watch.name_of}: {watch.shut_after:.3f} s, promised {watch.bound} s")
    except (Broken, OSError, KeyError, ValueError, http.client.HTTPException, subprocess.SubprocessError) as error:
        broken.append(repr(error))
        for place in sorted(os.listdir(installation.path)):
            if place.endswith(".log"):
                print(f"--- {place}\n" + "".join(open(os.path.join(installation.path, place), errors="replace").readlines()[-10:]), flush=True)
    finally:
        installation.close()
    print(f"{'shut after the report was sent':<50} {'median':>9} {'worst':>9} {'bound':>6}")
    for (name, bound), seconds in taken.items():
        print(f"{name:<50} {statistics.median(seconds):>7.3f} s {max(seconds):>7.3f} s {bound:>4} s")
    if broken:
        for line in broken:
            print(f"Broken: {line}")
        sys.exit("NOT KEPT")
    print(f"KEPT: {times} reports; everything here within {HERE} s, in the tenant within {THERE} s")


main()
