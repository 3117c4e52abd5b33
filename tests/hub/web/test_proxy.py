"""The proxy of the documentation: its files as they stand, and a real nginx where there is one."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from hub.imports.read.limits import MAX_BYTES, MEGABYTE
from hub.web.error_pages import bare_headers
from hub.web.error_texts import ERROR_TEXTS

DEPLOY = settings.BASE_DIR / "docs" / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text()
CADDY = (DEPLOY / "Caddyfile").read_text()


@pytest.fixture
def public_headers(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    headers = bare_headers()
    headers["Content-Security-Policy"] = sorted(headers["Content-Security-Policy"].split("; "))
    return headers


def headers_in(text, pattern):
    found = {name: value.strip('"') for name, value in re.findall(pattern, text)}
    found["Content-Security-Policy"] = sorted(found["Content-Security-Policy"].split("; "))
    return found


def test_nginx_sends_the_headers_of_the_site_with_its_pages(public_headers):
    (location,) = re.findall(r"location \^~ /error-pages/ \{(.*?)\n    \}", NGINX, re.DOTALL)
    found = headers_in(location, r"add_header ([\w-]+) (\"[^\"]*\"|\S+) always;")
    assert found.pop("Retry-After") == "$hub_retry_after"
    assert found == public_headers


def test_caddy_sends_them_too(public_headers):
    (errors,) = re.findall(r"handle_errors \{.*?header \{(.*?)\n\t\t\}", CADDY, re.DOTALL)
    assert headers_in(errors, r"\n\t\t\t([A-Z][\w-]+) (\"[^\"]*\"|\S+)") == public_headers


def test_both_say_when_to_ask_again():
    (nginx,) = re.findall(r"map \$status \$hub_retry_after \{(.*?)\}", NGINX, re.DOTALL)
    (errors,) = re.findall(r"handle_errors \{(.*?)\tfile_server", CADDY, re.DOTALL)
    asked = {"502, 503, 504": "^50[234]$", "429": "429"}
    for name, statuses in re.findall(
        r"(@\w+) expression `\{err.status_code\} \D+([\d, ]+)", errors
    ):
        (seconds,) = re.findall(rf"header {name} Retry-After (\d+)", errors)
        assert f"{asked.pop(statuses)} {seconds};" in nginx
    assert asked == {}


def test_nginx_has_a_page_for_every_status():
    named = {int(status) for status in re.findall(r"error_page (\d+)", NGINX)}
    assert named == set(ERROR_TEXTS)


def test_a_body_may_be_as_large_as_the_site_takes():
    largest = MAX_BYTES // MEGABYTE + 1
    assert f"client_max_body_size {largest}m;" in NGINX
    assert f"max_size {largest}MiB" in CADDY
    form = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / MEGABYTE
    (limit,) = re.findall(r"    client_max_body_size (\d+)m;\n    #", NGINX)
    assert form < int(limit) <= form + 1


def test_it_redirects_by_name():
    assert "https://$host" not in NGINX
    assert "return 301 https://hub.example.org$request_uri;" in NGINX


@pytest.mark.parametrize("file", ["hub-web.service", "Dockerfile"])
def test_no_connection_is_used_twice(file):
    """gunicorn could close one that is idle at the moment at which a form is sent on it."""
    assert "--keep-alive=0" in (DEPLOY / file).read_text()
    assert not re.search(r"^\s*keepalive", NGINX, re.MULTILINE)
    assert 'Connection ""' not in NGINX + (DEPLOY / "hub-proxy.conf").read_text()
    assert "keepalive off" in CADDY


@pytest.mark.parametrize("file", ["hub-web.service", "Dockerfile"])
def test_our_worker_is_started(file):
    assert "--worker-class=hub.web.gunicorn_worker.Worker" in (DEPLOY / file).read_text()


def test_the_pages_are_written_for_a_proxy_that_is_another_user(tmp_path):
    call_command("write_error_pages", tmp_path / "hub", verbosity=0)
    files = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "hub").rglob("*.*")}
    assert files == {"page.css": 0o644} | {f"{status}.html": 0o644 for status in ERROR_TEXTS}


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="file"):
        call_command("write_error_pages", tmp_path / "file" / "hub")


# A real nginx

needs_nginx = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")


class Site(BaseHTTPRequestHandler):
    """A stand-in behind the proxy that tells what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(b"site")

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.answer(str(len(self.rfile.read(length))).encode())

    def answer(self, body):
        self.send_response(404 if self.path == "/missing/" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Connection", self.headers.get("Connection", ""))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def free_ports(number):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _number in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def configuration(folder, plain, tls, site):
    """The files of the documentation, with other ports and folders and nothing else changed."""
    text = NGINX.replace("127.0.0.1:8000", f"127.0.0.1:{site}")
    text = re.sub(r"\n\s*listen \[::\][^;]*;", "", text)
    text = text.replace("listen 80", f"listen 127.0.0.1:{plain}")
    text = text.replace("listen 443", f"listen 127.0.0.1:{tls}")
    text = text.replace("/etc/letsencrypt/live/hub.example.org", str(folder))
    text = text.replace("/var/www/hub", str(folder / "www"))
    text = text.replace("/var/log/nginx", str(folder))
    text = text.replace("/etc/nginx/hub-proxy.conf", str(DEPLOY / "hub-proxy.conf"))
    temporary = "".join(
        f"{kind}_temp_path {folder};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ types {{ text/html html; text/css css; }}\n{temporary}{text}}}\n"
    )


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """The ports of nginx (plain, TLS), and what stops the site behind it."""
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    for parent in list(folder.parents)[:2]:
        parent.chmod(0o755)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=hub.example.org",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    call_command("write_error_pages", folder / "www", verbosity=0)
    (folder / "www").chmod(0o755)
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    plain, tls = free_ports(2)
    (folder / "nginx.conf").write_text(configuration(folder, plain, tls, site.server_port))
    process = subprocess.Popen(["nginx", "-e", folder / "error.log", "-c", folder / "nginx.conf"])
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", tls)).close()
            break
        except OSError:
            time.sleep(0.05)
    assert process.poll() is None, (folder / "error.log").read_text()

    def stop_site():
        site.shutdown()
        site.server_close()

    yield plain, tls, stop_site
    process.terminate()
    process.wait(20)


def ask(port, path, method="GET", host="hub.example.org", body=None, **headers):
    """The answer and its body, over TLS; the certificate is nobody's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=host) as wrapped,
    ):
        connection = http.client.HTTPConnection(host)
        connection.sock = wrapped
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers={"Connection": "close", **named})
        with connection.getresponse() as response:
            return response, response.read()


@needs_nginx
def test_what_the_site_answers_is_passed_on(proxy):
    response, body = ask(proxy[1], "/missing/")
    assert (response.status, body, response.headers["X-Connection"]) == (404, b"site", "close")


@needs_nginx
@pytest.mark.parametrize(
    ("path", "size", "status"),
    [("/subscribe/", 2_600_000, 200), ("/subscribe/", 4_000_000, 413),
     ("/curate/imports/new/", 100 * MEGABYTE + 5000, 200),
     ("/curate/imports/new/", 102 * MEGABYTE, 413)],
)  # fmt: skip
def test_bodies_are_taken_as_the_site_takes_them(proxy, path, size, status):
    headers = {"Expect": "100-continue"} if status == 413 else {}
    body = b"" if status == 413 else b"a" * size
    response, _body = ask(proxy[1], path, "POST", body=body, Content_Length=str(size), **headers)
    assert response.status == status


@needs_nginx
@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [("/" + "a" * 9000, {}, 414), ("/", {"Cookie": "a" * 9000}, 431), ("/%", {}, 400)],
)  # fmt: skip
def test_what_nginx_refuses_has_our_page_and_headers(proxy, public_headers, path, headers, status):
    response, body = ask(proxy[1], path, **headers)
    assert (response.status, b'class="exit"' in body) == (status, True)
    found = {name: response.headers[name] for name in public_headers}
    found["Content-Security-Policy"] = sorted(found["Content-Security-Policy"].split("; "))
    assert found == public_headers


@needs_nginx
def test_the_style_sheet_is_there_and_the_pages_are_not_to_be_asked_for(proxy):
    assert ask(proxy[1], "/error-pages/page.css")[0].status == 200
    assert ask(proxy[1], "/error-pages/502.html")[0].status == 404


def ask_plainly(port, host):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"GET /tools/?q=a HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


@needs_nginx
def test_it_leads_to_tls_by_its_own_name(proxy):
    answer = ask_plainly(proxy[0], "hub.example.org")
    assert answer.startswith("HTTP/1.1 301 ")
    assert "\r\nLocation: https://hub.example.org/tools/?q=a\r\n" in answer


@needs_nginx
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1"])
def test_another_name_gets_no_answer(proxy, host):
    assert ask_plainly(proxy[0], host) == ""


@needs_nginx
def test_another_name_gets_no_handshake(proxy):
    with pytest.raises(ssl.SSLError):
        ask(proxy[1], "/", host="evil.example")


@needs_nginx
def test_while_the_site_is_down_our_page_says_so(proxy):
    """The last: the site does not come back."""
    proxy[2]()
    response, body = ask(proxy[1], "/tools/?q=words")
    assert (response.status, response.headers["Retry-After"]) == (502, "30")
    assert b"cannot answer for a moment" in body
    assert b"words" not in body
