"""A service that relies on SAML, made of pysaml2 and xmlsec1: it asks, checks what it is told, and signs people out.

Reads one JSON object per line and answers with one per line. What the libraries refuse is answered as {"error": ...}.
"""

import base64
import datetime
import json
import os
import re
import sys
import tempfile
import time
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, time_util, xmldsig
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor
from saml2.sigver import verify_redirect_signature

# How far the clock of the test is ahead of the machine's, in seconds. The library reads the time in one module only.
AHEAD = int(sys.argv[1])


class AheadTime:
    def __getattr__(self, name):
        return getattr(time, name)

    def gmtime(self, seconds=None):
        return time.gmtime(time.time() + AHEAD if seconds is None else seconds)


class AheadDatetime(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return super().utcnow() + datetime.timedelta(seconds=AHEAD)


time_util.time = AheadTime()
time_util.datetime = AheadDatetime

BINDINGS = {"redirect": BINDING_HTTP_REDIRECT, "post": BINDING_HTTP_POST}


def draw(folder):
    """A key and its certificate, as files."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sp.example")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    paths = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    for path, content in zip(paths, (private, certificate.public_bytes(serialization.Encoding.PEM))):
        with open(path, "wb") as file:
            file.write(content)
    return paths


class Peer:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="saml-peer-")
        self.key, self.certificate = draw(self.folder)
        self.client = None
        self.outstanding = {}

    def settings(self, asked, metadata):
        base = asked["base"]
        settings = {
            "entityid": asked["entity_id"],
            "key_file": self.key,
            "cert_file": self.certificate,
            "encryption_keypairs": [{"key_file": self.key, "cert_file": self.certificate}],
            "xmlsec_binary": "/usr/bin/xmlsec1",
            "service": {
                "sp": {
                    "endpoints": {
                        "assertion_consumer_service": [(base + "/acs", BINDING_HTTP_POST)],
                        "single_logout_service": [
                            (base + "/logout", BINDING_HTTP_REDIRECT),
                            (base + "/logout", BINDING_HTTP_POST),
                        ],
                    },
                    "authn_requests_signed": True,
                    "logout_requests_signed": True,
                    "want_response_signed": True,
                    "want_assertions_signed": True,
                    "allow_unsolicited": asked.get("allow_unsolicited", False),
                    "signing_algorithm": xmldsig.SIG_RSA_SHA256,
                    "digest_algorithm": xmldsig.DIGEST_SHA256,
                }
            },
        }
        if metadata:
            settings["metadata"] = {"inline": [metadata]}
        return SPConfig().load(settings)

    def metadata(self, asked):
        return {"metadata": str(entity_descriptor(self.settings(asked, None)))}

    def start(self, asked):
        self.client = Saml2Client(config=self.settings(asked, asked["metadata"]))
        self.idp = asked["idp"]
        return {}

    def carried(self, binding, info):
        """Where the browser goes, and what it carries there."""
        if binding == BINDING_HTTP_REDIRECT:
            return {"location": dict(info["headers"])["Location"]}
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', "".join(info["data"])))
        return {"form": fields, "to": info["url"]}

    def ask(self, asked):
        binding = BINDINGS[asked["binding"]]
        more = asked.get("more", {})
        identity, info = self.client.prepare_for_authenticate(
            entityid=self.idp, relay_state=asked.get("relay", ""), binding=binding, sign=True, **more
        )
        self.outstanding[identity] = "/"
        return {"id": identity, **self.carried(binding, info)}

    def take(self, asked):
        response = self.client.parse_authn_request_response(
            asked["response"], BINDING_HTTP_POST, outstanding=self.outstanding
        )
        self.outstanding.pop(response.in_response_to, None)
        said = response.session_info()
        self.name_id = said["name_id"]
        return {
            "name_id": said["name_id"].text,
            "format": said["name_id"].format,
            "attributes": said["ava"],
            "session": response.session_id(),
            "session_index": said["session_index"],
            "contexts": [entry[0] for entry in said["authn_info"]],
            "encrypted": b"EncryptedAssertion" in base64.b64decode(asked["response"]),
        }

    def leave(self, asked):
        done = self.client.do_logout(
            self.name_id, [self.idp], "", None, sign=True, expected_binding=BINDINGS[asked["binding"]]
        )
        binding, info = done[self.idp]
        return self.carried(binding, info)

    def redirected(self, location, kind):
        """The message in an address, once its signature was checked."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        certificates = self.client.metadata.certs(self.idp, "any", "signing")
        crypto = self.client.sec.sec_backend
        if not any(verify_redirect_signature(dict(query), crypto, certificate) for _, certificate in certificates):
            raise ValueError("the signature beside the message is not right")
        return query[kind], query.get("RelayState", "")

    def left(self, asked):
        message, relay = self.redirected(asked["location"], "SAMLResponse")
        response = self.client.parse_logout_request_response(message, BINDING_HTTP_REDIRECT)
        return {"ok": response.status_ok(), "relay": relay}

    def told(self, asked):
        message, relay = self.redirected(asked["location"], "SAMLRequest")
        info = self.client.handle_logout_request(
            message, self.name_id, BINDING_HTTP_REDIRECT, sign=True, sign_alg=xmldsig.SIG_RSA_SHA256, relay_state=relay
        )
        return {"location": dict(info["headers"])["Location"]}


def main():
    peer = Peer()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = getattr(peer, asked["do"])(asked)
        except Exception as error:  # whatever it is, the test says what it expected
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
