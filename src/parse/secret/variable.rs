//! Secrets among environment variables: by the variable's name, and by what is written as its value.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::source::TextRange;

/// Parts of a name that say that its value is a secret.
const SECRET_PARTS: [&str; 15] = [
    "PASSWORD",
    "PASSWD",
    "PASSWORDS",
    "PW",
    "PASSPHRASE",
    "PASS",
    "PWD",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "TOKENS",
    "CREDENTIAL",
    "CREDENTIALS",
    "CREDS",
    "APIKEY",
];

/// Ends of a part that say the same: `PGPASSWORD`.
const SECRET_ENDS: [&str; 5] = ["PASSWORD", "SECRET", "TOKEN", "APIKEY", "BINDPW"];

/// What stands before `KEY` in the names of keys that open something.
const SECRET_KEYS: [&str; 31] = [
    "ACCESS",
    "ACCOUNT",
    "API",
    "APP",
    "AUTH",
    "CIPHER",
    "CLIENT",
    "COOKIE",
    "CREDS",
    "CRYPTO",
    "DEPLOY",
    "ENC",
    "ENCRYPT",
    "ENCRYPTION",
    "FERNET",
    "HMAC",
    "INSTALLATION",
    "JWT",
    "LICENSE",
    "MASTER",
    "PRIMARY",
    "PRIVATE",
    "SECONDARY",
    "SERVICE",
    "SESSION",
    "SIGNING",
    "SSH",
    "SSL",
    "STORAGE",
    "TLS",
    "VAULT",
];

/// What stands before `AUTH` in the names of variables that hold a user with the password, or the password.
const SECRET_AUTHS: [&str; 4] = ["DOCKER", "NEO4J", "REDIS", "REDISCLI"];

/// Last parts of names that tell something about a secret, or where it lies, and not the secret itself.
const ABOUT: [&str; 44] = [
    "ALG",
    "ALGORITHM",
    "AUDIENCE",
    "BUCKET",
    "COUNT",
    "DAYS",
    "DIR",
    "ENABLED",
    "ENDPOINT",
    "EXPIRATION",
    "EXPIRES",
    "EXPIRY",
    "FIELD",
    "FILE",
    "FORMAT",
    "HEADER",
    "HOST",
    "HOURS",
    "ID",
    "IDS",
    "ISSUER",
    "LENGTH",
    "LIFETIME",
    "MANAGER",
    "MAX",
    "MIN",
    "MINUTES",
    "NAME",
    "NAMES",
    "NAMESPACE",
    "PATH",
    "POLICY",
    "PORT",
    "PREFIX",
    "REF",
    "REGION",
    "REQUIRED",
    "SECONDS",
    "SIZE",
    "TIMEOUT",
    "TTL",
    "TYPE",
    "URI",
    "URL",
];

/// Whether a variable of that name holds a secret, as far as a name tells: `DB_PASSWORD` and `API_KEY` do, `PUBLIC_KEY`, `AWS_ACCESS_KEY_ID`
/// and `TOKEN_URL` don't.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    // `DB_PASSWORD1` and `API_KEY_2` are called as the first.
    let parts = upper.split('_').map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let Some(last) = parts.last() else { return false };
    // The shell's own.
    if ABOUT.contains(last) || parts.contains(&"PUBLIC") || matches!(&*upper, "PWD" | "OLDPWD") {
        return false;
    }
    let says_so = |part: &&str| SECRET_PARTS.contains(part) || SECRET_ENDS.iter().any(|end| part.ends_with(end));
    let before = parts.len().checked_sub(2).map(|before| parts[before]);
    let is_secret = match (before, *last) {
        _ if parts.windows(2).any(|pair| pair == ["BASIC", "AUTH"]) => true,
        (_, "DSN" | "SALT") | (Some("CONNECTION"), "STRING") => true,
        (Some(before), "AUTH") => SECRET_AUTHS.contains(&before),
        (Some(before), "KEY" | "KEYS") => SECRET_KEYS.contains(&before),
        _ => false,
    };
    is_secret || parts.iter().any(says_so)
}

/// Whether a variable's name says that its value is for everybody: `PUBLIC_KEY`, `VITE_PUBLIC_ID`.
#[must_use]
pub fn is_public_name(name: &str) -> bool {
    name.split('_').any(|part| part.eq_ignore_ascii_case("public"))
}

/// Words in values that ask to be replaced.
const ASKS: [&str; 22] = [
    "changeme",
    "dummy",
    "enter",
    "example",
    "fill",
    "generate",
    "here",
    "insecure",
    "insert",
    "paste",
    "placeholder",
    "provided",
    "random",
    "redacted",
    "replace",
    "replaceme",
    "your",
    "yourkey",
    "yourpassword",
    "yoursecret",
    "yourtoken",
    "yours",
];

/// Values that say nothing but what they stand for, or that there is none.
const WORDS: [&str; 13] = [
    "password",
    "passwd",
    "secret",
    "token",
    "key",
    "none",
    "null",
    "todo",
    "tbd",
    "change this",
    "changethis",
    "true",
    "false",
];

/// Starts of values that say where the value is to be had.
const REFERENCES: [&str; 7] =
    ["op://", "vault:", "ref+", "arn:", "/run/secrets/", "/var/run/secrets/", "/etc/secrets/"];

/// Ends of the keys that AWS's documentation is written with.
const OF_AWS: [&str; 2] = ["EXAMPLE", "EXAMPLEKEY"];

/// Whether a value of a secret variable is none that anybody could use: `<password>`, `changeme`, `…`, `${DB_PASSWORD}`, or the place in a
/// store where the real one lies.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'', '`']).trim();
    let lower = value.to_lowercase();
    let plain = value.chars().all(|c| matches!(c, '.' | '…' | '*' | '•' | '-' | '–' | '—' | 'x' | 'X' | '?'));
    // `sk-…`, `__DB_PASSWORD__`, and as many of one sign as a real one has.
    let is_cut = value.ends_with("...") || value.ends_with('…');
    let is_marked = value.len() > 4 && value.starts_with("__") && value.ends_with("__");
    let is_one_sign = value.len() >= 8 && value.bytes().all(|byte| byte == value.as_bytes()[0]);
    if is_cut || is_marked || is_one_sign || is_key_file(&lower) {
        return true;
    }
    if plain || WORDS.contains(&&*lower) || is_filled_in(value) || REFERENCES.iter().any(|at| lower.starts_with(at)) {
        return true;
    }
    match value.split_once("://") {
        Some((scheme, rest)) => is_address_without_secret(scheme, rest),
        None => asks(&lower) || OF_AWS.iter().any(|end| value.ends_with(end)),
    }
}

/// Whether a value is the path of a file with a key or a certificate, which is no secret itself.
fn is_key_file(lower: &str) -> bool {
    const ENDS: [&str; 8] = [".pem", ".key", ".crt", ".cer", ".p12", ".pfx", ".jks", ".json"];
    let is_path = lower.starts_with('/') || lower.starts_with("./") || lower.starts_with("~/");
    is_path && !lower.contains(char::is_whitespace) && ENDS.iter().any(|end| lower.ends_with(end))
}

/// Whether all of a value stands in brackets, or is put there by a shell or a template.
fn is_filled_in(value: &str) -> bool {
    let within = |open: &str, close: &str| value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    // What is more than a name in brackets is data.
    let is_label = |inner: &str| !inner.contains([':', ',', '"']);
    let name = value.strip_prefix('$');
    within("{{", "}}").is_some_and(|inner| !inner.contains("}}"))
        || within("<", ">").is_some_and(|inner| !inner.contains(['<', '>']))
        || within("${", "}").is_some_and(|inner| !inner.contains('}'))
        || within("$(", ")").is_some()
        || within("[", "]").is_some_and(is_label)
        || within("{", "}").is_some_and(is_label)
        || name.is_some_and(|name| {
            name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
                && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        })
}

/// Whether a word of a value asks to be replaced.
fn asks(lower: &str) -> bool {
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_unknown = |word: &str| word.len() >= 3 && word.bytes().all(|byte| byte == b'x');
    words.iter().any(|word| ASKS.contains(word) || is_unknown(word))
        || words.windows(2).any(|pair| pair[0] == "change" && matches!(pair[1], "me" | "this" | "it"))
        || lower.contains("randomstring")
}

/// Whether an address gives nobody away: what stands before its `@` is a placeholder, or there is nothing. An address on the web may be a
/// secret itself, unless it is none that is there.
fn is_address_without_secret(scheme: &str, rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    match rest.rsplit_once('@').map(|(user, _)| user).filter(|_| rest.contains('@')) {
        Some(user) => match user.split_once(':') {
            Some((_, password)) => is_placeholder(password),
            None => !web || is_placeholder(user),
        },
        None if web => asks(&authority.to_lowercase()),
        None => !rest.contains('?'),
    }
}

/// The longest part of an address that holds a user and a password, in bytes.
const LONGEST_AUTHORITY: usize = 512;

/// The passwords in the addresses of a text, in order: `hunter2` of `redis://:hunter2@cache:6379`. Placeholders are none, names of variables
/// and the user's name once more, `guest:guest`, neither. Where variables are told of, any other is taken for one that somebody uses.
#[must_use]
pub fn address_passwords(text: &str) -> Vec<TextRange> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(bytes, "://") {
        let start = at + "://".len();
        let is_web = text[..at].ends_with("http") || text[..at].ends_with("https");
        // Not only on the web is a password written as it is, with a slash in it.
        let closes = |byte: &u8| {
            byte.is_ascii_whitespace()
                || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>')
                || (is_web && matches!(byte, b'/' | b'?' | b'#'))
        };
        let rest = &bytes[start..text.len().min(start + LONGEST_AUTHORITY)];
        let length = rest.iter().position(closes).unwrap_or(rest.len());
        let password = text.get(start..start + length).and_then(|authority| {
            let (user, _) = authority.rsplit_once('@')?;
            let (name, password) = user.split_once(':')?;
            let is_password = !password.is_empty()
                && password != name
                && !name.contains(['/', '?', '#'])
                && !is_port(password)
                && !is_password_by_name(password)
                && !is_placeholder(password);
            is_password.then(|| TextRange::new(start + name.len() + 1, start + user.len()))
        });
        found.extend(password);
    }
    found
}

/// Whether it is the port of a host that follows, with the path behind it: `5432/orders?as=a` of `db://host:5432/orders?as=a@b`.
fn is_port(text: &str) -> bool {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    behind.len() < text.len() && behind.starts_with(['/', '?', '#'])
}

/// Whether a password only says that it is one: `pass`, `mypassword`, `db_password`.
fn is_password_by_name(text: &str) -> bool {
    let is_word = text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-');
    is_word && (text.eq_ignore_ascii_case("pwd") || is_secret_name(&text.replace('-', "_")))
}

/// From how many bytes on a value is looked for within words as well.
const LONG: usize = 12;

/// Values that nobody is shown, to be found wherever else they stand.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// `None` where there are none to look for.
    automaton: Option<AhoCorasick>,
}

impl Values {
    /// These values, and the passwords of those that are addresses.
    #[must_use]
    pub fn of<'v>(values: impl Iterator<Item = &'v str>) -> Self {
        let mut telling: Vec<&str> = Vec::new();
        for value in values {
            telling.push(value);
            telling.extend(address_passwords(value).iter().map(|range| range.of(value)));
        }
        telling.retain(|value| is_telling(value));
        telling.sort_unstable();
        telling.dedup();
        let mut builder = AhoCorasick::builder();
        let automaton =
            if telling.is_empty() { None } else { builder.match_kind(MatchKind::LeftmostLongest).build(&telling).ok() };
        Self { automaton }
    }

    /// Whether a text says one of them.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        self.places(text).next().is_some()
    }

    /// Where a text says them, in order. A short one within a longer word is a part of another name.
    fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = TextRange> + 't {
        let is_inner = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(text));
        let whole = found.filter(move |found| {
            found.len() >= LONG
                || !(is_inner(text[..found.start()].chars().next_back())
                    || is_inner(text[found.end()..].chars().next()))
        });
        whole.map(|found| TextRange::new(found.start(), found.end()))
    }
}

/// Whether a value is one of its own wherever it stands: no short word and no short number, which name other things, too, such as
/// `postgres` and `5432`.
fn is_telling(value: &str) -> bool {
    let is_word = value.bytes().all(|byte| byte.is_ascii_lowercase()) && value.len() < 16;
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit()) && value.len() < 9;
    value.len() >= 6 && !is_word && !is_number
}

/// Where else a text says values that stand in it, and would give them away. `values` are in order of place, and so is what is found.
#[must_use]
pub fn repeated(text: &str, values: &[TextRange]) -> Vec<TextRange> {
    let known = |again: &TextRange| {
        let after = values.partition_point(|range| range.end <= again.start);
        values.get(after).is_some_and(|range| range.start < again.end)
    };
    let sought = Values::of(values.iter().map(|range| range.of(text)));
    sought.places(text).filter(|again| !known(again)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_of_secrets() {
        for (name, secret) in [
            ("DB_PASSWORD", true),
            ("PGPASSWORD", true),
            ("GITHUB_TOKEN", true),
            ("API_KEY", true),
            ("AWS_SECRET_ACCESS_KEY", true),
            ("CREDENTIALS", true),
            ("db_passwd", true),
            ("SMTP_PASS", true),
            ("PUBLIC_KEY", false),
            ("AWS_ACCESS_KEY_ID", false),
            ("SSH_KEY_NAME", false),
            ("TOKEN_URL", false),
            ("PASSWORD_MIN", false),
            ("ROUTING_KEY", false),
            ("PWD", false),
            ("COMPASS", false),
            ("DB_HOST", false),
            ("DB_PASSWORD1", true),
            ("API_KEY2", true),
            ("API_KEY_2", true),
            ("SESSION_KEY", true),
            ("JWT_KEY", true),
            ("AIRFLOW__CORE__FERNET_KEY", true),
            ("SENTRY_DSN", true),
            ("AZURE_CONNECTION_STRING", true),
            ("REGISTRY_BASIC_AUTH", true),
            ("BASIC_AUTH_USERS", true),
            ("BASIC_AUTH_ENABLED", false),
            ("TOKEN_URL2", false),
            ("DSN_TIMEOUT", false),
            ("AUTH", false),
            ("SMTP_AUTH", false),
            ("NEO4J_AUTH", true),
            ("LDAP_BINDPW", true),
            ("DB_PW", true),
            ("API_KEYS", true),
            ("STORAGE_SECONDARY_KEY", true),
            ("VAULT_ENC_KEY", true),
            ("PASSWORD_SALT", true),
            ("MESSAGE_KEY", false),
            ("", false),
        ] {
            assert_eq!(is_secret_name(name), secret, "{name}");
        }
    }

    #[test]
    fn placeholders_are_told_from_values() {
        for (value, placeholder) in [
            ("", true),
            ("<password>", true),
            ("changeme", true),
            ("\"change-me-now\"", true),
            ("your-api-key", true),
            ("xxxx", true),
            ("…", true),
            ("***", true),
            ("${DB_PASSWORD}", true),
            ("$(pwgen 32)", true),
            ("vault:secret/db#password", true),
            ("/run/secrets/db", true),
            ("Password", true),
            ("generate_a_new_key", true),
            ("add some secret here", true),
            ("user_provided", true),
            ("SomeRandomStringOf32CharsExactly", true),
            ("this_password_is_insecure_change_it", true),
            ("0000000000000000", true),
            ("sk-...", true),
            ("__DB_PASSWORD__", true),
            ("/etc/ssl/private/server.key", true),
            ("./certs/tls.pem", true),
            ("hunter2", false),
            ("/hunter2/", false),
            ("nowhere7", false),
            ("postgres", false),
            ("correct horse battery", false),
            ("0", false),
            ("$DB_PASSWORD", true),
            ("{{ .Values.password }}", true),
            ("[password]", true),
            ("{password}", true),
            ("change_me", true),
            ("sk-xxxx", true),
            ("YOUR_TOKEN", true),
            ("yourpassword", true),
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", true),
            ("true", true),
            ("$2b$10$N9qo8uLOickgx2ZMRZoMye", false),
            ("$argon2id$v=19$m=65536", false),
            ("$ecretPassw0rd", false),
            ("${A}hunter2${B}", false),
            ("{\"user\": \"app\", \"password\": \"hunter2\"}", false),
            ("[\"hunter2\", \"hunter3\"]", false),
            ("<a>hunter2<b>", false),
            ("counterexamples9", false),
            ("Saveyourself1", false),
            ("postgres://app:hunter2@db.example.com/app", false),
            ("postgres://app:<password>@db/app", true),
            ("redis://cache:6379/0", true),
            ("https://hooks.internal/T0/B0/abc", false),
            ("https://your-hook.example/x", true),
            ("https://abcd1234@errors.internal/1", false),
        ] {
            assert_eq!(is_placeholder(value), placeholder, "{value}");
        }
    }

    #[test]
    fn passwords_of_addresses_are_told_from_what_stands_for_them() {
        for (text, password) in [
            ("redis://:hunter2@cache", "hunter2"),
            ("redis://:aB3/x9Qpw12@cache", "aB3/x9Qpw12"),
            ("https://u:mail77@h/a?b=c:d@e", "mail77"),
            ("postgres://user:pass@h/d", ""),
            ("postgres://user:pwd@h", ""),
            ("postgres://USER:PASS@h", ""),
            ("postgres://user:mypassword@h", ""),
            ("postgres://username:db_password@h", ""),
            ("postgres://app:<password>@h", ""),
            ("amqp://guest:guest@h", ""),
            ("db://host:5432/orders?as=a@b", ""),
            ("https://h/a:b@c", ""),
        ] {
            let found: Vec<&str> = address_passwords(text).iter().map(|range| range.of(text)).collect();
            assert_eq!(found.join("|"), password, "{text}");
        }
    }

    #[test]
    fn what_is_covered_once_is_covered_wherever_it_stands() {
        let text = "A=parcel77\nB=x://:parcel77@c\nC=postgres\nD=postgres\n# parcel77\nE=1234567\nF=1234567\n";
        let place = |needle: &str| text.find(needle).map(|at| TextRange::new(at, at + needle.len())).unwrap();
        let found = repeated(text, &[place("parcel77"), place("postgres"), place("1234567")]);
        let found: Vec<usize> = found.iter().map(|range| range.start as usize).collect();
        let others: Vec<usize> = text.match_indices("parcel77").skip(1).map(|(at, _)| at).collect();
        assert_eq!(found, others, "words and numbers name other things, too");
        let text = "A=KEYCLOAK\nKEYCLOAK_HOST=kc\nB=x://u:aB3/x9Q@c\n# aB3/x9Q\n# correcthorsebatterystaple\nC=correcthorsebatterystaple\n";
        let values = ["KEYCLOAK\n", "x://u:aB3/x9Q@c", "correcthorsebatterystaple\n"].map(|value| {
            let at = if value.starts_with("correct") { text.rfind(value) } else { text.find(value) }.unwrap();
            TextRange::new(at, at + value.trim_end().len())
        });
        let found: Vec<&str> = repeated(text, &values).iter().map(|range| range.of(text)).collect();
        assert_eq!(found, ["aB3/x9Q", "correcthorsebatterystaple"]);
        assert!(repeated(text, &[]).is_empty());
    }
}
