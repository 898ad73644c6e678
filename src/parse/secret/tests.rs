//! What is taken for a secret, and what isn't. The values are made here, so that no service and no scanner takes this file for
//! one that gives something away.

use proptest::prelude::*;

use super::{Kind, concealed, find_secrets, told};

/// Letters in no order, the same each time.
fn letters(alphabet: &str, count: usize, seed: u64) -> String {
    let alphabet = alphabet.as_bytes();
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1234_5678_9ABC_DEF1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(alphabet[(state >> 33) as usize % alphabet.len()])
    };
    (0..count).map(|_| next()).collect()
}

const BASE_62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE_64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn found(text: &str) -> Vec<(Kind, String)> {
    find_secrets(text, None).into_iter().map(|secret| (secret.kind, secret.range.of(text).to_owned())).collect()
}

fn key(label: &str) -> String {
    let lines: Vec<String> = (0..6).map(|line| letters(BASE_64, 64, line + 3)).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----", lines.join("\n"))
}

#[test]
fn what_a_service_gave_out_is_found() {
    // The token that GitHub's own announcement of its checksum is explained with.
    let github = format!("ghp{}", "_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17");
    let b62 = |count, seed| letters(BASE_62, count, seed);
    let put = |first: &str, rest: &str| [first, rest].concat();
    let digits = |count, seed| letters("123456789", count, seed);
    let cases = [
        (Kind::GitHub, github.clone()),
        (Kind::GitHub, put("github_pat", &format!("_{}_{}", b62(22, 1), b62(59, 2)))),
        (Kind::AwsKey, format!("AKIA{}", letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 4))),
        (Kind::GitLab, put("glpat", &format!("-{}", b62(20, 5)))),
        (Kind::Slack, put("xoxb", &format!("-{}-{}-{}", digits(12, 6), digits(12, 7), b62(24, 8)))),
        (Kind::Slack, put("hooks.slack.com/services", &format!("/T{}/B{}/{}", b62(9, 1), b62(9, 2), b62(24, 3)))),
        (Kind::Google, format!("AIza{}", b62(35, 9))),
        (Kind::Stripe, put("sk_live", &format!("_{}", b62(24, 10)))),
        (Kind::Npm, put("npm", &format!("_{}", b62(36, 11)))),
        (Kind::PyPi, put("pypi-", &format!("AgEIcHlwaS5vcmc{}", b62(80, 12)))),
        (Kind::Docker, put("dckr_pat", &format!("_{}", b62(27, 13)))),
        (Kind::Vault, put("hvs", &format!(".{}", b62(90, 14)))),
        (
            Kind::PrivateKey,
            put("AGE-SECRET-KEY-", &format!("1{}", letters("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58, 15))),
        ),
        (Kind::PrivateKey, key("RSA PRIVATE KEY")),
        (Kind::PrivateKey, key("OPENSSH PRIVATE KEY")),
    ];
    for (kind, secret) in cases {
        for text in [secret.clone(), format!("백업 `{secret}`."), format!("KEY=\"{secret}\"\n"), format!("|{secret}|")]
        {
            assert_eq!(found(&text), [(kind, secret.clone())], "{text}");
        }
        let longer = format!("x{secret}");
        if kind != Kind::PrivateKey && !secret.starts_with("hooks") {
            assert_eq!(found(&longer), [], "{longer}");
        }
    }
    let one_line = key("PRIVATE KEY").replace('\n', "\\n");
    let json = format!("{{\"type\": \"service_account\", \"private_key\": \"{one_line}\\n\", \"client_id\": \"1\"}}");
    assert_eq!(found(&json), [(Kind::PrivateKey, one_line)]);
    let named = format!("export GITHUB_TOKEN={github}\n");
    assert_eq!(found(&named), [(Kind::GitHub, github)], "its own form says more than the name before it");
    let quoted = key("PRIVATE KEY").replace('\n', "\n>   ");
    assert_eq!(found(&quoted).len(), 1, "{quoted}");
}

#[test]
fn what_is_likely_one_is_found() {
    let random = letters(BASE_62, 32, 20);
    let signature = letters(BASE_62, 43, 21);
    // {"alg":"HS256","typ":"JWT"} and {"sub":"backup","iss":"ops"}
    let jwt = format!("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJiYWNrdXAiLCJpc3MiOiJvcHMifQ.{signature}");
    for (kind, text, secret) in [
        (Kind::Jwt, format!("Authorization: Bearer {jwt}"), &*jwt),
        (Kind::AddressPassword, "psql postgres://app:Vq7!xk2Lw9z@db.internal/app".to_owned(), "Vq7!xk2Lw9z"),
        (Kind::AddressPassword, format!("redis://:{random}@cache:6379/0"), &random),
        (Kind::Value, format!("adminPassword: {random}\n"), &random),
        (Kind::Value, format!("export API_KEY='{random}'"), &random),
        (Kind::Value, format!("{{\"access_token\": \"{random}\"}}"), &random),
    ] {
        assert_eq!(found(&text), [(kind, secret.to_owned())], "{text}");
    }
    let text = format!("password: {random}\n");
    assert_eq!(find_secrets(&text, Some(&[])), [], "in prose a password is a word like any other");
}

#[test]
fn what_a_writer_made_up_is_not() {
    let random = letters(BASE_62, 32, 20);
    for text in [
        // What services use in their own documentation.
        "AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AKIAXXXXXXXXXXXXXXXX",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "glpat-xxxxxxxxxxxxxxxxxxxx",
        "glpat-your-token-goes-here-please",
        "xoxb-your-token",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "https://hooks.slack.com/services/YOUR/WEBHOOK/URL",
        "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
        "hvs.xxxxxxxxxxxxxxxxxxxxxxxx",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "eyJhbGciOiJIUzI1NiIs...",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\n<your key>\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC...\n-----END PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----",
        "grep -- '-----BEGIN PRIVATE KEY-----' file",
        "-----BEGIN PRIVATE KEY-----\nthis is where the text of your own private key goes, in as many lines as it has\n-----END PRIVATE KEY-----",
        // Addresses.
        "postgres://user:password@localhost/db",
        "postgres://app:${DB_PASSWORD}@db/app",
        "https://user:<token>@git.example.org/x.git",
        "amqp://guest:guest@rabbitmq:5672",
        "redis://:mypassword1A@redis:6379",
        "mongodb://admin:S3cr3tPassw0rd!@mongo:27017",
        "https://example.org:8080/a@b",
        "http://localhost:9000",
        // Values.
        "password: changeme",
        "password: \"\"",
        "existingSecret: my-release-postgresql-0123456789abc",
        "secretName: vault-unseal-keys-a1b2c3d4e5f6a7b8",
        "token: ${VAULT_TOKEN}",
        "token: {{ .Values.token }}",
        "password=$(openssl rand -base64 32)",
        "secret: c3VwZXJzZWNyZXRwYXNzd29yZA==",
        "password: bXktdmVyeS1sb25nLXBhc3N3b3JkLWhlcmU=",
        "token: 0123456789abcdef0123456789abcdef",
        "token: /var/run/secrets/kubernetes.io/serviceaccount/token",
        "password: StrongPasswordWithManyLetters2024",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
    assert_eq!(found(&format!("passwordKey: {random}")), [], "the name of a key");
    assert_eq!(found(&format!("sha256:{random}")), []);
}

#[test]
fn a_secret_is_told_by_its_first_letters_and_concealed_in_place() {
    let text = format!("a\n{}\n백 `redis://:{}@c`\n", key("PRIVATE KEY"), letters(BASE_62, 32, 20));
    let secrets = find_secrets(&text, None);
    let shown = concealed(&text, &secrets);
    assert_eq!((shown.len(), shown.lines().count()), (text.len(), text.lines().count()));
    assert!(find_secrets(&shown, None).is_empty() && shown.starts_with("a\n----***"), "{shown}");
    assert_eq!(told(secrets[1].range.of(&text), secrets[1].kind).chars().count(), 5);
    assert_eq!(concealed("nothing", &[]), "nothing");
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_place_lies_in_it(
        parts in prop::collection::vec(
            prop_oneof![
                "\\PC{0,12}",
                "[A-Za-z0-9+/=_.-]{0,90}",
                Just("-----BEGIN PRIVATE KEY-----".to_owned()),
                Just("ghp_".to_owned()),
                Just("eyJ".to_owned()),
                Just("://:".to_owned()),
                Just("password=\"".to_owned()),
                Just("\n".to_owned()),
            ],
            0..20,
        ),
    ) {
        let text = parts.concat();
        let secrets = find_secrets(&text, None);
        for secret in &secrets {
            prop_assert!(text.get(secret.range.as_range()).is_some_and(|secret| !secret.is_empty()));
        }
        prop_assert!(secrets.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
        prop_assert_eq!(concealed(&text, &secrets).len(), text.len());
    }
}

#[test]
fn a_text_of_nothing_but_beginnings_takes_no_longer_than_another() {
    for part in ["AKIA", "eyJ.", "eyJ", "glpat-.", "password=", "://:a@", "-----BEGIN PRIVATE KEY-----A"] {
        // In no time: a scan that looked at the rest of the text each time would take minutes.
        let found = find_secrets(&part.repeat(200_000 / part.len()), None);
        assert!(found.len() <= 1, "{part}");
    }
}
