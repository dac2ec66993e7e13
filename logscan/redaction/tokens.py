"""The secrets that a vendor's own prefix or shape gives away, whatever stands around them.

Each row is one kind: its name, its shape, its hints. Shapes have no upper
bound, because vendors make tokens longer and a damaged token should be hidden too. The
prefixes are what the vendors document or what public secret scanners list.
"""

from __future__ import annotations

from logscan.redaction.kinds import SecretKind

_BODY = r"[\w+/=-]{8}"  # what follows a prefix that ends in a sign
# The last part of a token in several parts.
_DOTTED = r"\.(?=[\w-]{16})(?<![0-9]\.(?=[0-9]{1,4}[.-]))[a-z_-]{0,40}[0-9]"
_ALONE = r"(?<![A-Za-z0-9])"  # the prefix is too common inside words to stand without this


def _kind(name: str, pattern: str, *hints: str, group: int | str = 0) -> SecretKind:
    """Return one row; *hints* as in ``SecretKind``."""
    return SecretKind(
        name=name,
        pattern=pattern,
        hints=tuple(hint + _BODY if hint.endswith(("_", "-")) else hint for hint in hints),
        group=group,
    )


# First come the kinds whose shape says most: where two overlap, the earlier row names the secret.
TOKEN_KINDS: tuple[SecretKind, ...] = (
    # ---- the platform
    _kind("render-api-key", r"rnd_[A-Za-z0-9_-]{16,}", "rnd_"),
    _kind(
        "render-deploy-hook",
        r"/deploy/(?:srv|crn)-[a-z0-9]+[^\s\"'<>]{0,80}?[?&]key=([^\s\"'<>&\\]+)",
        "/deploy/srv",
        "/deploy/crn",
        group=1,
    ),
    # ---- code hosting and registries
    _kind("github-token", r"(?:gh[pousr]_[A-Za-z0-9_]{16,}|github_pat_\w{20,})",
          "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    _kind("gitlab-token", r"gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|wt|oas)-[\w.-]{16,}",
          "glpat-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-",
          "glsoat-", "glffct-", "glwt-", "gloas-"),
    _kind("bitbucket-token", r"ATB{2}[A-Za-z0-9]{20,}", "atbb"),
    _kind("atlassian-token", r"AT[AC]TT\dx[A-Za-z0-9_=.-]{20,}",
          r"x(?<=at[ac]tt\dx)[a-z0-9_=.-]{20}"),
    _kind("npm-token", r"npm_[A-Za-z0-9]{20,}", "npm_"),
    _kind("pypi-token", r"pypi-[A-Za-z0-9_-]{16,}", "pypi-"),
    _kind("rubygems-key", r"rubygems_[a-f0-9]{20,}", "rubygems_"),
    _kind("nuget-key", _ALONE + r"oy\d[a-z0-9]{43}(?![a-z0-9])", r"oy\d[a-z0-9]{43}"),
    _kind("docker-token", r"dckr_(?:pat|oat)_[\w-]{16,}", "dckr_pat_", "dckr_oat_"),
    _kind("jfrog-token", _ALONE + r"(?:AKCp[A-Za-z0-9]{40,}|cmVmdGtu[A-Za-z0-9]{40,})",
          "akcp", "cmvmdgtu"),
    _kind("circleci-token", r"CCIPAT_[A-Za-z0-9_]{16,}", "ccipat_"),
    _kind("buildkite-token", r"bkua_[a-z0-9]{20,}", "bkua_"),
    _kind("sonar-token", _ALONE + r"sq[pua]_[a-f0-9]{30,}", "sqp_", "squ_", "sqa_"),
    # ---- clouds
    _kind("aws-access-key-id", r"(?<![A-Za-z0-9/+])(?:AKIA|ASIA|ABIA)[A-Z0-9]{16}"
          r"(?![A-Za-z0-9/+])", r"akia[a-z0-9]{16}", r"asia[a-z0-9]{16}", r"abia[a-z0-9]{16}"),
    _kind("aws-bedrock-key", r"(?:ABSK[A-Za-z0-9+/=]{60,}|bedrock-api-key-[A-Za-z0-9+/=]{30,})",
          r"absk[a-z0-9+/=]{60}", "bedrock-api-key-"),
    _kind("google-api-key", r"AIza[\w-]{30,}", "aiza"),
    _kind("google-oauth-token", r"ya\d\d\.[\w.-]{16,}", r"ya\d\d\."),
    _kind("google-oauth-secret", r"GOCSPX-[\w-]{16,}", "gocspx-"),
    _kind("google-refresh-token", _ALONE + r"\d//\d[\w-]{20,}", r"//\d[\w-]{20}"),
    _kind("firebase-server-key", r"AAAA[\w-]{7}:APA\d\db[\w-]{60,}", r"b(?<=:apa\d\db)"),
    _kind("azure-client-secret", r"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{30,}", "q~"),
    _kind("digitalocean-token", r"do[opr]_v\d_[a-f0-9]{32,}", r"dop_v\d_", r"doo_v\d_",
          r"dor_v\d_"),
    _kind("heroku-key", r"HRKU-[\w-]{20,}", "hrku-"),
    _kind("vercel-token", r"(?:vercel_blob_rw_\w{16,}|vc[aikpr]_[A-Za-z0-9]{20,})",
          "vercel_blob_rw_", "vca_", "vci_", "vck_", "vcp_", "vcr_"),
    _kind("netlify-token", r"nf[pcou]_[A-Za-z0-9]{30,}", "nfp_", "nfc_", "nfo_", "nfu_"),
    _kind("fly-token", r"fm\d[ar]?_[A-Za-z0-9+/=_-]{40,}",
          rf"_(?<=fm\d_){_BODY}", rf"_(?<=fm\d[ar]_){_BODY}"),
    _kind("cloudflare-token",
          r"(?:v\d\.\d-[a-f0-9]{24}-[a-f0-9]{40,}|cf(?:ut|at|k)_[A-Za-z0-9]{30,})",
          r"v\d\.\d-[a-f0-9]{24}-", "cfut_", "cfat_", "cfk_"),
    _kind("databricks-token", _ALONE + r"dapi[a-f0-9]{32}(?:-\d)?", r"dapi[a-f0-9]{32}"),
    _kind("vault-token", r"(?:hv[sbr]\.[\w-]{20,}|" + _ALONE + r"s\.[A-Za-z0-9]{24}(?![\w.]))",
          r"hv[sbr]\.", _DOTTED),
    _kind("terraform-token", r"[A-Za-z0-9]{14}\.atlasv\d\.[\w-]{30,}", r"\.atlasv\d\."),
    _kind("pulumi-token", r"pul-[a-f0-9]{40}", "pul-"),
    _kind("doppler-token", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{16,}", _DOTTED),
    _kind("tailscale-key", r"tskey-[\w-]{16,}", "tskey-"),
    _kind("openshift-token", r"sha\d{3}~[\w-]{40,}", r"~[\w-]{40}"),
    _kind("onepassword-token", r"ops_eyJ[\w=-]{40,}",
          "ops_eyj"),
    # ---- databases as a service
    _kind("supabase-key", r"(?:sb_secret_[\w-]{16,}|sbp_[\w-]{30,})", "sb_secret_", "sbp_"),
    _kind("neon-key", r"(?:napi_[a-z0-9]{20,}|npg_[A-Za-z0-9]{10,})", "napi_", "npg_"),
    _kind("planetscale-token", r"pscale_(?:tkn|pw|oauth)_[\w.=-]{16,}", "pscale_"),
    _kind("prisma-key", r"(?<=api_key=)eyJ[\w.-]{40,}", "api_key=eyj"),
    # ---- payment
    _kind("stripe-key", _ALONE + r"(?:[srp]k|rkcs)_(?:live|test|prod)_[A-Za-z0-9_]{10,}",
          r"sk_(?:live|test|prod)_", r"rk_(?:live|test|prod)_", r"pk_(?:live|test|prod)_",
          r"rkcs_"),
    _kind("webhook-secret", r"whsec_[A-Za-z0-9+/=_-]{16,}", "whsec_"),
    _kind("toss-payments-key", _ALONE + r"(?:live|test)_g?sk_[A-Za-z0-9]{16,}",
          "live_sk_", "test_sk_", "live_gsk_", "test_gsk_"),
    _kind("square-token", r"sq\d(?:atp|csp|idp)-[\w-]{20,}", "atp-", "csp-", "idp-"),
    _kind("paypal-token", r"access_token\$(?:production|sandbox)\$[a-z0-9]{10,}\$[a-f0-9]{16,}",
          "access_token$"),
    _kind("shopify-token", r"shp(?:at|ca|pa|ss|tka)_[A-Fa-f0-9]{16,}",
          "shpat_", "shpca_", "shppa_", "shpss_", "shptka_"),
    _kind("razorpay-key", r"rzp_(?:live|test)_[A-Za-z0-9]{10,}", "rzp_live_", "rzp_test_"),
    _kind("plaid-token", r"access-(?:sandbox|development|production)-[a-f0-9-]{30,}",
          "access-sandbox-", "access-development-", "access-production-"),
    _kind("easypost-key", _ALONE + r"EZ[AT]K[A-Za-z0-9]{40,}", r"ez[at]k[a-z0-9]{40}"),
    _kind("shippo-token", r"shippo_(?:live|test)_[a-f0-9]{20,}", "shippo_"),
    # ---- models
    _kind("anthropic-key", r"sk-ant-[\w-]{16,}", "sk-ant-"),
    _kind("openrouter-key", r"sk-or-[\w-]{16,}", "sk-or-"),
    _kind("langfuse-key", r"sk-lf-[\w-]{16,}", "sk-lf-"),
    _kind("openai-key",
          _ALONE + r"(?:sk|sess)-(?:proj-|svcacct-|admin-|None-)?[A-Za-z0-9][\w-]{15,}",
          r"sk-[\w-]{16}", r"sess-[\w-]{16}"),
    _kind("huggingface-token", _ALONE + r"(?:hf_[A-Za-z0-9]{16,}|api_org_[A-Za-z0-9]{20,})",
          r"hf_[a-z0-9]{16}", "api_org_"),
    _kind("groq-key", _ALONE + r"gsk_[A-Za-z0-9]{16,}", r"gsk_[a-z0-9]{16}"),
    _kind("replicate-token", _ALONE + r"r\d_[A-Za-z0-9]{20,}", r"_(?<=r\d_)[a-z0-9]{20}"),
    _kind("xai-key", _ALONE + r"xai-[A-Za-z0-9]{20,}", "xai-"),
    _kind("perplexity-key", _ALONE + r"pplx-[A-Za-z0-9]{20,}", "pplx-"),
    _kind("pinecone-key", r"pcsk_\w{20,}", "pcsk_"),
    _kind("langsmith-key", r"lsv\d_(?:pt|sk)_[a-f0-9]{20,}_?[a-f0-9]*", r"lsv\d_"),
    _kind("tavily-key", r"tvly-[\w-]{16,}", "tvly-"),
    _kind("elevenlabs-key", _ALONE + r"sk_[a-f0-9]{40,}", r"sk_[a-f0-9]{40}"),
    # ---- messages and mail
    _kind("slack-webhook",
          r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/([\w/+-]{10,})",
          r"hooks\.slack", group=1),
    _kind("slack-token", r"(?:xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,})",
          r"xox[a-z][.-]", r"xapp-"),
    _kind("discord-webhook", r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{5,}/([\w-]{20,})",
          "/webhooks/", group=1),
    _kind("discord-token",
          r"(?<![\w.-])(?:[MNO][A-Za-z0-9_-]{22,28}\.[\w-]{6}\.[\w-]{27,}|mfa\.[\w-]{60,})",
          _DOTTED, r"\.(?<=\.[\w-]{6}\.)[\w-]{27}"),
    _kind("telegram-bot-token", r"(?<!\d)\d{6,12}:AA[\w-]{30,}", ":aa"),
    _kind("teams-webhook", r"webhook\.office\.com/webhookb\d/([\w@-]+/IncomingWebhook/[\w/-]+)",
          r"webhook\.office\.com", group=1),
    _kind("zapier-webhook", r"hooks\.zapier\.com/hooks/catch/(\w+/\w+)", r"hooks\.zapier", group=1),
    _kind("twilio-key", _ALONE + r"SK[a-f0-9]{32}(?![A-Za-z0-9])", r"sk[a-f0-9]{32}"),
    _kind("sendgrid-key", _ALONE + r"SG\.[\w-]{10,}\.[\w-]{16,}", _DOTTED),
    _kind("mailgun-key",
          _ALONE + r"(?:(?:key|pubkey)-[a-f0-9]{32}|[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8})"
          r"(?![A-Za-z0-9-])", r"key-[a-f0-9]{32}", r"-(?<=[a-f0-9]{32}-)[a-f0-9]{8}-[a-f0-9]{8}"),
    _kind("mailchimp-key", _ALONE + r"[a-f0-9]{32}-us\d{1,2}(?!\w)", r"-(?<=[a-f0-9]{32}-)us\d"),
    _kind("brevo-key", r"x(?:key|smtp)sib-[a-f0-9]{32,}-?[A-Za-z0-9]*", "xkeysib-", "xsmtpsib-"),
    _kind("resend-key", _ALONE + r"re_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{20,}",
          r"re_[a-z0-9]{6,12}_[a-z0-9]{20}"),
    # ---- watching and planning
    _kind("sentry-token", r"sntry[su]_[A-Za-z0-9+/=_-]{20,}", "sntrys_", "sntryu_"),
    _kind("new-relic-key", r"(?:NR(?:AK|AA|II|IQ|RA|JS|BR|SP|AL)-[A-Za-z0-9_-]{16,})",
          "nrak-", "nraa-", "nrii-", "nriq-", "nrra-", "nrjs-", "nrbr-", "nrsp-"),
    _kind("grafana-token", r"(?:glsa_[\w]{20,}|glc_[A-Za-z0-9+/=]{20,})", "glsa_", "glc_"),
    _kind("dynatrace-token", r"dt\d[a-z]\d\d\.[A-Z0-9]{20,}\.[A-Z0-9]{30,}", _DOTTED),
    _kind("posthog-key", r"ph[cxs]_[A-Za-z0-9]{24,}", "phc_", "phx_", "phs_"),
    _kind("honeycomb-key", r"hc[abx]i[cka]_[a-z0-9]{20,}", "hcaik_", "hcaic_", "hcbik_", "hcxik_"),
    _kind("linear-key", r"lin_(?:api|oauth|wh)_[A-Za-z0-9]{20,}", "lin_api_", "lin_oauth_",
          "lin_wh_"),
    _kind("notion-token", _ALONE + r"(?:ntn_[A-Za-z0-9]{30,}|secret_[A-Za-z0-9]{40,})",
          "ntn_", r"secret_[a-z0-9]{40}"),
    _kind("airtable-token", _ALONE + r"pat[A-Za-z0-9]{14}\.[a-f0-9]{40,}", _DOTTED),
    _kind("figma-token", r"fig[dou][hr]?_[\w-]{20,}", "figd_", "figo_", "figu_", "figdr_",
          "figoh_", "figor_"),
    _kind("postman-key", r"PMAK-[a-f0-9]{20,}-[a-f0-9]{20,}", "pmak-"),
    _kind("hubspot-token", r"pat-(?:na|eu|ap)\d-[a-f0-9-]{30,}", "pat-na", "pat-eu", "pat-ap"),
    _kind("contentful-token", r"CFPAT-[\w-]{30,}", "cfpat-"),
    _kind("typeform-token", r"tfp_[\w.-]{30,}", "tfp_"),
    _kind("dropbox-token", _ALONE + r"sl\.[A-Za-z0-9_-]{60,}", _DOTTED),
    _kind("launchdarkly-key",
          _ALONE + r"(?:sdk|api|mob)-[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}",
          r"sdk-[a-f0-9]{8}-", r"api-[a-f0-9]{8}-", r"mob-[a-f0-9]{8}-"),
    _kind("mapbox-token", r"sk\.eyJ[\w-]+\.[\w-]+", r"sk\.eyj"),
    # ---- keys
    _kind("password-hash",
          r"\$(?:\d[abxy]?|argon\d(?:id|i|d)|scrypt|\d|y)\$[A-Za-z0-9./+=,$*_-]{20,}"
          r"|(?:pbkdf\d_sha\d+|scrypt|argon\d)(?:\$|:)[A-Za-z0-9./+=,$:_-]{20,}",
          r"\$\d[abxy]?\$", r"\$argon", r"\$scrypt", r"\$y\$", r"pbkdf\d_sha", "scrypt:"),
    _kind("mnemonic",
          r"(?i:mnemonic|(?:seed|recovery)[_ -]?phrase)\W{1,6}((?:[a-z]{3,8} ){11,23}[a-z]{3,8})",
          "mnemonic", "phrase", group=1),
    _kind("age-key", r"(?i:AGE-SECRET-KEY-(?:PQ-)?\d[0-9a-z]{30,})", "age-secret-key-"),
    _kind("jwt", r"(?<![A-Za-z0-9])ey[JK][\w-]{8,}\.(?:ey[\w-]{2,}|[\w-]{8,})(?:\.[\w-]*){0,3}",
          "eyj", "eyk"),
    _kind("jwk-private-part", r"\"(?:d|p|q|dp|dq|qi|k)\"\s*:\s*\"([\w-]{40,})\"", "kty", group=1),
    _kind("wireguard-key", r"(?:PrivateKey|PresharedKey)\s*=\s*([A-Za-z0-9+/]{43}=)",
          r"privatekey\s*=", r"presharedkey\s*=", group=1),
)  # fmt: skip
