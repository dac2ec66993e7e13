"""Makes log lines with a secret in each, and lines without any, from one seed.

Secrets are put together at run time: no line of this file looks like a live one. A
*plant* is a text with the place of the secret in it; *kinds* make plants, *shapes* write
a named secret the way a format does, *contexts* put a plant into a line.
"""

from __future__ import annotations

import base64
import json
import random
import string
import textwrap
import urllib.parse
from collections.abc import Callable, Iterator
from typing import NamedTuple

LOWER_HEX = "0123456789abcdef"
ALNUM = string.ascii_letters + string.digits
BASE64 = ALNUM + "+/"
URLSAFE = ALNUM + "-_"
PASSWORD = ALNUM + "!#$%*+-.^_~"


class Plant(NamedTuple):
    """A text around a secret: *before* + *secret* + *after*."""

    before: str
    secret: str
    after: str

    @property
    def text(self) -> str:
        """Return the whole text."""
        return self.before + self.secret + self.after


class Line(NamedTuple):
    """A log text with a secret from *start* to *end*."""

    kind: str
    context: str
    text: str
    start: int
    end: int


def pick(rng: random.Random, alphabet: str, count: int) -> str:
    """Return *count* random characters with at least a digit and a letter among the first."""
    while True:
        text = "".join(rng.choice(alphabet) for _ in range(count))
        head = text[:12]
        if any(c.isdigit() for c in head) and any(c.isalpha() for c in head):
            return text


def segment(value: object) -> str:
    """Return a JWT's segment for *value*."""
    raw = json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def jwt(rng: random.Random) -> str:
    """Return a signed token."""
    head = segment({"alg": "HS256", "typ": "JWT"})
    body = segment({"sub": str(rng.randrange(10**9)), "iat": rng.randrange(10**9)})
    return f"{head}.{body}.{pick(rng, URLSAFE, 43)}"


PASSWORDS: tuple[Callable[[random.Random], str], ...] = (
    lambda rng: pick(rng, ALNUM, rng.choice((8, 12, 16, 32))),
    lambda rng: pick(rng, PASSWORD, rng.choice((8, 14, 20, 28))),
    lambda rng: "-".join(rng.sample(("correct", "horse", "Sunny", "Harbor", "violet"), 3)) + "7",
    lambda rng: pick(rng, LOWER_HEX, 32),
    lambda rng: rng.choice(("hunter", "Summer", "Qwerty")) + str(rng.randrange(10, 9999)) + "!",
    lambda rng: pick(rng, BASE64, 43) + "=",
    lambda rng: rng.choice(("swordfish", "trustno1", "sunshineharbor", "Zxcvbnm", "dragonfly")),
)


def password(rng: random.Random) -> str:
    """Return what people and generators use for a password."""
    return rng.choice(PASSWORDS)(rng)


def odd_password(rng: random.Random) -> str:
    """Return a password with characters that mean something to a format."""
    return pick(rng, ALNUM, 5) + rng.choice("@:/?&=,;)(<>{}[]|'\"") + pick(rng, ALNUM, 5)


def url_password(rng: random.Random) -> str:
    """Return a password as it stands in an address, sometimes unescaped, as people do."""
    text = password(rng).replace("#", "").replace("%", "") + pick(rng, ALNUM, 3)
    style = rng.randrange(5)
    if style == 0:
        return urllib.parse.quote(odd_password(rng), safe="")
    if style == 1:
        return pick(rng, ALNUM, 6) + "@" + pick(rng, ALNUM, 6)
    if style == 2:
        return pick(rng, ALNUM, 6) + rng.choice("/:#$&!*,;=+") + pick(rng, ALNUM, 6)
    return text


def bare(make: Callable[[random.Random], str]) -> Callable[[random.Random], Plant]:
    """Return a maker of plants with nothing around the secret."""
    return lambda rng: Plant("", make(rng), "")


def token(prefix: str, alphabet: str, *counts: int) -> Callable[[random.Random], Plant]:
    """Return a maker of a vendor's tokens."""
    return bare(lambda rng: prefix + pick(rng, alphabet, rng.choice(counts)))


def url(
    scheme: str, host: str, tail: str = "", user: str = "app"
) -> Callable[[random.Random], Plant]:
    """Return a maker of addresses with a password."""
    return lambda rng: Plant(f"{scheme}://{user}:", url_password(rng), f"@{host}{tail}")


def around(
    before: str, make: Callable[[random.Random], str], after: str = ""
) -> Callable[[random.Random], Plant]:
    """Return a maker with fixed text around the secret."""
    return lambda rng: Plant(before, make(rng), after)


def hexes(*counts: int) -> Callable[[random.Random], str]:
    """Return a maker of lower-case hexadecimal digits."""
    return lambda rng: pick(rng, LOWER_HEX, rng.choice(counts))


def chars(alphabet: str, *counts: int) -> Callable[[random.Random], str]:
    """Return a maker of random characters."""
    return lambda rng: pick(rng, alphabet, rng.choice(counts))


def uuid(rng: random.Random) -> str:
    """Return a random UUID."""
    text = pick(rng, LOWER_HEX, 32)
    return "-".join((text[:8], text[8:12], "4" + text[13:16], "a" + text[17:20], text[20:]))


DPG = "dpg-" + "cq3f8l2j0s73a5k1" + "-a"

#: Secrets that are known by their own shape or by the address or header around them.
STANDALONE: dict[str, Callable[[random.Random], Plant]] = {
    "render-api-key": token("rnd_", ALNUM, 24, 28, 32),
    "render-deploy-hook": around(
        "https://api.render.com/deploy/srv-cq3f8l2j0s73a5k1?key=", chars(URLSAFE, 11)
    ),
    "postgres-url": url("postgres", DPG + ".oregon-postgres.render.com", "/shop"),
    "postgresql-asyncpg-url": url("postgresql+asyncpg", DPG, ":5432/shop?ssl=require"),
    "mysql-url": url("mysql", "db.internal:3306", "/shop"),
    "mysql-pymysql-url": url("mysql+pymysql", "10.0.0.4", "/shop?charset=utf8mb4"),
    "mongodb-url": url("mongodb+srv", "cluster0.ab1cd.mongodb.net", "/?retryWrites=true"),
    "mongodb-replica-url": url("mongodb", "h1:27017,h2:27017,h3:27017", "/db?replicaSet=rs0"),
    "redis-url": url("redis", "red-cq3f8l2j0s73a5k1:6379", user=""),
    "rediss-url": url("rediss", "oregon-redis.render.com:6379", "/0", user="default"),
    "amqp-url": url("amqps", "rabbit.example.com", "/vhost"),
    "smtp-url": url("smtp", "smtp.example.com:587", user="mailer@example.com"),
    "http-url": url("https", "registry.example.com", "/v2/"),
    "proxy-url": url("http", "proxy.example.com:3128"),
    "mssql-url": url("mssql", "sql.example.com:1433", "/shop"),
    "clickhouse-url": url("clickhouse", "ch.example.com:9440"),
    "nats-url": url("nats", "nats.example.com:4222"),
    "unknown-scheme-url": url("surrealdb", "db.example.com"),
    "jdbc-url": lambda rng: Plant(
        f"jdbc:postgresql://{DPG}/shop?user=app&password=", pick(rng, ALNUM, 24), "&ssl=true"
    ),
    "git-token-url": lambda rng: Plant("https://", pick(rng, ALNUM, 40), "@git.example.com/a/b.git"),
    "sentry-dsn": lambda rng: Plant(
        "https://", pick(rng, LOWER_HEX, 32), "@o1234.ingest.sentry.io/4501"
    ),
    "cloudinary-url": lambda rng: Plant(
        "cloudinary://123456789012345:", pick(rng, URLSAFE, 27), "@mycloud"
    ),
    "libpq-dsn": lambda rng: Plant(
        f"host={DPG} port=5432 user=app password=", pick(rng, PASSWORD, 20), " dbname=shop"
    ),
    "libpq-dsn-quoted": lambda rng: Plant(
        "host=db user=app password='", pick(rng, PASSWORD + " @", 20).strip() + "x", "' dbname=shop"
    ),
    "ado-net": lambda rng: Plant(
        "Server=tcp:db.example.com,1433;User ID=sa;Password=", pick(rng, PASSWORD, 18), ";Encrypt=True"
    ),
    "jwt": bare(jwt),
    "jwt-unsigned": bare(lambda rng: jwt(rng).rpartition(".")[0] + "."),
    "aws-access-key-id": token("AKIA", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
    "aws-temporary-key-id": token("ASIA", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
    "github-classic": token("ghp_", ALNUM, 36),
    "github-oauth": token("gho_", ALNUM, 36),
    "github-server": token("ghs_", ALNUM, 36, 60),
    "github-fine-grained": bare(
        lambda rng: "github_pat_" + pick(rng, ALNUM, 22) + "_" + pick(rng, ALNUM, 59)
    ),
    "gitlab": token("glpat-", URLSAFE, 20, 27),
    "gitlab-runner": token("glrt-", URLSAFE, 20),
    "google-api-key": token("AIza", URLSAFE, 35),
    "google-access-token": token("ya29.", URLSAFE, 60, 120),
    "google-client-secret": token("GOCSPX-", URLSAFE, 28),
    "slack-bot": bare(
        lambda rng: "xoxb-" + pick(rng, "0123456789a", 12) + "-" + pick(rng, ALNUM, 24)
    ),
    "slack-app": bare(lambda rng: "xapp-1-A" + pick(rng, ALNUM, 10) + "-" + pick(rng, LOWER_HEX, 64)),
    "slack-webhook": lambda rng: Plant(
        "https://hooks.slack.com/services/",
        "T" + pick(rng, ALNUM, 9) + "/B" + pick(rng, ALNUM, 9) + "/" + pick(rng, ALNUM, 24),
        "",
    ),
    "stripe-live": token("sk_" + "live_", ALNUM, 24, 99),
    "stripe-restricted": token("rk_" + "test_", ALNUM, 24),
    "stripe-webhook": token("whsec_", ALNUM, 32),
    "openai-old": token("sk-", ALNUM, 48),
    "openai-project": token("sk-proj-", URLSAFE, 74, 156),
    "anthropic": token("sk-ant-api03-", URLSAFE, 95),
    "openrouter": token("sk-or-v1-", LOWER_HEX, 64),
    "sendgrid": bare(lambda rng: "SG." + pick(rng, URLSAFE, 22) + "." + pick(rng, URLSAFE, 43)),
    "npm": token("npm_", ALNUM, 36),
    "pypi": token("pypi-AgEIcHlwaS5vcmc", URLSAFE, 120),
    "huggingface": token("hf_", string.ascii_letters + "1", 34),
    "groq": token("gsk_", ALNUM, 52),
    "supabase-secret": token("sb_secret_", URLSAFE, 31),
    "supabase-personal": token("sbp_", LOWER_HEX, 40),
    "neon": token("napi_", string.ascii_lowercase + string.digits, 64),
    "digitalocean": token("dop_v1_", LOWER_HEX, 64),
    "sentry-org": token("sntrys_", BASE64, 80),
    "telegram": bare(lambda rng: str(rng.randrange(10**8, 10**10)) + ":AA" + pick(rng, URLSAFE, 33)),
    "telegram-url": lambda rng: Plant(
        "https://api.telegram.org/bot",
        str(rng.randrange(10**8, 10**10)) + ":AA" + pick(rng, URLSAFE, 33),
        "/sendMessage",
    ),
    "discord-webhook": lambda rng: Plant(
        "https://discord.com/api/webhooks/1187345678901234567/", pick(rng, URLSAFE, 68), ""
    ),
    "discord-bot": bare(
        lambda rng: "MT" + pick(rng, ALNUM, 24) + ".G" + pick(rng, URLSAFE, 5) + "." + pick(rng, URLSAFE, 38)
    ),
    "twilio-key": token("SK", LOWER_HEX, 32),
    "mailgun-old": token("key-", LOWER_HEX, 32),
    "mailgun-new": bare(
        lambda rng: "-".join((pick(rng, LOWER_HEX, 32), pick(rng, LOWER_HEX, 8), pick(rng, LOWER_HEX, 8)))
    ),
    "mailchimp": bare(lambda rng: pick(rng, LOWER_HEX, 32) + "-us" + str(rng.randrange(1, 22))),
    "shopify": token("shpat_", LOWER_HEX, 32),
    "linear": token("lin_api_", ALNUM, 40),
    "notion": token("ntn_", ALNUM, 46),
    "airtable": bare(lambda rng: "pat" + pick(rng, ALNUM, 14) + "." + pick(rng, LOWER_HEX, 64)),
    "vault": token("hvs.", URLSAFE, 90),
    "doppler": token("dp.st.prd.", ALNUM, 40),
    "docker": token("dckr_pat_", URLSAFE, 27),
    "databricks": token("dapi", LOWER_HEX, 32),
    "grafana": bare(lambda rng: "glsa_" + pick(rng, ALNUM, 32) + "_" + pick(rng, LOWER_HEX, 8)),
    "new-relic": token("NRAK-", string.ascii_uppercase + string.digits, 27),
    "azure-storage": lambda rng: Plant(
        "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=",
        pick(rng, BASE64, 86) + "==",
        ";EndpointSuffix=core.windows.net",
    ),
    "azure-sas": lambda rng: Plant(
        "https://shop.blob.core.windows.net/c/f.txt?sv=2022-11-02&se=2025-12-01&sr=b&sp=r&sig=",
        urllib.parse.quote(pick(rng, BASE64, 43) + "=", safe=""),
        "",
    ),
    "azure-service-bus": lambda rng: Plant(
        "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=",
        pick(rng, BASE64, 43) + "=",
        "",
    ),
    "aws-presigned": lambda rng: Plant(
        "https://b.s3.amazonaws.com/k?X-Amz-Date=20251024T120000Z&X-Amz-Expires=900&X-Amz-Signature=",
        pick(rng, LOWER_HEX, 64),
        "&x-id=GetObject",
    ),
    "aws-presigned-token": lambda rng: Plant(
        "https://b.s3.amazonaws.com/k?X-Amz-Security-Token=",
        urllib.parse.quote(pick(rng, BASE64, 200), safe=""),
        "&X-Amz-Expires=900",
    ),
    "gcs-signed": lambda rng: Plant(
        "https://storage.googleapis.com/b/o?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=",
        pick(rng, LOWER_HEX, 512),
        "",
    ),
    "aws-authorization": lambda rng: Plant(
        "Authorization: AWS4-HMAC-SHA256 Credential=AK0/20251024/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature=",
        pick(rng, LOWER_HEX, 64),
        "",
    ),
    "bearer-header": around("Authorization: Bearer ", chars(URLSAFE, 24, 40, 86)),
    "bearer-lower": around("authorization: bearer ", chars(ALNUM + "._~+-", 32)),
    "bearer-alone": around("Bearer ", chars(BASE64, 32)),
    "basic-header": around(
        "Authorization: Basic ",
        lambda rng: base64.b64encode(f"app:{pick(rng, ALNUM, 14)}".encode()).decode(),
    ),
    "token-header": around("Authorization: Token ", hexes(40)),
    "raw-authorization": around("authorization: ", chars(ALNUM, 32)),
    "proxy-authorization": around(
        "Proxy-Authorization: Basic ",
        lambda rng: base64.b64encode(f"me:{pick(rng, ALNUM, 9)}".encode()).decode(),
    ),
    "digest-header": around(
        'Authorization: Digest username="app", realm="x", nonce="n0", uri="/", response="', hexes(32), '"'
    ),
    "x-api-key": around("x-api-key: ", chars(ALNUM, 40)),
    "x-auth-token": around("X-Auth-Token: ", chars(ALNUM, 32)),
    "private-token": around("PRIVATE-TOKEN: ", chars(ALNUM, 20)),
    "set-cookie": around("Set-Cookie: session=", chars(URLSAFE, 43), "; Path=/; HttpOnly; SameSite=Lax"),
    "cookie": around("Cookie: _ga=GA1.2.3; connect.sid=", lambda rng: "s%3A" + pick(rng, URLSAFE, 32) + "." + pick(rng, ALNUM, 43)),
    "cookie-second": around("cookie: theme=dark; sid=", chars(LOWER_HEX, 40), "; lang=ko"),
    "curl-user": around("curl -sS -u app:", chars(ALNUM + ".!-", 14), " https://api.example.com/v1"),
    "curl-header": around("curl -H 'X-Api-Key: ", chars(ALNUM, 32), "' https://api.example.com"),
    "curl-data": around("curl -d 'grant_type=password&username=a&password=", chars(ALNUM, 14), "' https://a.example.com"),
    "mysql-cli": around("mysql -h db -u root -p", chars(ALNUM, 12), " shop"),
    "redis-cli": around("redis-cli -h red-abc -a ", chars(ALNUM, 32), " ping"),
    "docker-login": around("docker login -u me -p ", chars(ALNUM, 24), " registry.example.com"),
    "option": around("node server.js --db-password ", password, " --port 10000"),
    "option-equals": around("./run --api-key=", chars(ALNUM, 32), " --verbose"),
    "sql-role": around("ALTER ROLE app WITH PASSWORD '", chars(PASSWORD, 16), "';"),
    "sql-identified": around("CREATE USER 'app'@'%' IDENTIFIED BY '", chars(PASSWORD, 16), "';"),
    "age-key": bare(lambda rng: "AGE-SECRET-KEY-1" + pick(rng, string.ascii_uppercase + "023456789", 58)),
    "heroku-uuid": around("HEROKU_API_KEY=", uuid),
    "postmark-header": around("X-Postmark-Server-Token: ", uuid),
    "firebase-fcm": bare(lambda rng: "AAAA" + pick(rng, URLSAFE, 7) + ":APA91b" + pick(rng, URLSAFE, 134)),
    "terraform": bare(lambda rng: pick(rng, ALNUM, 14) + ".atlasv1." + pick(rng, URLSAFE, 64)),
    "resend": bare(lambda rng: "re_" + pick(rng, ALNUM, 8) + "_" + pick(rng, ALNUM, 24)),
    "posthog": token("phx_", ALNUM, 43),
    "launchdarkly": bare(lambda rng: "sdk-" + uuid(rng)),
    "toss": token("live_" + "sk_", ALNUM, 32),
    "square": token("sq0csp-", URLSAFE, 43),
    "replicate": token("r8_", ALNUM, 37),
    "xai": token("xai-", ALNUM, 80),
    "oauth-refresh-json": around('{"refresh_token":"', chars(URLSAFE, 60), '","expires_in":3600}'),
    "oauth-code-form": around("grant_type=refresh_token&client_secret=", chars(URLSAFE, 40), "&scope=a"),
}  # fmt: skip

#: Names of secrets, as programs call them.
NAMES: tuple[str, ...] = (
    "DB_PASSWORD", "DATABASE_PASSWORD", "PGPASSWORD", "MYSQL_ROOT_PASSWORD", "REDIS_PASSWORD",
    "SMTP_PASS", "EMAIL_HOST_PASSWORD", "password", "Password", "passwd", "pwd", "dbPassword",
    "userPassword", "new_password", "password_confirmation", "spring.datasource.password",
    "mail.smtp.password", "passphrase", "secret", "client_secret", "clientSecret", "JWT_SECRET",
    "SESSION_SECRET", "APP_SECRET", "SECRET_KEY_BASE", "SECRET_KEY", "RAILS_MASTER_KEY",
    "DJANGO_SECRET_KEY", "COOKIE_SECRET", "AWS_SECRET_ACCESS_KEY", "aws_session_token",
    "secretAccessKey", "api_key", "apiKey", "API_KEY", "OPENAI_API_KEY", "x-api-key", "app_key",
    "DD_API_KEY", "access_token", "accessToken", "refresh_token", "id_token", "auth_token",
    "AUTH_TOKEN", "TWILIO_AUTH_TOKEN", "GITHUB_TOKEN", "token", "csrf_token", "private_key",
    "ENCRYPTION_KEY", "SIGNING_KEY", "WEBHOOK_SECRET", "ADMIN_PASSWORD", "ROOT_PW",
    "credentials", "basic_auth_password", "CLOUDINARY_API_SECRET", "NEXTAUTH_SECRET",
    "SUPABASE_SERVICE_ROLE_KEY", "ALGOLIA_ADMIN_API_KEY", "STRIPE_WEBHOOK_SECRET",
    "KAKAO_CLIENT_SECRET", "ldap.bind.password", "keystorePassword", "ssl.key.password",
    "SENTRY_AUTH_TOKEN", "NPM_TOKEN", "VAULT_TOKEN", "CLOUDFLARE_API_TOKEN", "MAILGUN_API_KEY",
)  # fmt: skip

Shape = Callable[[str, str], Plant]

#: How formats and languages write a name and its value.
SHAPES: dict[str, Shape] = {
    "env": lambda name, value: Plant(f"{name}=", value, ""),
    "env-quoted": lambda name, value: Plant(f'{name}="', value, '"'),
    "env-single": lambda name, value: Plant(f"export {name}='", value, "'"),
    "env-row": lambda name, value: Plant(f"NODE_ENV=production {name}=", value, " PORT=10000"),
    "yaml": lambda name, value: Plant(f"{name}: ", value, ""),
    "yaml-quoted": lambda name, value: Plant(f"  {name}: '", value, "'"),
    "yaml-list": lambda name, value: Plant(f"  - {name}=", value, ""),
    "json": lambda name, value: Plant(f'{{"{name}":"', value, '","port":10000}'),
    "json-blanks": lambda name, value: Plant(f'{{ "{name}" : "', value, '" }'),
    "node-inspect": lambda name, value: Plant(f"  {name}: '", value, "',"),
    "python-dict": lambda name, value: Plant(f"{{'user': 'app', '{name}': '", value, "'}"),
    "python-bytes": lambda name, value: Plant(f"{{'{name}': b'", value, "'}"),
    "python-call": lambda name, value: Plant(f"connect(host='db', {name}='", value, "', port=5432)"),
    "ruby-hash": lambda name, value: Plant(f'{{"user"=>"app", "{name}"=>"', value, '"}'),
    "ruby-symbol": lambda name, value: Plant(f'{{:{name}=>"', value, '", :port=>1}'),
    "php-array": lambda name, value: Plant(f"'{name}' => '", value, "',"),
    "php-print": lambda name, value: Plant(f"    [{name}] => ", value, ""),
    "go-struct": lambda name, value: Plant(f"{{Host:db {name}:", value, " Port:5432}"),
    "go-quoted": lambda name, value: Plant(f'{{Host:"db", {name}:"', value, '"}'),
    "go-values": lambda name, value: Plant(f"map[{name}:[", value, "] user:[app]]"),
    "rust-debug": lambda name, value: Plant(f'Config {{ {name}: Some("', value, '"), port: 1 }'),
    "java-tostring": lambda name, value: Plant(f"Config{{host=db, {name}=", value, ", port=5432}"),
    "properties": lambda name, value: Plant(f"{name} = ", value, ""),
    "logfmt": lambda name, value: Plant(f"level=info msg=start {name}=", value, " port=10000"),
    "logfmt-quoted": lambda name, value: Plant(f'level=info {name}="', value, '" port=10000'),
    "query": lambda name, value: Plant(f"GET /cb?user=1&{name}=", value, "&x=2 HTTP/1.1"),
    "query-first": lambda name, value: Plant(f"https://a.example.com/?{name}=", value, ""),
    "xml": lambda name, value: Plant(f"<{name}>", value, f"</{name}>"),
    "xml-attribute": lambda name, value: Plant(f'<add key="{name}" value="', value, '"/>'),
    "header": lambda name, value: Plant(f"> {name}: ", value, ""),
    "key-value-json": lambda name, value: Plant(f'{{"key":"{name}","value":"', value, '"}'),
    "name-value-json": lambda name, value: Plant(f'{{"name": "{name}", "value": "', value, '"}'),
    "bracketed": lambda name, value: Plant(f"config[\"{name}\"] = '", value, "'"),
    "form-brackets": lambda name, value: Plant(f"user[{name}]=", value, "&commit=Save"),
    "option": lambda name, value: Plant(f"cmd --{name}=", value, " --port 1"),
    "toml": lambda name, value: Plant(f'{name} = "', value, '"'),
    "walrus": lambda name, value: Plant(f'{name} := "', value, '"'),
    "docker-arg": lambda name, value: Plant(f"#8 [4/7] RUN {name}=", value, " npm run build"),
    "shell-trace": lambda name, value: Plant(f"+ export {name}=", value, ""),
    "sentence": lambda name, value: Plant(f"Using {name}: ", value, ""),
    "template": lambda name, value: Plant(f"const {name} = `", value, "`;"),
    "array": lambda name, value: Plant(f'{{"{name}":["', value, '"]}'),
}  # fmt: skip

Context = Callable[[Plant, random.Random], tuple[str, str, str]]


def inside(before: str, after: str) -> Context:
    """Return a context that puts fixed text around the plant."""
    return lambda plant, rng: (before + plant.before, plant.secret, plant.after + after)


def through(encode: Callable[[str], str], before: str = "", after: str = "") -> Context:
    """Return a context that encodes the plant and puts fixed text around it."""
    return lambda plant, rng: (
        before + encode(plant.before),
        encode(plant.secret),
        encode(plant.after) + after,
    )


def json_text(text: str) -> str:
    """Return *text* as the inside of a JSON string."""
    return json.dumps(text)[1:-1]


def go_json(text: str) -> str:
    """Return *text* as Go's encoder writes it inside a JSON string."""
    escaped = json_text(text)
    for char in "<>&":
        escaped = escaped.replace(char, f"\\u{ord(char):04x}")
    return escaped


def html(text: str) -> str:
    """Return *text* with HTML's escapes."""
    for char, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#39")):
        text = text.replace(char, f"&{name};")
    return text


def cut(mark: str) -> Context:
    """Return a context that puts *mark* somewhere into the secret."""

    def apply(plant: Plant, rng: random.Random) -> tuple[str, str, str]:
        place = rng.randrange(1, len(plant.secret))
        return plant.before, plant.secret[:place] + mark + plant.secret[place:], plant.after

    return apply


#: What stands around a secret in a log.
CONTEXTS: dict[str, Context] = {
    "alone": inside("", ""),
    "app-prefix": inside("2025-10-24T12:00:00.123Z INFO  [main] using ", " for requests"),
    "indented": inside("        ", ""),
    "double-quotes": inside('loaded "', '" from env'),
    "parentheses": inside("request failed (", ")"),
    "brackets": inside("[", "] accepted"),
    "angle": inside("<", ">"),
    "comma": inside("sent ", ", then closed"),
    "full-stop": inside("We got ", "."),
    "colon-after": inside("auth with ", ": 401 Unauthorized"),
    "semicolon": inside("try ", "; retrying"),
    "pipe": inside("| ", " | ok |"),
    "backticks": inside("ran `", "`"),
    "crlf": inside("value ", "\r"),
    "tab": inside("a\t", "\tb"),
    "colour-around": inside("\x1b[31m", "\x1b[0m"),
    "colour-residue": inside("[32minfo[39m: [31m", "[39m"),
    "colour-inside": cut("\x1b[1m"),
    "nul-inside": cut("\0"),
    "zero-width-inside": cut("\u200b"),
    "soft-hyphen-inside": cut("\u00ad"),
    "json": through(json_text, '{"level":"info","msg":"got ', '","pid":71}'),
    "json-go": through(go_json, '{"level":"info","msg":"got ', '","pid":71}'),
    "json-slashes": through(lambda t: json_text(t).replace("/", "\\/"), '{"msg":"', '"}'),
    "json-newline-before": through(json_text, '{"msg":"first\\n', '\\nlast"}'),
    "json-colours": through(json_text, '{"msg":"\\u001b[32m', '\\u001b[0m"}'),
    "json-in-json": through(
        lambda t: json_text(json_text(t)), '{"log":"{\\"msg\\":\\"', '\\"}\\n","stream":"stdout"}'
    ),
    "json-thrice": through(lambda t: json_text(json_text(json_text(t))), '{"a":"', '"}'),
    "url-encoded": through(lambda t: urllib.parse.quote(t, safe=""), "GET /?q=", " 200"),
    "url-encoded-twice": through(
        lambda t: urllib.parse.quote(urllib.parse.quote(t, safe=""), safe=""), "GET /?q=", "&z=1"
    ),
    "html": through(html, "<pre>", "</pre>"),
    "python-repr": through(lambda t: repr(t)[1:-1], "ValueError: bad value '", "'"),
    "hex-escapes": through(
        lambda t: t.replace('"', "\\x22").replace("\\n", "\\x0A"), '10.0.0.1 - "POST / ', '" 400'
    ),
    "url-parameter": inside("GET /callback?next=", " HTTP/1.1"),
    "stack-frame": inside("    at connect (/opt/render/project/src/db.js:12:7) {", "}"),
    "traceback": inside("    raise ConnectionError('cannot use ", "')"),
    "driver-error": inside("Error: connect failed for ", ": getaddrinfo ENOTFOUND"),
    "several-lines": inside("first line\nsecond ", "\nthird line"),
    "korean": inside("오류: 연결 실패 ", " 을(를) 확인하세요"),
    "emoji": inside("🔑 ", " ✅"),
    "syslog": inside("<14>1 2025-10-24T12:00:00Z srv-abc web 71 - - ", ""),
    "compose": inside("web_1  | ", ""),
    "nodemon": inside("[nodemon] starting `node ", "`"),
    "csv": inside('12,"', '",ok'),
}  # fmt: skip


def kinds() -> dict[str, Callable[[random.Random], Plant]]:
    """Return every maker of plants: the standalone ones and each shape of a named one."""
    makers = dict(STANDALONE)
    for shape, write in SHAPES.items():

        def make(rng: random.Random, write: Shape = write) -> Plant:
            return write(rng.choice(NAMES), password(rng))

        makers[f"named-{shape}"] = make
    return makers


def planted(seed: int, repeats: int) -> Iterator[Line]:
    """Yield every kind in every context, *repeats* times."""
    rng = random.Random(seed)
    for kind, make in kinds().items():
        for context, put in CONTEXTS.items():
            for _ in range(repeats):
                before, secret, after = put(make(rng), rng)
                yield Line(
                    kind, context, before + secret + after, len(before), len(before) + len(secret)
                )


def pem(rng: random.Random, label: str = "RSA PRIVATE KEY", lines: int = 12) -> list[str]:
    """Return the lines of a made-up private key."""
    body = textwrap.wrap("MII" + pick(rng, BASE64, 64 * lines - 30) + "==", 64)
    return [f"-----BEGIN {label}-----", *body, f"-----END {label}-----"]
