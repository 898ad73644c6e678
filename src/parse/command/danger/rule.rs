//! Which commands can lose data, as a table.

/// What makes a command dangerous, in words separated by spaces.
///
/// The first names programs; those that follow are words that must come next, options and their values aside. `a|b` is
/// either, `a*` all that starts so, `..` any words, `+a|b` a word or option anywhere behind, and `!a|b` one whose presence
/// makes it harmless. A short option is found among others, `-r` in `-rf`, unless `=` stands before it.
///
/// What comes back by itself isn't here: a pod, a job. Each false alarm makes the next warning worth less.
pub(super) const RULES: &[&str] = &[
    "rm +-r|-R|-f|--recursive",
    "shred|wipefs|mkfs*|mkswap|blkdiscard|pvremove|vgremove|lvremove|dropdb|dropuser|pg_dropcluster|pg_resetwal",
    "dd +of=* !of=/dev/null|of=/dev/stdout",
    "find +-delete",
    "find .. rm",
    "truncate +-s|--size",
    "rsync +--delete*",
    "sgdisk +-Z|--zap-all",
    "zfs|zpool destroy",
    "userdel +-r|--remove",
    "kubectl|oc|k delete !pod|pods|po|pod/*|pods/*|job|jobs|job/*|jobs/*|event|events|--cascade=orphan|--cascade=false",
    "kubectl|oc|k delete +--all",
    "kubectl|oc|k apply +--prune",
    "helm uninstall|delete|del|un",
    "helmfile destroy",
    "argocd app delete",
    "flux delete|uninstall",
    "velero backup|restore|schedule delete",
    "eksctl|kind|k3d|minikube|gcloud|az .. delete",
    "docker|podman|nerdctl volume rm|prune",
    "docker|podman|nerdctl system prune",
    "docker|podman|nerdctl compose down +-v|--volumes",
    "docker-compose down +-v|--volumes",
    "terraform|tofu|terragrunt|pulumi destroy",
    "terraform|tofu|terragrunt apply +-destroy|--destroy",
    "git push +-f|--force-with-lease|--mirror",
    "git reset +--hard",
    "git clean +-f",
    "aws s3 rm|rb",
    "aws s3 sync +--delete",
    "aws .. delete-*|terminate-*",
    "gsutil .. rm|rb",
    "mc rm|rb",
    "mc mirror +--remove",
    "s3cmd del|rm|rb",
    "rclone delete|purge|deletefile",
    "restic forget|prune",
    "borg delete|prune",
    "pg_restore +=-c|--clean",
    "mysqladmin .. drop",
    "redis-cli|valkey-cli|keydb-cli +FLUSHALL|FLUSHDB|NOSAVE",
    "redis-cli|valkey-cli|keydb-cli .. CLUSTER RESET",
    "rabbitmqctl .. reset|force_reset|delete_queue|delete_vhost|delete_user|purge_queue",
    "rabbitmqadmin .. delete|purge",
    "etcdctl del",
    "etcdctl member remove",
    "kafka-topics*|kafka-consumer-groups* +--delete",
    "kafka-delete-records*",
    "nats stream rm|purge",
    "vault delete",
    "vault kv delete|destroy",
    "vault kv metadata delete",
    "vault secrets|auth disable",
    "consul kv delete",
    "influx .. delete",
    "curl +DELETE|-XDELETE|--request=DELETE",
    "wp db reset|drop|clean",
];

/// Programs whose `--force` loses nothing that matters.
pub(super) const HARMLESS_FORCE: &[&str] = &[
    "apt", "apt-get", "brew", "cargo", "choco", "cp", "dnf", "gem", "go", "gzip", "ln", "npm", "npx", "pip", "pip3",
    "pnpm", "rpm", "yarn", "yum",
];

/// Parts of a make target's name that tell what it does.
pub(super) const TARGET_VERBS: &[&str] =
    &["delete", "destroy", "drop", "flushall", "flushdb", "nuke", "purge", "truncate", "uninstall", "wipe"];

/// Programs that are given SQL, MongoDB's commands or the like as an argument or on standard input.
pub(super) const CLIENTS: &[&str] = &[
    "clickhouse-client",
    "cockroach",
    "cqlsh",
    "mariadb",
    "mongo",
    "mongosh",
    "mysql",
    "psql",
    "sqlcmd",
    "sqlite3",
    "usql",
];

/// Shells, which are given a script.
pub(super) const SHELL_PROGRAMS: &[&str] = &["ash", "bash", "dash", "ksh", "sh", "su", "ssh", "zsh", "eval", "watch"];

/// Methods of MongoDB's shell.
pub(super) const MONGO_METHODS: &[&str] =
    &["dropDatabase(", ".drop(", ".deleteMany(", ".deleteOne(", ".remove(", "dropAllUsers(", "dropUser("];

/// One rule, taken apart.
struct Rule<'r> {
    words: &'r str,
}

/// What of a command's words a rule fits: shown to the reader as the reason. `None` where it doesn't fit.
pub(super) fn fits(rule: &str, words: &[&str]) -> Option<String> {
    let (programs, rest) = rule.split_once(' ').unwrap_or((rule, ""));
    let (program, arguments) = words.split_first()?;
    if !one_of(programs, program) {
        return None;
    }
    Rule { words: rest }.fits(program, arguments)
}

impl Rule<'_> {
    fn fits(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let mut shown = program.to_owned();
        let mut at = 0;
        let mut gap = false;
        for word in self.words.split(' ').filter(|word| !word.is_empty()) {
            if word == ".." {
                gap = true;
            } else if let Some(flags) = word.strip_prefix('+') {
                let flag = arguments.iter().find(|argument| flags.split('|').any(|flag| is_flag(flag, argument)))?;
                add(&mut shown, flag);
            } else if let Some(harmless) = word.strip_prefix('!') {
                let found = arguments.iter().any(|argument| {
                    one_of(harmless, argument)
                        // `kubectl delete pvc,pod`: harmless only if all of it is.
                        || (argument.contains(',') && argument.split(',').all(|part| one_of(harmless, part)))
                });
                if found {
                    return None;
                }
            } else {
                let found = next_word(&arguments[at..], word, std::mem::take(&mut gap))?;
                add(&mut shown, arguments[at + found]);
                at += found + 1;
            }
        }
        Some(shown)
    }
}

/// Where the next word that is no option is one of `wanted`. What follows an option may be its value.
fn next_word(arguments: &[&str], wanted: &str, gap: bool) -> Option<usize> {
    let mut value = false;
    for (at, argument) in arguments.iter().enumerate() {
        if argument.starts_with('-') {
            value = !argument.contains('=');
        } else if one_of(wanted, argument) {
            return Some(at);
        } else if !gap && !std::mem::take(&mut value) {
            return None;
        }
    }
    None
}

fn add(shown: &mut String, word: &str) {
    /// Longer words are values, of which nobody needs all.
    const LONGEST: usize = 40;
    shown.push(' ');
    shown.extend(word.chars().take(LONGEST));
}

/// Whether a word is one of `a|b*|c`, in any case.
fn one_of(choices: &str, word: &str) -> bool {
    choices.split('|').any(|choice| match choice.strip_suffix('*') {
        Some(start) => word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)),
        None => choice.eq_ignore_ascii_case(word),
    })
}

/// Whether a word is an option, or one of several short ones (`-rf` for `-r`), or the option with a value.
fn is_flag(flag: &str, word: &str) -> bool {
    if let Some(alone) = flag.strip_prefix('=') {
        return alone == word;
    }
    let short = flag.strip_prefix('-').filter(|letter| letter.len() == 1 && *letter != "-");
    if let Some(letter) = short {
        let letters = word.strip_prefix('-').unwrap_or_default();
        return letters.len() <= 6
            && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
            && letters.contains(letter);
    }
    if flag.starts_with('-') && !flag.ends_with('*') {
        return word == flag || word.strip_prefix(flag).is_some_and(|rest| rest.starts_with('=') && rest != "=false");
    }
    one_of(flag, word)
}

/// Whether a word says that nothing will be done.
pub(super) fn is_rehearsal(word: &str) -> bool {
    let value = |option| word.strip_prefix(option).map(|rest: &str| rest.trim_start_matches('='));
    matches!(word, "--help" | "-h")
        || ["--dry-run", "--dryrun"].into_iter().filter_map(value).any(|value| !matches!(value, "none" | "false"))
}

/// Whether a word is `--force`.
pub(super) fn is_force(word: &str) -> bool {
    word.starts_with("--force") && is_flag("--force", word)
}
