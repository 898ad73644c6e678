//! Secrets among environment variables: by the variable's name, and by what is written as its value.

/// Parts of a name that say that its value is a secret.
const SECRET_PARTS: [&str; 12] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PASS",
    "PWD",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "TOKENS",
    "CREDENTIAL",
    "CREDENTIALS",
    "APIKEY",
];

/// Ends of a part that say the same: `PGPASSWORD`.
const SECRET_ENDS: [&str; 4] = ["PASSWORD", "SECRET", "TOKEN", "APIKEY"];

/// What stands before `KEY` in the names of keys that open something.
const SECRET_KEYS: [&str; 19] = [
    "ACCESS",
    "ACCOUNT",
    "API",
    "APP",
    "AUTH",
    "COOKIE",
    "DEPLOY",
    "ENCRYPTION",
    "FERNET",
    "HMAC",
    "JWT",
    "LICENSE",
    "MASTER",
    "PRIVATE",
    "SERVICE",
    "SESSION",
    "SIGNING",
    "SSH",
    "STORAGE",
];

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
        (_, "DSN") | (Some("CONNECTION"), "STRING") | (Some("BASIC"), "AUTH") => true,
        (Some(before), "KEY") => SECRET_KEYS.contains(&before),
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
const ASKS: [&str; 13] = [
    "changeme",
    "dummy",
    "example",
    "placeholder",
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
    if plain || WORDS.contains(&&*lower) || is_filled_in(value) || REFERENCES.iter().any(|at| lower.starts_with(at)) {
        return true;
    }
    match value.split_once("://") {
        Some((scheme, rest)) => is_address_without_secret(scheme, rest),
        None => asks(&lower) || OF_AWS.iter().any(|end| value.ends_with(end)),
    }
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
        || words.windows(2).any(|pair| pair == ["change", "me"])
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
            ("TOKEN_URL2", false),
            ("DSN_TIMEOUT", false),
            ("AUTH", false),
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
            ("hunter2", false),
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
}
