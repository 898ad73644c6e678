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
const SECRET_KEYS: [&str; 12] = [
    "ACCESS",
    "ACCOUNT",
    "API",
    "APP",
    "AUTH",
    "ENCRYPTION",
    "LICENSE",
    "MASTER",
    "PRIVATE",
    "SERVICE",
    "SIGNING",
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
    let parts: Vec<&str> = upper.split('_').filter(|part| !part.is_empty()).collect();
    let Some(last) = parts.last() else { return false };
    // The shell's own.
    if ABOUT.contains(last) || parts.contains(&"PUBLIC") || matches!(&*upper, "PWD" | "OLDPWD") {
        return false;
    }
    let says_so = |part: &&str| SECRET_PARTS.contains(part) || SECRET_ENDS.iter().any(|end| part.ends_with(end));
    let before = parts.len().checked_sub(2).map(|before| parts[before]);
    parts.iter().any(says_so) || (*last == "KEY" && before.is_some_and(|part| SECRET_KEYS.contains(&part)))
}

/// Parts of values that ask to be replaced.
const ASKS: [&str; 10] =
    ["changeme", "change-me", "change_me", "replace", "your", "xxx", "example", "placeholder", "redacted", "dummy"];

/// Values that say nothing but what they stand for, or that there is none.
const WORDS: [&str; 11] =
    ["password", "passwd", "secret", "token", "key", "none", "null", "todo", "tbd", "change this", "changethis"];

/// Starts of values that say where the value is to be had.
const REFERENCES: [&str; 9] =
    ["$", "{{", "op://", "vault:", "ref+", "arn:", "/run/secrets/", "/var/run/secrets/", "/etc/secrets/"];

/// Whether a value of a secret variable is none that anybody could use: `<password>`, `changeme`, `…`, `${DB_PASSWORD}`, or the place in a
/// store where the real one lies.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'', '`']).trim();
    let lower = value.to_lowercase();
    let within = |open: char, close: char| value.starts_with(open) && value.ends_with(close);
    value.chars().all(|c| matches!(c, '.' | '…' | '*' | '•' | '-' | '–' | '—' | 'x' | 'X' | '?'))
        || within('<', '>')
        || within('[', ']')
        || within('{', '}')
        || WORDS.contains(&&*lower)
        || ASKS.iter().any(|word| lower.contains(word))
        || REFERENCES.iter().any(|start| lower.starts_with(start))
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
        ] {
            assert_eq!(is_placeholder(value), placeholder, "{value}");
        }
    }
}
