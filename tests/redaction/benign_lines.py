"""Makes log lines without any secret, in the style of what runs on Render."""

from __future__ import annotations

import random
import re
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Text that must come out as it went in, whatever else a rule does.
NEVER: tuple[str, ...] = (
    "dpg-cq3f8l2j0s73a5k1abc0-a", "dpg-cq3f8l2j0s73a5k1abc0-a.oregon-postgres.render.com:5432",
    "red-cq3f8l2j0s73a5k1abc0:6379", "srv-cq3f8l2j0s73a5k1abc0", "dep-cq3f8l2j0s73a5k1abc0",
    "instance srv-cq3f8l2j0s73a5k1abc0-7d9f8b6c5-x2x9p",
    "==> Cloning from https://github.com/acme/shop",
    "==> Checking out commit 8f14e45fceea467f9b1a1234567890abcdef1234 in branch main",
    "8f14e45fceea467f9b1a1234567890abcdef1234", "8f14e45", "HEAD is now at 8f14e45 fix login",
    "request_id=8f14e45f-ceea-467f-9b1a-1234567890ab", "x-request-id: 8f14e45f-ceea-467f-9b1a-12",
    "trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7",
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "cf-ray: 8d7f3a2b1c4e5f60-ICN", "rndr-id: 8f14e45f-ceea-467f", 'ETag: W/"5f-9a8b7c6d5e4f"',
    'etag: "33a64df551425fcc55e4d42a148795d9f25f89d4"',
    "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==",
    "integrity sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==",
    '"integrity": "sha1-Yzwsg+PaQqUC9SRmAiSA9CCCYd4="',
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "node:20-alpine@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "--hash=sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "invalid token", "Error: invalid token", "Invalid token: expired", "Token: expired",
    "Token: invalid", "token expired", "TokenExpiredError: jwt expired", "jwt malformed",
    "JsonWebTokenError: jwt malformed", "JsonWebTokenError: invalid signature", "jwt must be provided",
    "JsonWebTokenError: secret or public key must be provided", "invalid csrf token",
    "ForbiddenError: invalid csrf token", "CSRF token missing or incorrect.", "bad csrf token",
    'FATAL:  password authentication failed for user "x"',
    'password authentication failed for user "x"', "no password supplied",
    "fe_sendauth: no password supplied", "SECRET_KEY_BASE is missing",
    "ArgumentError: Missing `secret_key_base` for 'production' environment",
    "password: undefined", "password: null", "password: ''", 'password: ""', "password=None",
    "password: [FILTERED]", '"password"=>"[FILTERED]"', "password=********", "password: ***",
    "password: [redacted]", "password=<hidden>", "password: ${DB_PASSWORD}", "PASSWORD=$PASSWORD",
    "password: process.env.DB_PASSWORD,", "    password=os.environ['DB_PASSWORD'],",
    "    password=settings.DB_PASSWORD)", "token = get_token(request)", "token: string",
    "password: { type: String, required: true },", "secret: Optional[str] = None",
    "const token = req.headers.authorization?.split(' ')[1];",
    "if (!token) return res.status(401).json({ message: 'No token provided' });",
    "Unexpected token < in JSON at position 0", "SyntaxError: Unexpected token 'export'",
    "Unexpected token: punc (})", "SyntaxError: Invalid or unexpected token",
    "Access denied for user 'root'@'10.0.0.1' (using password: YES)",
    "MongoServerError: bad auth : authentication failed", "NOAUTH Authentication required.",
    "WRONGPASS invalid username-password pair or user is disabled.",
    "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string",
    "Error: secretOrPrivateKey must have a value", "Error: supabaseKey is required.",
    "The OPENAI_API_KEY environment variable is missing or empty", "API key is missing",
    "Missing API key. Pass it to the constructor", "api key not found", "apiKey: undefined",
    "STRIPE_SECRET_KEY is not defined", "STRIPE_SECRET_KEY: not set", "JWT_SECRET: undefined",
    "KeyError: 'DJANGO_SECRET_KEY'", "The SECRET_KEY setting must not be empty.",
    "Missing required environment variables: JWT_SECRET, API_KEY, DATABASE_URL",
    'WWW-Authenticate: Bearer realm="api", error="invalid_token"', "Authorization: undefined",
    "No authorization token was found", "Authorization header is missing", "Bearer token missing",
    "authorization failed", "Basic authentication required", "Cookie: none",
    "prompt_tokens=153 completion_tokens=20 total_tokens=173", "max_tokens: 4096",
    '{"usage":{"prompt_tokens":12345,"completion_tokens":456,"total_tokens":12801}}',
    "Password can't be blank", '{"password":["This field is required."]}',
    '"password" is not allowed to be empty', "password must be at least 8 characters",
    "ValidationError: password: Path `password` is required.",
    'column "password" of relation "users" does not exist',
    "SELECT id, email, password FROM users WHERE email = $1",
    'duplicate key value violates unique constraint "users_email_key"',
    "Key (email)=(a@example.com) already exists.", "primary_key=id", "cache_key=views/users/1",
    "/opt/render/project/src/secrets/index.js:12:7", "/etc/secrets/.env",
    "GOOGLE_APPLICATION_CREDENTIALS=/etc/secrets/gcp.json",
    "at TokenService.verify (/opt/render/project/src/auth/token.service.js:42:11)",
    "ERR_HTTP_HEADERS_SENT", "ECONNREFUSED 10.0.0.5:5432", "P1001", "SQLSTATE[08006]", "28P01",
    "error:0308010C:digital envelope routines::unsupported", "HTTP/1.1 401 Unauthorized",
    "redis://red-cq3f8l2j0s73a5k1abc0:6379", "redis://default:**@red-cq3f8l2j0s73a5k1abc0:6379",
    "postgres://app@dpg-cq3f8l2j0s73a5k1abc0-a/shop", "amqp://guest:**@localhost:5672//",
    "postgresql://dpg-cq3f8l2j0s73a5k1abc0-a:5432/shop", "http://localhost:5173/@vite/client",
    "https://cdn.example.com/npm/vue@3.4.0/dist/vue.js", "git+ssh://git@github.com/acme/lib.git#v1",
    "Debugger listening on ws://127.0.0.1:9229/8f14e45f-ceea-467f-9b1a-1234567890ab",
    "https://dashboard.render.com/web/srv-cq3f8l2j0s73a5k1abc0/deploys/dep-cq3f8l2j0s73a5k1abc1",
    "비밀번호가 일치하지 않습니다", "토큰이 만료되었습니다", "토큰: 만료됨", "인증 토큰이 없습니다", "비밀번호: 필수 항목입니다",
    "node_modules/.pnpm/@auth+core@0.34.2_nodemailer@6.9.14/node_modules/@auth/core/index.js",
    "[redacted:postgres-password#1]", "password=[redacted:password#12]",
)  # fmt: skip

_WORDS = (
    "user", "order", "cart", "invoice", "report", "session", "worker", "queue", "cache", "index",
    "product", "image", "upload", "webhook", "email", "payment", "account", "profile", "search",
    "feed", "comment", "token", "auth", "password", "secret", "key", "config",
)  # fmt: skip
_FILES = (
    "server.js", "src/app.ts", "dist/main.js", "lib/db.js", "app/models/user.rb", "manage.py",
    "config/settings.py", "internal/auth/token.go", "src/main/java/App.java", "routes/auth.js",
)  # fmt: skip
_PACKAGES = (
    "express", "jsonwebtoken", "passport-local", "@nestjs/jwt", "bcrypt", "tokenizers", "keyv",
    "cookie-parser", "django-allauth", "python-jose", "sessionstorage", "secure-compare", "pg",
)  # fmt: skip

_FILL: dict[str, Callable[[random.Random], str]] = {
    "n": lambda r: str(r.randrange(1, 10000)),
    "d": lambda r: str(r.randrange(0, 10)),
    "ms": lambda r: f"{r.randrange(1, 3000)}.{r.randrange(1000):03d}",
    "port": lambda r: str(r.choice((3000, 5432, 6379, 8000, 8080, 10000))),
    "pid": lambda r: str(r.randrange(20, 999)),
    "ip": lambda r: f"10.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(1, 255)}",
    "sha": lambda r: "".join(r.choices("0123456789abcdef", k=40)),
    "short": lambda r: "".join(r.choices("0123456789abcdef", k=7)),
    "sha256": lambda r: "".join(r.choices("0123456789abcdef", k=64)),
    "hash": lambda r: "".join(r.choices("0123456789abcdef", k=8)),
    "sri": lambda r: "".join(r.choices(string.ascii_letters + string.digits + "+/", k=86)) + "==",
    "uuid": lambda r: "-".join(
        "".join(r.choices("0123456789abcdef", k=k)) for k in (8, 4, 4, 4, 12)
    ),
    "srv": lambda r: "srv-" + "".join(r.choices(string.ascii_lowercase + string.digits, k=20)),
    "dep": lambda r: "dep-" + "".join(r.choices(string.ascii_lowercase + string.digits, k=20)),
    "dpg": lambda r: "dpg-" + "".join(r.choices(string.ascii_lowercase + string.digits, k=20)) + "-a",
    "w": lambda r: r.choice(_WORDS),
    "W": lambda r: r.choice(_WORDS).capitalize(),
    "f": lambda r: r.choice(_FILES),
    "p": lambda r: r.choice(_PACKAGES),
    "v": lambda r: f"{r.randrange(20)}.{r.randrange(30)}.{r.randrange(20)}",
    "time": lambda r: f"2025-10-{r.randrange(10, 31)}T{r.randrange(10, 24)}:{r.randrange(10, 60)}:{r.randrange(10, 60)}.{r.randrange(1000):03d}Z",
    "stamp": lambda r: f"2025-10-{r.randrange(10, 31)} {r.randrange(10, 24)}:{r.randrange(10, 60)}:{r.randrange(10, 60)}",
    "clf": lambda r: f"{r.randrange(10, 31)}/Oct/2025:{r.randrange(10, 24)}:{r.randrange(10, 60)}:{r.randrange(10, 60)} +0000",
    "code": lambda r: r.choice(("200", "201", "204", "301", "302", "304", "400", "401", "403", "404", "500", "502")),
    "verb": lambda r: r.choice(("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH")),
    "path": lambda r: r.choice(("/", "/health", "/api/v1/users", "/login", "/auth/token", "/oauth/callback", "/static/app.css", "/api/sessions", "/reset-password", "/api/keys", "/favicon.ico", "/admin/password_change/")) ,
    "ua": lambda r: r.choice(("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36", "curl/8.5.0", "Go-http-client/2.0", "Render/1.0", "kube-probe/1.29", "python-requests/2.32.3")),
}  # fmt: skip

TEMPLATES: tuple[str, ...] = tuple("""
{verb} {path} {code} {ms} ms - {n}
{time} {verb} {path} {code} {ms}ms
::ffff:{ip} - - [{clf}] "{verb} {path} HTTP/1.1" {code} {n} "-" "{ua}"
{ip} - - [{clf}] "{verb} {path}?page={d} HTTP/1.1" {code} {n} "https://example.com{path}" "{ua}"
INFO:     {ip}:{n} - "{verb} {path} HTTP/1.1" {code} OK
[{stamp} +0000] [{pid}] [INFO] Starting gunicorn {v}
[{stamp} +0000] [{pid}] [INFO] Listening at: http://0.0.0.0:{port} ({pid})
[{stamp} +0000] [{pid}] [INFO] Booting worker with pid: {pid}
[{stamp} +0000] [{pid}] [CRITICAL] WORKER TIMEOUT (pid:{pid})
{stamp},{n} - {w} - INFO - processed {n} {w}s in {ms}ms
{stamp} ERROR django.request Internal Server Error: {path}
Forbidden (CSRF cookie not set.): {path}
Forbidden (CSRF token missing.): {path}
Not Found: {path}
  File "/opt/render/project/src/{f}", line {n}, in {w}
    raise ImproperlyConfigured("The SECRET_KEY setting must not be empty.")
    return self.get_response(request)
    token = self.get_validated_token(raw_token)
    user = authenticate(request, username=username, password=password)
    conn = _connect(dsn, connection_factory=connection_factory, **kwasync)
    password=os.environ.get("DB_PASSWORD"),
    api_key=settings.OPENAI_API_KEY,
rest_framework.exceptions.AuthenticationFailed: Invalid token.
django.db.utils.OperationalError: FATAL:  password authentication failed for user "{w}"
psycopg2.OperationalError: connection to server at "{dpg}" ({ip}), port 5432 failed: Connection refused
sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) could not translate host name "{dpg}" to address: Name or service not known
[SQL: SELECT users.id, users.email, users.password FROM users WHERE users.email = %(email_1)s]
celery@{srv} v{v} ready.
[{stamp}: INFO/MainProcess] Task app.tasks.send_{w}[{uuid}] received
[{stamp}: INFO/ForkPoolWorker-{d}] Task app.tasks.send_{w}[{uuid}] succeeded in {ms}s: None
Started {verb} "{path}" for {ip} at {stamp} +0000
Processing by {W}sController#index as HTML
  Parameters: {{"user"=>{{"email"=>"[FILTERED]", "password"=>"[FILTERED]"}}, "commit"=>"Log in"}}
Completed {code} OK in {n}ms (Views: {ms}ms | ActiveRecord: {ms}ms | Allocations: {n})
  User Load ({ms}ms)  SELECT "users".* FROM "users" WHERE "users"."reset_password_token" = $1 LIMIT $2
ActionController::InvalidAuthenticityToken (Can't verify CSRF token authenticity.):
ActiveSupport::MessageVerifier::InvalidSignature (mismatched digest):
Rails Error: Unable to access log file. Please ensure that /opt/render/project/src/log/production.log exists
app/controllers/{w}s_controller.rb:{n}:in `create'
{stamp}.{n}  INFO {pid} --- [           main] c.example.{W}Application   : Started {W}Application in {ms} seconds (process running for {ms})
{stamp}.{n}  WARN {pid} --- [           main] o.s.s.c.a.web.builders.WebSecurity      : You are asking Spring Security to ignore Ant [pattern='/auth/**']
{stamp}.{n}  INFO {pid} --- [main] com.zaxxer.hikari.HikariDataSource       : HikariPool-1 - Start completed.
org.springframework.security.authentication.BadCredentialsException: Bad credentials
	at org.springframework.security.oauth2.jwt.NimbusJwtDecoder.decode(NimbusJwtDecoder.java:{n}) ~[spring-security-oauth2-jose-{v}.jar:{v}]
	at com.example.auth.TokenFilter.doFilterInternal(TokenFilter.java:{n}) [classes/:na]
io.jsonwebtoken.ExpiredJwtException: JWT expired at {time}. Current time: {time}
Caused by: java.net.ConnectException: Connection refused
java.lang.IllegalArgumentException: Could not resolve placeholder 'jwt.secret' in value "${{jwt.secret}}"
    at {w}Handler (/opt/render/project/src/{f}:{n}:{d})
    at Object.<anonymous> (/opt/render/project/src/node_modules/{p}/lib/index.js:{n}:{d})
    at process.processTicksAndRejections (node:internal/process/task_queues:{n}:{d})
    at async verifyToken (file:///opt/render/project/src/{f}:{n}:{d})
node:internal/modules/cjs/loader:{n}
  throw err;
Error: Cannot find module '{p}'
- /opt/render/project/src/{f}
  code: 'MODULE_NOT_FOUND',
  errno: -111, code: 'ECONNREFUSED', syscall: 'connect', address: '{ip}', port: {port}
Node.js v{v}
Server listening on port {port}
> {w}@{v} start
> node {f}
npm warn deprecated {p}@{v}: This version is no longer supported
npm error code E401
npm error Incorrect or missing password.
npm error If you were trying to login, change your password, create an authentication token or enable two-factor authentication then
npm error A complete log of this run can be found in: /opt/render/.npm/_logs/2025-10-24T12_00_00_{n}Z-debug-0.log
added {n} packages, and audited {n} packages in {d}s
{n} packages are looking for funding
npm http fetch GET {code} https://registry.npmjs.org/{p} {n}ms (cache revalidated)
yarn install v{v}
info Visit https://yarnpkg.com/en/docs/cli/install for documentation about this command.
{p}@^{v}: resolved "https://registry.yarnpkg.com/{p}/-/{p}-{v}.tgz#{sha}"
  integrity sha512-{sri}
Progress: resolved {n}, reused {n}, downloaded {n}, added {n}, done
Collecting {p}=={v}
  Downloading {p}-{v}-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl ({n} kB)
     Hash sha256:{sha256} (from https://pypi.org/simple/{p}/)
Requirement already satisfied: {p}>={v} in ./.venv/lib/python3.12/site-packages (from -r requirements.txt (line {d})) ({v})
Successfully installed {p}-{v} {p}-{v} {p}-{v}
#{d} [{d}/9] RUN npm ci --omit=dev
#{d} sha256:{sha256} {d}.{d}MB / {d}.{d}MB {ms}s done
#{d} exporting manifest sha256:{sha256} done
#{d} naming to docker.io/library/{w}:{short} done
#{d} DONE {ms}s
 ---> {hash}
Step {d}/12 : COPY package*.json ./
#{d} WARN: SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ENV "API_KEY") (line {d})
==> Cloning from https://github.com/acme/{w}-service
==> Checking out commit {sha} in branch main
==> Using Node.js version {v} via /opt/render/project/src/package.json
==> Docs on specifying a Node.js version: https://render.com/docs/node-version
==> Running build command 'npm install; npm run build'...
==> Uploaded in {d}.{d}s. Compression took {d}.{d}s
==> Build successful
==> Deploying...
==> Running 'node {f}'
==> Your service is live
==> Available at your primary URL https://{w}-{hash}.onrender.com
==> Exited with status {d}
==> No open ports detected, continuing to scan...
==> Detected service running on port {port}
==> Deploy {dep} for {srv} failed
{stamp}.{n} UTC [{pid}] LOG:  checkpoint complete: wrote {n} buffers ({d}.{d}%); 0 WAL file(s) added
{stamp}.{n} UTC [{pid}] LOG:  connection authorized: user={w} database={w} application_name={srv} SSL enabled (protocol=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384, bits=256)
{stamp}.{n} UTC [{pid}] LOG:  connection authenticated: identity="{w}" method=scram-sha-256 (/etc/postgresql/pg_hba.conf:{n})
{stamp}.{n} UTC [{pid}] FATAL:  password authentication failed for user "{w}"
{stamp}.{n} UTC [{pid}] DETAIL:  Connection matched file "pg_hba.conf" line {n}: "hostssl all all all scram-sha-256"
{stamp}.{n} UTC [{pid}] ERROR:  duplicate key value violates unique constraint "{w}s_token_key"
{stamp}.{n} UTC [{pid}] DETAIL:  Key (token_id)=({n}) already exists.
{stamp}.{n} UTC [{pid}] ERROR:  null value in column "password_digest" of relation "users" violates not-null constraint
{stamp}.{n} UTC [{pid}] STATEMENT:  INSERT INTO sessions (token_id, expires) VALUES ($1, $2)
{pid}:M 24 Oct 2025 12:00:{d}{d}.{n} * Background saving terminated with success
{pid}:C 24 Oct 2025 12:00:00.000 # Warning: no config file specified, using the default config.
{{"level":30,"time":17613072{n},"pid":{pid},"hostname":"{srv}","req":{{"id":{n},"method":"{verb}","url":"{path}"}},"res":{{"statusCode":{code}}},"responseTime":{n},"msg":"request completed"}}
{{"level":"info","ts":"{time}","msg":"token refreshed","user_id":{n},"session":"active"}}
{{"level":"warn","message":"Invalid password attempt","attempts":{d},"ip":"{ip}","requestId":"{uuid}"}}
{{"timestamp":"{time}","level":"error","message":"jwt expired","stack":"TokenExpiredError: jwt expired\\n    at /opt/render/project/src/node_modules/jsonwebtoken/verify.js:{n}:{d}"}}
{{"severity":"INFO","message":"cache miss","key":"user:{n}:profile","ttl":{n}}}
{{"event":"login_failed","reason":"bad_password","user_id":{n},"request_id":"{uuid}"}}
{{"usage":{{"prompt_tokens":{n},"completion_tokens":{n},"total_tokens":{n}}},"model":"gpt-4o-mini","id":"chatcmpl-{hash}"}}
{{"errors":{{"password":["can't be blank","is too short (minimum is 8 characters)"]}}}}
{{"error":"invalid_token","error_description":"The access token expired"}}
{{"error":"Unauthorized","message":"No auth token","statusCode":401}}
time={time} level=INFO msg="request" method={verb} path={path} status={code} duration={n}ms request_id={uuid}
level=error ts={time} caller=auth.go:{n} msg="token validation failed" err="token is expired by {d}m"
level=warn component=session msg="session not found" session_count={n}
{time}	INFO	auth/token.go:{n}	token cache warmed	{{"entries": {n}, "took": "{n}ms"}}
[GIN] 2025/10/24 - 12:00:{d}{d} | {code} |  {ms}ms | {ip} | {verb}     "{path}"
2025/10/24 12:00:{d}{d} http: TLS handshake error from {ip}:{n}: EOF
panic: runtime error: invalid memory address or nil pointer dereference
goroutine {n} [running]:
main.(*AuthService).ValidateToken(0xc000{hash}, {{0xc000{hash}, 0x{d}}})
	/opt/render/project/src/internal/auth/token.go:{n} +0x{hash}
thread 'main' panicked at src/main.rs:{n}:{d}: called `Option::unwrap()` on a `None` value
{ip} - {w} [{clf}] "{verb} {path} HTTP/1.1" {code} {n} "-" "{ua}" rt={ms} uct="{ms}" uht="{ms}" urt="{ms}"
2025/10/24 12:00:{d}{d} [error] {pid}#{pid}: *{n} connect() failed (111: Connection refused) while connecting to upstream, client: {ip}, server: _, request: "{verb} {path} HTTP/1.1", upstream: "http://127.0.0.1:{port}{path}", host: "example.com"
2025/10/24 12:00:{d}{d} [notice] {pid}#{pid}: start worker process {pid}
2025/10/24 12:00:{d}{d} [warn] {pid}#{pid}: no "ssl_certificate_key" is defined
Error: connect ECONNREFUSED {ip}:{port}
MongooseServerSelectionError: connect ECONNREFUSED {ip}:27017
MongoServerError: E11000 duplicate key error collection: shop.users index: email_1 dup key: {{ email: "user{n}" }}
PrismaClientKnownRequestError: Unique constraint failed on the fields: (`token`)
Invalid `prisma.session.findUnique()` invocation:
Error: P1000: Authentication failed against database server at `{dpg}`, the provided database credentials for `{w}` are not valid.
[ioredis] Unhandled error event: Error: connect ECONNREFUSED {ip}:6379
ReplyError: WRONGPASS invalid username-password pair or user is disabled.
AxiosError: Request failed with status code {code}
    url: 'https://api.example.com/v1/{w}s/{n}',
    headers: {{ 'content-type': 'application/json', 'x-request-id': '{uuid}' }},
UnauthorizedError: jwt malformed
JsonWebTokenError: invalid signature
TokenExpiredError: jwt expired
  expiredAt: {time}
Error: Unknown authentication strategy "jwt"
Error: data and salt arguments required
[auth] user {n} logged in via password from {ip}
[auth] refresh token rotated for user {n}
[session] {n} sessions active, {n} expired
User {n} changed their password
Password reset email sent to user {n}
password reset requested user_id={n} expires_in={n}
Login failed for user {n}: wrong password
Invalid API key provided for account {n}
token bucket: {n} tokens left, refill in {n}ms
rate limit exceeded: {n} requests, key=ip:{ip}
cache key users/{n}/profile expired
S3 PutObject bucket={w}-uploads key=images/{n}/{hash}.png size={n}
webhook received: evt_{n} type=payment_intent.succeeded
webpack {v} compiled with {d} warnings in {n} ms
asset main.{hash}.js {n} KiB [emitted] [immutable] [minimized] (name: main)
dist/assets/index-{hash}.js   {n}.{d} kB │ gzip: {d}.{d} kB
   ▲ Next.js {v}
 ✓ Compiled {path} in {n}ms ({n} modules)
 ✓ Ready in {n}ms
○ (Static)  prerendered as static content
Attention: Next.js now collects completely anonymous telemetry regarding usage.
[vite] connecting... http://localhost:5173/@vite/client
[HMR] Waiting for update signal from WDS...
(node:{pid}) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.
(Use `node --trace-deprecation ...` to show where the warning was created)
Warning: connect.session() MemoryStore is not designed for a production environment
express-session deprecated undefined resave option; provide resave option {f}:{n}:{d}
[nodemon] watching path(s): *.*
[{n}:{n}:1024/120000.{n}:ERROR:bus.cc({n})] Failed to connect to the bus
Migrating: 2025_10_24_{n}_create_password_reset_tokens_table
Migrated:  2019_12_14_000001_create_personal_access_tokens_table ({ms}ms)
Applying sessions.0001_initial... OK
Applying token_blacklist.0012_alter_outstandingtoken_user... OK
== 2025{n} AddPasswordDigestToUsers: migrating ===
-- add_column(:users, :password_digest, :string)
   -> {ms}s
The following migration(s) have been applied: 20251024{n}_add_session_token
[{stamp}] production.ERROR: Unauthenticated. {{"exception":"[object] (Illuminate\\\\Auth\\\\AuthenticationException(code: 0): Unauthenticated. at /var/www/vendor/laravel/framework/src/Illuminate/Auth/Middleware/Authenticate.php:{n})
PHP Fatal error:  Uncaught PDOException: SQLSTATE[08006] [7] connection to server at "{dpg}" ({ip}), port 5432 failed
production.ERROR: No application encryption key has been specified.
{ip} -  {clf} "{verb} /index.php" {code}
NOTICE: PM2 log: App [{w}:{d}] online
PM2        | App [{w}:{d}] exited with code [{d}] via signal [SIGINT]
Mem: {n}MB used of 512MB, heap {n}MB, rss {n}MB
[{pid}:0x{hash}]    {n} ms: Mark-Compact {ms} ({ms}) -> {ms} ({ms}) MB
<--- Last few GCs --->
FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
Health check failed for {srv}-{hash}: HTTP {code}
socket.io: client {hash} connected, transport=websocket
ws: Invalid Sec-WebSocket-Accept header
OpenAI error 429: Rate limit reached for gpt-4o in organization org-{hash} on tokens per min (TPM): Limit {n}, Used {n}
tokenizer loaded: {n} tokens, vocab={n}
Loading checkpoint shards: {n}%|██████    | {d}/9 [00:0{d}<00:0{d}, {d}.{d}s/it]
Some weights of BertForTokenClassification were not initialized from the model checkpoint at bert-base-uncased
연결 실패: 데이터베이스 서버에 접속할 수 없습니다 ({dpg})
사용자 {n}의 비밀번호가 변경되었습니다
토큰 검증 실패: 서명이 올바르지 않습니다
{time} [{w}] 요청 처리 완료 {n}ms
    "@{w}/core@npm:{v}":
"{p}@npm:^{v}":
  resolution: "{p}@npm:{v}"
  checksum: 10c0/{sha256}{sha256}
Fetching {p} v{v}
   Compiling {p} v{v}
go: downloading github.com/golang-jwt/jwt/v5 v{v}
Installing {p} {v}
Using bcrypt {v}
Bundle complete! {n} Gemfile dependencies, {n} gems now installed.
Gem::Ext::BuildError: ERROR: Failed to build gem native extension.
BUILD SUCCESS
[INFO] Downloading from central: https://repo.maven.apache.org/maven2/io/jsonwebtoken/jjwt-api/{v}/jjwt-api-{v}.jar
[INFO] Total time:  {ms} s
Tests run: {n}, Failures: {d}, Errors: {d}, Skipped: {d}
--- PASS: TestTokenRefresh ({ms}s)
ok  	github.com/acme/{w}/internal/auth	{ms}s
{p}: command not found
drwxr-xr-x 2 render render 4096 Oct 24 12:00 secrets
PATH=/opt/render/project/nodes/node-{v}/bin:/usr/local/bin:/usr/bin
RENDER_SERVICE_ID={srv} RENDER_GIT_COMMIT={sha} RENDER_INSTANCE_ID={srv}-{hash}
IS_PULL_REQUEST=false NODE_ENV=production PORT={port}
DATABASE_URL is not set
Using database {dpg} at {dpg}.oregon-postgres.render.com:5432
Connecting to redis://{dpg}:6379
Loaded 0 secrets from /etc/secrets
secret files: none
kubelet: MountVolume.SetUp failed for volume "token" : secret "default-token" not found
SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.
InvalidClientTokenId: The security token included in the request is invalid.
CredentialsProviderError: Could not load credentials from any providers
google.auth.exceptions.DefaultCredentialsError: Your default credentials were not found.
StripeSignatureVerificationError: No signatures found matching the expected signature for payload.
DiscordAPIError[50001]: Missing Access
Error [TokenInvalid]: An invalid token was provided.
telegram.error.Conflict: terminated by other getUpdates request
""".strip("\n").split("\n"))  # fmt: skip

_SLOT = re.compile(r"\{\{|\}\}|\{(\w+)\}")


def fill(template: str, rng: random.Random) -> str:
    """Return *template* with every slot filled."""

    def value(match: re.Match[str]) -> str:
        return _FILL[match[1]](rng) if match[1] else match[0][0]

    return _SLOT.sub(value, template)


def benign(seed: int, count: int) -> Iterator[str]:
    """Yield *count* lines, every template in turn."""
    rng = random.Random(seed)
    for index in range(count):
        yield fill(TEMPLATES[index % len(TEMPLATES)], rng)
