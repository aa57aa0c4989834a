"""How strangers are received, asked of real servers."""

import json
from typing import Any, ClassVar
from urllib.parse import quote

from smoke_path import SmokePath
from smoke_servers import HTML, LOGIN, NAME, redirect

START = f"https://{NAME}/outpost.goauthentik.io/start?rd={quote(f'https://{NAME}/', safe='')}"
ISSUER = f"https://{LOGIN}/application/o/feeds/"
AUTHORIZE = f"https://{LOGIN}/application/o/authorize/"
CALLBACK = f"https://{NAME}/oauth2/oidc/callback"


class Open(SmokePath):
    def test_a_refusal(self) -> None:
        for answer, said in [
            ((403, HTML, ""), "answers 403"),
            ((502, HTML, ""), "answers 502"),
            (redirect(START), "302 to https.+outpost"),
        ]:
            with self.subTest(said):
                self.web.pages["/"] = answer
                self.broken("auth", said)

    def test_the_applications_own_login_is_open_to_all(self) -> None:
        self.web.pages["/"] = (401, {}, "")
        self.assertIsNone(self.walk(auth={"kind": "none"}).failure)


class Oidc(SmokePath):
    auth: ClassVar = {"kind": "oidc", "issuer": ISSUER, "clientId": "feeds", "redirectUri": CALLBACK}

    def setUp(self) -> None:
        super().setUp()
        # The login is a service of the same host: found in the ingress, not by a lookup.
        self.route(NAME, LOGIN)
        discovery = json.dumps({"authorization_endpoint": AUTHORIZE})
        self.web.pages["/application/o/feeds/.well-known/openid-configuration"] = (200, {}, discovery)
        self.web.pages["/application/o/authorize/"] = redirect("/flows/-/default/authentication/?next=/")

    def test_it_sends_to_the_login(self) -> None:
        self.assertIn("auth", self.walk(auth=self.auth).layers)
        asked = next(url for url in self.web.asked if "authorize" in url)
        for part in ("response_type=code", "client_id=feeds", f"redirect_uri={quote(CALLBACK, safe='')}"):
            self.assertIn(part, asked)

    def test_it_refuses_the_client(self) -> None:
        for answer in [(400, HTML, "Redirect URI Error"), (404, HTML, ""), redirect(f"{CALLBACK}?error=invalid_request")]:
            with self.subTest(answer):
                self.web.pages["/application/o/authorize/"] = answer
                self.broken("auth", f"rejects client feeds with {CALLBACK}: {answer[0]}", auth=self.auth)

    def test_the_application_sends_there_itself(self) -> None:
        spec = {**self.auth, "start": "/oauth2/oidc/redirect"}
        good = f"{AUTHORIZE}?client_id=feeds&redirect_uri={quote(CALLBACK, safe='')}&state=1"
        self.web.pages["/oauth2/oidc/redirect"] = redirect(good)
        self.assertIsNone(self.walk(auth=spec).failure)
        for answer in [
            (500, HTML, ""),
            redirect(good.replace("client_id=feeds", "client_id=other")),
            redirect(good.replace("callback", "elsewhere")),
            redirect(good.replace(LOGIN, "login.other.test")),
        ]:
            with self.subTest(answer):
                self.web.pages["/oauth2/oidc/redirect"] = answer
                self.broken("auth", f"redirect does not redirect an anonymous visitor to .+ as client feeds: {answer[0]}", auth=spec)

    def test_no_such_application(self) -> None:
        del self.web.pages["/application/o/feeds/.well-known/openid-configuration"]
        self.broken("auth", "openid-configuration answers 404 without an authorization endpoint", auth=self.auth)

    def test_with_a_pattern_alone_only_discovery_is_asked(self) -> None:
        del self.web.pages["/application/o/authorize/"]
        self.assertIsNone(self.walk(auth={**self.auth, "redirectUri": None}).failure)

    def test_a_login_elsewhere(self) -> None:
        self.route(NAME)
        self.runner.on("getent ahosts", "")
        self.broken("auth", f"the name {LOGIN} of Authentik does not resolve on this host", auth=self.auth)
        self.runner.on("getent ahosts", "127.0.0.1 STREAM\n")
        issuer = ISSUER.replace(LOGIN, f"{LOGIN}:{self.web.number}")
        discovery = json.dumps({"authorization_endpoint": AUTHORIZE.replace(LOGIN, f"{LOGIN}:{self.web.number}")})
        self.web.pages["/application/o/feeds/.well-known/openid-configuration"] = (200, {}, discovery)
        self.assertIsNone(self.walk(auth={**self.auth, "issuer": issuer}).failure)


class Forward(SmokePath):
    auth: ClassVar = {"kind": "forwardAuth", "level": "single"}
    login = f"{AUTHORIZE}?client_id=x&redirect_uri=" + quote(f"https://{NAME}/outpost.goauthentik.io/callback?X=true", safe="")

    def test_it_sends_to_the_outpost_or_past_it_to_the_login(self) -> None:
        self.web.pages["/healthz"] = redirect(START)
        for location in (START, self.login, "/outpost.goauthentik.io/start?rd=" + quote(f"https://{NAME}/", safe="")):
            with self.subTest(location):
                self.web.pages["/"] = redirect(location)
                self.web.pages["/outpost.goauthentik.io/start"] = redirect(AUTHORIZE)
                self.assertIn("page", self.walk(auth=self.auth).layers)

    def test_one_outpost_for_the_domain(self) -> None:
        start = f"https://{LOGIN}/outpost.goauthentik.io/start?rd={quote(f'https://{NAME}/', safe='')}"
        for location in (start, f"{AUTHORIZE}?redirect_uri={quote(f'https://{LOGIN}/outpost.goauthentik.io/callback', safe='')}"):
            with self.subTest(location):
                self.web.pages["/"] = redirect(location)
                self.assertIsNone(self.walk(auth={"kind": "forwardAuth", "level": "domain"}).failure)

    def test_a_login_that_no_browser_reaches(self) -> None:
        spec = {**self.auth, "login": f"https://{LOGIN}"}
        self.route(NAME, LOGIN)
        self.web.pages["/"] = redirect(self.login)
        self.assertIsNone(self.walk(auth=spec).failure)
        self.web.pages["/"] = redirect(self.login.replace(f"https://{LOGIN}", "http://127.0.0.1:9000"))
        self.broken("auth", f"strangers are sent to 127.0.0.1 to sign in, and not to {LOGIN}", auth=spec)
        self.web.pages["/"] = redirect(START)
        self.web.pages["/outpost.goauthentik.io/start"] = redirect("http://127.0.0.1:9000/application/o/authorize/")
        self.broken("auth", f"strangers are sent to 127.0.0.1 to sign in, and not to {LOGIN}", auth=spec)

    def test_each_name_has_its_own_place_at_the_outpost(self) -> None:
        other = "news.home.test"
        self.route(NAME, other)
        self.chains[f"svc/feeds/{NAME}"].append(other)
        self.dns.table[other] = "127.0.0.1"
        records = [{"name": name, "type": "A", "content": "127.0.0.1", "proxied": False} for name in (NAME, other)]
        more: dict[str, Any] = {"names": [NAME, other], "records": records, "auth": self.auth}
        self.web.pages["/"] = redirect(START)
        self.web.pages["/outpost.goauthentik.io/start"] = redirect(AUTHORIZE)
        self.web.pages[f"{other}/"] = redirect(START.replace(NAME, other))
        self.assertIsNone(self.walk(**more).failure)
        self.web.pages[f"{other}/"] = (404, {}, "")
        self.broken("auth", f"the outpost does not know {other}", **more)
        self.web.pages[f"{other}/"] = redirect(START)
        self.broken("auth", f"https://{other}/ is redirected to the login page of another host", **more)

    def test_open_to_all(self) -> None:
        self.broken("auth", "does not redirect an anonymous visitor to the login page: 200", auth=self.auth)

    def test_another_hosts_login(self) -> None:
        self.web.pages["/"] = redirect(START.replace(NAME, "photos.home.test"))
        self.broken("auth", "is redirected to the login page of another host", auth=self.auth)
        self.web.pages["/"] = redirect(self.login.replace(NAME, "photos.home.test"))
        self.broken("auth", "is redirected to the login page of another host", auth=self.auth)
