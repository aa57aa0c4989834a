"""A deploy while the sign-on server is down, or knows the service wrongly."""

import socket
from typing import Any, ClassVar

from deploy_walk_case import DeployWalk
from smoke_servers import HTML, LOGIN, redirect


class Login(DeployWalk):
    """The sign-on is at another host; `up` says whether it answers."""

    oidc: ClassVar = {"kind": "oidc", "issuer": f"https://{LOGIN}/application/o/feeds/", "clientId": "feeds"}
    forward: ClassVar = {"kind": "forwardAuth", "level": "single", "login": f"https://{LOGIN}"}

    def setUp(self) -> None:
        super().setUp()
        self.runner.on("getent ahosts", "127.0.0.1 STREAM\n")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.nobody = free.getsockname()[1]

    def at(self, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """Both kinds of signing on, with the login at this port."""
        there = f"{LOGIN}:{number}"
        return {**self.oidc, "issuer": self.oidc["issuer"].replace(LOGIN, there)}, {**self.forward, "login": f"https://{there}"}

    def test_an_unreachable_one_stops_no_deploy(self) -> None:
        oidc, _ = self.at(self.nobody)
        self.assertRegex(self.deploy(auth=oidc), "auth cannot be tested: .+Connection refused")
        self.assertEqual(self.held(), ("tcp", "sni", "certificate", "health", "page"))
        self.assertEqual(self.clock.passed, 0)

    def test_nor_one_that_has_no_address_or_is_broken(self) -> None:
        self.runner.on("getent ahosts", "")
        self.assertIn("does not resolve on this host", self.deploy(auth=self.at(self.nobody)[0]))
        self.runner.on("getent ahosts", "127.0.0.1 STREAM\n")
        self.web.pages["/application/o/feeds/.well-known/openid-configuration"] = (502, HTML, "")
        self.assertIn("openid-configuration answers 502", self.deploy(auth=self.at(self.web.number)[0]))

    def test_one_that_answers_and_refuses_does(self) -> None:
        self.refused("auth: .+answers 404 without an authorization endpoint", auth=self.at(self.web.number)[0])

    def test_without_the_outpost_nothing_behind_it_is_seen(self) -> None:
        for path in ("/", "/healthz"):
            self.web.pages[path] = (502, HTML, "")
        _, forward = self.at(self.nobody)
        self.assertRegex(self.deploy(auth=forward), "health cannot be tested: .+Connection refused")
        self.assertEqual(self.held(), ("tcp", "sni", "certificate"))
        self.assertEqual(self.clock.passed, 0)

    def test_an_error_while_the_outpost_answers_is_the_services_own(self) -> None:
        self.web.pages["/healthz"] = (502, HTML, "")
        self.refused("health: .+answers 502", auth=self.at(self.web.number)[1])

    def test_an_outpost_that_has_not_heard_of_it(self) -> None:
        for path in ("/", "/healthz"):
            self.web.pages[path] = (404, HTML, "")
        self.assertIn("the outpost does not know feeds.home.test", self.deploy(auth=self.at(self.web.number)[1]))

    def test_a_door_that_stands_open_stops_the_deploy_though_the_login_is_down(self) -> None:
        self.refused("auth: .+does not redirect an anonymous visitor to the login page: 200", auth=self.at(self.nobody)[1])

    def test_asked_for_by_a_person_it_is_a_warning_too_and_an_error_from_outside(self) -> None:
        oidc, _ = self.at(self.nobody)
        self.assertIsNone(self.walk(local=True, auth=oidc).failure)
        self.broken("auth", r"Connection refused \(3 tries", auth=oidc)

    def test_what_signs_people_in_is_deployed_like_any_other(self) -> None:
        self.web.pages["/"] = redirect("/if/flow/initial-setup/")
        self.web.pages["/if/flow/initial-setup/"] = (200, HTML, "<title>login</title>")
        self.deploy(auth={"kind": "none"})
        self.assertIn("page", self.held())
