"""What the smoke test is told: its spec, and the name server that it asks."""

from fake import HostCase
from host.errors import HostProblem
from smoke import resolver
from smoke.parse import parse_spec


class Resolver(HostCase):
    def test_the_hosts_own(self) -> None:
        path = self.root / "etc/resolv.conf"
        path.parent.mkdir()
        path.write_text("# made by hand\nsearch home.test\nnameserver 192.0.2.1\nnameserver 2001:db8::1\n")
        self.assertEqual(resolver.servers(self.ctx, None), [("192.0.2.1", 53), ("2001:db8::1", 53)])

    def test_the_specs(self) -> None:
        for text, expected in [("192.0.2.1", 53), ("192.0.2.1:5353", 5353), ("[2001:db8::1]:5353", 5353), ("2001:db8::1", 53)]:
            with self.subTest(text):
                self.assertEqual(resolver.servers(self.ctx, text)[0][1], expected)


class Spec(HostCase):
    def test_patience(self) -> None:
        spec = parse_spec('{"service":"feeds","names":["a.b"],"generation":"0f","deploy":"7f3a"}', "feeds")
        self.assertEqual((spec.tries, spec.pause, spec.certificate), (10, 3, 300))

    def test_what_the_program_would_not_write(self) -> None:
        for text in [
            "",
            "[]",
            '{"service":"feeds"}',
            '{"service":"feeds","names":[]}',
            '{"service":"feeds","names":["Feeds"]}',
            '{"service":"photos","names":["a.b"]}',
            '{"service":"feeds","names":["a.b"],"more":1}',
            '{"service":"feeds","names":["a.b"],"health":"x"}',
            '{"service":"feeds","names":["a.b"],"ca":"x"}',
            '{"service":"feeds","names":["a.b"],"auth":{"kind":"basic"}}',
            '{"service":"feeds","names":["a.b"],"auth":{"kind":"none","issuer":"x"}}',
            '{"service":"feeds","names":["a.b"],"auth":{"kind":"oidc","clientId":"x"}}',
            '{"service":"feeds","names":["a.b"],"records":[{"name":"a.b","type":"MX","content":"c"}]}',
        ]:
            with self.subTest(text), self.assertRaisesRegex(HostProblem, "feeds.smoke"):
                parse_spec(text, "feeds")
